"""Rows of which there is one at most, written by two at once."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

Row = TypeVar("Row")


def locked_or_new(tx: Session, find: Callable[[], Row | None], make: Callable[[], Row]) -> Row:
    """The row that `find` locks, or the one that `make` makes; of two first writers the second gets the first's."""
    found = find()
    if found is not None:
        return found
    row = make()
    try:
        with tx.begin_nested():
            tx.add(row)
            tx.flush()
    except IntegrityError:
        found = find()
        if found is None:  # refused for another reason than being there
            raise
        return found
    return row
