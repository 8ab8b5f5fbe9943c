"""What actions did, joined to the shows: measured when due, kept, pooled over repeats, tried by lot."""
