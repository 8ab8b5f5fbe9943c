"""A file on its way in: what a form says of it, and the temporary file it lies in while it is read."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Form, UploadFile

from onair.access.web import Call
from onair.connectors.reports.cells import Terms
from onair.files.refusals import Damaged, FileRefused, TooBig, TooHard, Unsafe, WrongType
from onair.files.values import DayOrder
from onair.kernel.money import CURRENCIES
from onair.kernel.settings import Settings
from onair.kernel.text import file_name

REFUSALS = (Damaged, FileRefused, TooBig, TooHard, Unsafe, WrongType)
ORDERS: dict[str, DayOrder] = {"dmy": "dmy", "mdy": "mdy"}
DayOrderText = Annotated[str, Form(pattern="^(dmy|mdy)?$")]
Currency = Annotated[str, Form(max_length=3, json_schema_extra={"enum": ["", *sorted(CURRENCIES)]})]


def terms_of(call: Call, day_order: str, currency: str) -> Terms:
    return Terms(ZoneInfo(call.use(Settings).zone), ORDERS.get(day_order), currency or "CNY")


@contextmanager
def received(file: UploadFile) -> Iterator[tuple[Path, str]]:
    """→ where it lies until the block ends, and its name for people."""
    name = file_name(file.filename)
    with tempfile.TemporaryDirectory(prefix="onair-report-") as folder:
        path = Path(folder) / ("file" + "".join(PurePosixPath(name).suffixes)[-20:])
        with path.open("wb") as kept:
            copyfileobj(file.file, kept, 1 << 20)
        yield path, name
