"""One module for each family of readings."""
