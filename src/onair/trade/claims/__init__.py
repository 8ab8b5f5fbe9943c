"""What may be said about goods: claims and what proves them, and the lint asked with the facts of a team."""
