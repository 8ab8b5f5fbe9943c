"""What viewers asked: which questions had no answer, and whether an answer helped."""
