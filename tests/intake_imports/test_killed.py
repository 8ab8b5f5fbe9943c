"""An import that is killed half-way loses nothing that was kept and doubles nothing when it is run again."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from onair.events.codec import decode_batch
from onair.store.db import Database
from onair.store.log import EventLog

pytestmark = pytest.mark.fault

ROWS = 50_000
PROGRAM = "import sys; from onair.cli import main; sys.argv[0] = 'onair'; main()"


def command(home: Path, *args: str | Path) -> "subprocess.Popen[str]":
    env = {**os.environ, "ONAIR_HOME": str(home)}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, args), "--json"], env=env, stdout=subprocess.PIPE, text=True
    )


def answer(home: Path, *args: str | Path) -> dict[str, object]:
    process = command(home, *args)
    out, _ = process.communicate(timeout=180)
    assert process.returncode == 0, out[:500]
    body: dict[str, object] = json.loads(out)
    return body


def logged(home: Path) -> list[tuple[str, str]]:
    db = Database(f"sqlite:///{home / 'onair.db'}")
    try:
        log = EventLog(db)
        shows = [end.show for end in log.shows()]
        batches = [batch for show in shows for batch in log.read(show)]
        return [(e.source, e.id) for batch in batches for e in decode_batch(batch.body, batch.codec)]
    finally:
        db.close()


def test_a_killed_import_is_completed_by_the_same_command(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "log.csv"
    rows = "".join(f"{n % 900},{n % 50},7,pv,{1_790_000_000 + n // 10}\n" for n in range(ROWS))
    file.write_text("user_id,item_id,category_id,behavior,ts\n" + rows)
    answer(home, "init", "--team", "甲")
    again = ("import", file, "--show", "场")
    process = command(home, *again)
    wal = home / "onair-log.db-wal"
    until = time.monotonic() + 120
    while not (wal.exists() and wal.stat().st_size > 200_000):
        assert process.poll() is None, "the import ended before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    kept = logged(home)
    assert 0 < len(kept) < ROWS + 900  # control: it was killed half-way
    body = answer(home, *again)
    assert body["duplicates"] == len(kept)
    whole = logged(home)
    assert len(whole) == len(set(whole)) == ROWS + 900
    assert whole[: len(kept)] == kept
