"""One module per format: each makes a `Table` of what it finds, all of it, and judges nothing."""
