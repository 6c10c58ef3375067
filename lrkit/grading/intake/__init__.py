"""The intake of a class: find the submissions, read them, parse and repair their notebooks."""
