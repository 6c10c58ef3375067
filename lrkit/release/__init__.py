"""The release: generated from the sources, checked, delivered to a student; sample classes."""
