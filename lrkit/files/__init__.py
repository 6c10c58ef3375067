"""Files: atomic writes, hashes, lists of files, zip archives, CSV tables."""
