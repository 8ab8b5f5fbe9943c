"""Group commit for the courier: changes that are asked for while a commit runs share the next one."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar, cast

from sqlalchemy.orm import Session

from onair.kernel.errors import Unavailable
from onair.store.db import Database

T = TypeVar("T")
Change = Callable[[Session], Any]
GROUP_MAX = 64
AGAIN_S = 1.0


class Journal:
    """`do` returns after the change is durable."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[tuple[Change, asyncio.Future[Any]]] = []
        self._task: asyncio.Task[None] | None = None

    async def do(self, change: Callable[[Session], T]) -> T:
        """A full disk or a busy store is waited out: what was sent must be written down."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((change, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        return cast(T, await future)

    async def _drain(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:GROUP_MAX], self._waiting[GROUP_MAX:]
            try:
                results = await asyncio.to_thread(self._commit, [change for change, _ in group])
            except Unavailable:
                self._waiting = group + self._waiting
                await asyncio.sleep(AGAIN_S)
                continue
            except Exception as error:
                self._fail(group, error)
                raise
            for (_, future), result in zip(group, results, strict=True):
                if not future.done():  # whoever asked may have been cancelled; the change stands
                    future.set_result(result)

    def _commit(self, changes: list[Change]) -> list[Any]:
        with self._db.write() as tx:
            return [change(tx) for change in changes]

    @staticmethod
    def _fail(group: list[tuple[Change, asyncio.Future[Any]]], error: Exception) -> None:
        for _, future in group:
            if not future.done():
                future.set_exception(error)
