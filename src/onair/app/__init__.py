"""Composition root: serve, or run one command on the data folder.

`calling` is where the command line enters and imports little; the others know every feature."""
