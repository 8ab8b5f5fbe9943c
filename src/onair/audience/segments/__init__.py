"""Groups of people by rule: described in words, counted, kept up to date."""
