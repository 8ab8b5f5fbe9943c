"""Each row → comment. The show starts at offset 0: start = the first good row's unix_ts − offset_s.

unix_ts is whole seconds and offset_s has milliseconds, so every `at` is start + offset. A user "NULL" or
empty is unknown; an empty text (a picture, say) still is a comment. Ids derive from offset, user and text,
so a later export with another start keeps them.
"""

from decimal import Decimal, InvalidOperation

from onair.connectors.ports import Context, Input, Items, Sample, bad_row, problems
from onair.events.model import Comment
from onair.files.headers import find
from onair.files.records import Records
from onair.files.refusals import WrongType
from onair.files.tables import Row
from onair.files.values import BadValue
from onair.kernel.text import mask_personal

SOURCE = "bili:chat"
COLUMNS = ("offset_s", "unix_ts", "user", "text")
TEXT = 2_000


class BilibiliChat:
    name = "bilibili_chat"

    def sniff(self, sample: Sample) -> float:
        return 1.0 if sample.has(*COLUMNS) else 0.0

    def read(self, data: Input, context: Context) -> Items:
        """Comments in the file's order."""
        if isinstance(data, Records) or any(find(data.headers, name) is None for name in COLUMNS):
            raise WrongType(name=context.name, why=", ".join(COLUMNS))
        places = [find(data.headers, name) or 0 for name in COLUMNS]
        for number, cells in data.rows:
            if data.problems:
                yield from problems(data)
            if len(cells) != len(data.headers):
                code = "too_many_columns" if len(cells) > len(data.headers) else "too_few_columns"
                yield bad_row(data.headers, number, cells, code)
                continue
            try:
                event = _comment([cells[place] for place in places], context)
            except BadValue as bad:
                yield bad_row([*data.headers[:2], "user", "nick"], number, cells, bad.code)
                continue
            context.report.rows["chat"] += 1
            yield event
        yield from problems(data)


def _comment(cells: Row, context: Context) -> Comment:
    offset_s, unix_ts, user, text = cells
    offset = _milliseconds(offset_s)
    report = context.report
    if report.start is None:
        report.start = _milliseconds(unix_ts) - offset
    if len(text or "") > TEXT or len(user or "") > 128:
        raise BadValue("bad_field")
    known = None if user is None or user.upper() == "NULL" else user
    at = report.start + offset
    report.saw(at)
    made = context.ids.next(offset_s or "", user or "", text or "")
    return Comment(id=made, source=SOURCE, at=at, user=known, text=mask_personal(text or ""))


def _milliseconds(text: str | None) -> int:
    try:
        seconds = Decimal(text or "")
    except InvalidOperation:
        raise BadValue("bad_time", text or "") from None
    if not seconds.is_finite() or abs(seconds) > 10**10:
        raise BadValue("bad_time", text or "")
    return int((seconds * 1000).to_integral_value())
