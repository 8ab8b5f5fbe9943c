"""Every token there is; one module for each family."""
