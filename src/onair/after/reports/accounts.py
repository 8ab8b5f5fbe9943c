"""The accounts that files on a show tell, for shows whose room tells none."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.after.reports.model import ReportFile, ReportRow
from onair.after.reports.origin import Whose, origin_of_name, whose_of
from onair.after.reports.placing import Known, family_of

Told = dict[str, set[tuple[str, Whose]]]
_ANY = ZoneInfo("UTC")
"""Of a file's name only the account is asked for."""


def with_accounts(tx: Session, shows: Sequence[Known], but: str = "") -> list[Known]:
    """`but`: a file that is not asked. Files that were withdrawn tell nothing."""
    told = _told(tx, [show.id for show in shows if not show.account], but)
    return [show._replace(told=frozenset(told.get(show.id, ()))) for show in shows]


def _told(tx: Session, shows: Sequence[str], but: str) -> Told:
    """By rows about a whole show; by the name of a file whose rows tell none. Settlements name neither."""
    rows = (
        ReportRow.show_id.in_(shows), ReportFile.id == ReportRow.file_id, ReportFile.withdrawn_at.is_(None),
        ReportFile.id != but,
    )  # fmt: skip
    found: Told = {}
    spoken: set[tuple[str, str]] = set()
    sessions = select(ReportRow.show_id, ReportRow.platform, ReportRow.file_id, ReportRow.about)
    for show, platform, file, about in tx.execute(sessions.where(*rows, ReportRow.grain == "session")):
        whose = whose_of(about.get("account_id"), about.get("account"))
        if whose is not None:
            found.setdefault(show, set()).add((family_of(platform), whose))
            spoken.add((show, file))
    files = select(ReportRow.show_id, ReportRow.platform, ReportFile.id, ReportFile.name).distinct()
    for show, platform, file, name in tx.execute(files.where(*rows, ReportRow.grain != "settlement")):
        whose = origin_of_name(name, _ANY).whose
        if show is not None and whose is not None and (show, file) not in spoken:
            found.setdefault(show, set()).add((family_of(platform), whose))
    return found
