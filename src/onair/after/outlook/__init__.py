"""What a planned show may bring, and where a running one may end: always a range, never a promise."""
