"""A rehearsal for people: a show with faults put into its stream of events, at a speed, scored at the end."""
