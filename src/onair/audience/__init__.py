"""People: who they are, groups of them, what they are offered, and whether it worked."""
