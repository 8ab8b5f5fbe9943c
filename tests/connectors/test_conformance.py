"""One suite over every importer found: its fixtures give its events, and the promises of a connector.

`<name>.expected.ndjson` beside a fixture holds its events, a line each, and then the rejected rows. To record
a new one set ONAIR_RECORD=1 and read the diff.
"""

import io
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

import onair.connectors
from onair.connectors.opening import open_input, recognise
from onair.connectors.ports import Context, Ids, Rejected, Report, importers, manifest
from onair.events.codec import decode_batch, encode_batch
from onair.events.model import AnyEvent
from onair.kernel.errors import OnAirError

ROOT = Path(onair.connectors.__file__).parent
FIXTURES = sorted(
    path for path in ROOT.glob("*/fixtures/*") if ".expected" not in path.name and ".mapping" not in path.name
    and path.parent.parent.name in importers()
)  # fmt: skip
Read = tuple[list[AnyEvent], list[Rejected], Report]


def read(path: Path, body: bytes | None = None, secret: bytes = b"fixture") -> Read:
    """Through the same door as an import."""
    name = path.parent.parent.name
    learnt = path.with_suffix(".mapping.json")
    mapping = msgspec.json.decode(learnt.read_bytes()) if learnt.exists() else {}
    context = Context(ZoneInfo("Asia/Shanghai"), "CNY", Ids(secret), path.name, mapping)
    data = open_input(path if body is None else body, path.name)
    events, rejects = [], []
    for item in importers()[name].read(data, context):
        rejects.append(item) if isinstance(item, Rejected) else events.append(item)
    return events, rejects, context.report


def names(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.name}"


def test_every_importer_has_fixtures_and_a_manifest_in_two_languages() -> None:
    assert {path.parent.parent.name for path in FIXTURES} == set(importers())
    for name in importers():
        found = manifest(name)
        assert found.title.zh != found.title.en
        assert all([*found.title, *found.about, found.accepts])


@pytest.mark.parametrize("path", FIXTURES, ids=names)
def test_the_fixture_gives_its_recorded_events(path: Path) -> None:
    events, rejects, _ = read(path)
    lines = [msgspec.json.encode(event) for event in events]
    lines += [
        msgspec.json.encode({"rejected": item.row, "code": item.code, "excerpt": item.excerpt})
        for item in rejects
    ]
    recorded = (
        path.with_suffix(".expected.ndjson")
        if path.suffix != ".ndjson"
        else path.with_suffix(".nd.expected.ndjson")
    )
    if os.environ.get("ONAIR_RECORD") == "1":
        recorded.write_bytes(b"\n".join(lines) + b"\n")
    assert lines == recorded.read_bytes().splitlines()
    assert events
    assert rejects


@pytest.mark.parametrize("path", FIXTURES, ids=names)
def test_ids_are_unique_repeatable_and_tell_nobody(path: Path) -> None:
    events, _, _ = read(path)
    again, _, _ = read(path)
    other, _, _ = read(path, secret=b"another installation")
    ids = [(event.source, event.id) for event in events]
    assert len(set(ids)) == len(ids)
    assert ids == [(event.source, event.id) for event in again]
    own = manifest(path.parent.parent.name).platform  # orders have numbers of their own
    for event, twin in zip(events, other, strict=True):
        assert event.user is None or event.user not in event.id
        assert event.user is None or own or event.id in OWN_IDS or event.id != twin.id


OWN_IDS = {"a1", "a2", "a4", "9001-order"}
"""Fixture events whose id is the source's own."""


@pytest.mark.parametrize("path", FIXTURES, ids=names)
def test_events_survive_the_log_codec(path: Path) -> None:
    events, _, _ = read(path)
    assert decode_batch(encode_batch(events), 1) == events


@pytest.mark.parametrize("path", FIXTURES, ids=names)
def test_the_right_importer_recognises_it_alone(path: Path) -> None:
    found = recognise(path, path.name)
    name = path.parent.parent.name
    assert found.importer is (None if name == "mapped_csv" else importers()[name])
    sure = [each.name for each in importers().values() if each.sniff(found.sample) >= 0.5]
    assert sure == ([] if name == "mapped_csv" else [name])


@pytest.mark.parametrize("path", FIXTURES, ids=names)
def test_a_file_cut_anywhere_is_read_as_far_as_it_goes(path: Path) -> None:
    body = path.read_bytes()
    whole = len(read(path)[0])
    for cut in range(1, len(body), 37):
        try:
            events, rejects, _ = read(path, body[:cut])
        except OnAirError as refused:
            assert refused.code.startswith(("file_", "bad_mapping", "day_order_unknown"))
            continue
        assert len(events) <= whole + 1
        assert all(item.row >= 1 and item.detail.zh and item.detail.en for item in rejects)


@pytest.mark.parametrize("path", FIXTURES, ids=names)
def test_no_personal_cell_reaches_a_reject(path: Path) -> None:
    _, rejects, _ = read(path)
    out = io.StringIO("".join(item.excerpt for item in rejects))
    assert not any(
        word in out.getvalue() for word in ("演练省", "演练用户", "u_demo", "user_id=", "13800138000")
    )
