"""Values that cannot be true (a share above 1, more buyers than viewers): they stand in their file, and are no number
anywhere else (metrics page, rule 0.5)."""

from collections.abc import Mapping

from msgspec import structs

from onair.after.reports.bundle import Bundle, Place, Said, StatedRow
from onair.after.reports.checks import bounds
from onair.kernel.i18n import Text


def impossible(bundle: Bundle) -> Mapping[Place, Text]:
    """Where they stand, and why. Of a part above its whole nobody knows which is wrong: both."""
    found = (one for one in bounds.check(bundle) if one.quarantine)
    return {place: one.words for one in found for place in one.places}


def kept_out(bundle: Bundle) -> Bundle:
    """The same rows, each impossible value as missing with its reason."""
    barred = impossible(bundle)
    if not barred:
        return bundle
    return structs.replace(bundle, rows=[_without(row, barred) for row in bundle.rows])


def _without(row: StatedRow, barred: Mapping[Place, Text]) -> StatedRow:
    if not any(said.place in barred for said in row.said.values()):
        return row
    said = {
        name: _missing(one, barred[one.place]) if one.place in barred else one
        for name, one in row.said.items()
    }
    return structs.replace(row, said=said)


def _missing(said: Said, why: Text) -> Said:
    return structs.replace(said, value=None, low=None, high=None, barred=why)
