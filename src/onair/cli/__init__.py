"""`onair …`: the command line. Thin: each command is a function of `local/`, run here or by the server that
holds the data folder."""

from onair.cli import linting, reporting  # register their commands
from onair.cli.commands import main

__all__ = ["linting", "main", "reporting"]
