"""Profiles: what each person did, over all shows, and what follows from it."""
