"""An attribution is counted once for each state of a log, and anew when something came."""

from pathlib import Path

from tests.team import seeded

from onair.before.warmup.attribution import Sent
from onair.before.warmup.counted import Attributions
from onair.events.codec import CODEC_VERSION, encode_batch
from onair.events.model import Enter
from onair.store.db import Database, upgrade
from onair.store.log import EventLog

SENT = [Sent("itm", 0, "短信")]


def entered(log: EventLog, n: int) -> None:
    event = Enter(id=f"e{n}", source="sim:room", at=1000 + n, user=f"u{n}", channel="短信")
    log.append_blocking("shw", tenant="tnt", clock=2000, n=1, body=encode_batch([event]), codec=CODEC_VERSION)


def test_the_log_is_read_again_only_when_it_grew(tmp_path: Path) -> None:
    seeded(tmp_path)
    db = Database(f"sqlite:///{tmp_path / 'onair.db'}", "off")
    upgrade(db)
    log, kept = EventLog(db), Attributions()
    log.start()
    entered(log, 1)
    first = kept.of(log, "shw", SENT, 10_000)
    assert kept.of(log, "shw", list(SENT), 10_000) is first
    assert kept.of(log, "shw", SENT, 10) is not first
    entered(log, 2)
    later = kept.of(log, "shw", SENT, 10_000)
    assert (first.by_item["itm"].entries, later.by_item["itm"].entries) == (1, 2)
    log.stop()
    db.close()
