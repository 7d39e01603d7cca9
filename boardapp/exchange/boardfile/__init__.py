"""A whole board as one file, and the same file taken apart and checked."""
