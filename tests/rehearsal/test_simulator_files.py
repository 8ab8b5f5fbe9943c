"""The simulator as a command: a file that the importers take, and the truth beside it."""

import msgspec
from click.testing import CliRunner

from onair.events.wire import decode
from onair.rehearsal.simulator.__main__ import main
from onair.rehearsal.simulator.truth import Truth

ARGS = ["--events", "2000", "--seed", "7", "--start", "1795334400000", "--set", "minutes=20"]


def test_the_same_command_writes_the_same_files(tmp_path):
    for folder in ("a", "b"):
        done = CliRunner().invoke(main, [*ARGS, "--out", str(tmp_path / folder)])
        assert done.exit_code == 0, done.output
    for name in ("events.ndjson", "truth.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_file_is_what_the_event_route_takes(tmp_path):
    CliRunner().invoke(main, [*ARGS, "--out", str(tmp_path)])
    read = decode((tmp_path / "events.ndjson").read_bytes(), "sim")
    truth = msgspec.json.decode((tmp_path / "truth.json").read_bytes(), type=Truth)
    assert (read.rejects, read.unknown) == ([], {})
    assert len(read.events) == sum(truth.events.values())
    assert truth.complete


def test_a_wrong_parameter_is_named(tmp_path):
    done = CliRunner().invoke(main, ["--out", str(tmp_path), "--set", "minutes=0"])
    assert done.exit_code == 1
    assert "minutes" in done.output
    assert not (tmp_path / "events.ndjson").exists()
