"""口径: what every number means, defined once, folded live and compiled for the review."""
