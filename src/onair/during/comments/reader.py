"""The thread that reads: one for all shows, started by the first comment, gone when nothing came for a while."""

import logging
import threading
import time
from collections.abc import Callable
from weakref import WeakKeyDictionary

from onair.during.comments.line import Line
from onair.during.comments.marking import Reads

COALESCE_S = 0.02
"""What comes within this is read together; a row carries its mark in the very frame that brings it, mostly."""
IDLE_S = 20.0
READ_MAX = 10_000
"""Comments a second of all shows: five times what a server is for. Of more the newest are read and the others counted as
passed over (`Inbox`), so that a flood takes its time from reading and not from taking events."""
log = logging.getLogger("onair.comments")


class ReadingThread:
    """`ring` from any thread. `model`: of a team; may be slow the first time."""

    def __init__(self, model: Callable[[str], Reads | None], coalesce_s: float = COALESCE_S) -> None:
        self._model, self._coalesce_s = model, coalesce_s
        self._bell = threading.Event()
        self._lock = threading.Lock()
        self._due: WeakKeyDictionary[Line, None] = WeakKeyDictionary()
        self._thread: threading.Thread | None = None
        self._stopped = False

    def ring(self, line: Line) -> None:
        """Something waits for this show, or time went on."""
        with self._lock:
            self._due[line] = None
            if not self._stopped and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="onair-comments", daemon=True)
                self._thread.start()
        self._bell.set()

    def close(self) -> None:
        self._stopped = True
        self._bell.set()
        thread = self._thread
        if thread is not None:
            thread.join(timeout=10)

    # ---- inside

    def _run(self) -> None:
        while self._bell.wait(IDLE_S) and not self._stopped:
            self._bell.clear()
            threading.Event().wait(self._coalesce_s)
            while (lines := self._taken()) and not self._stopped:
                for line in lines:
                    before, began = line.inbox.done, time.perf_counter()
                    if self._work(line):
                        self.ring(line)
                    spare = (line.inbox.done - before) / READ_MAX - (time.perf_counter() - began)
                    if spare > 0:
                        threading.Event().wait(spare)
        with self._lock:
            self._thread = None
            again = bool(self._due) and not self._stopped
        if again:
            for line in self._taken():
                self.ring(line)

    def _taken(self) -> list[Line]:
        with self._lock:
            found = list(self._due)
            self._due.clear()
            return found

    def _work(self, line: Line) -> bool:
        try:
            return line.work(self._model(line.tenant))
        except Exception:
            log.exception("comments of %s could not be read", line.tenant)
            line.fail()
            return False
