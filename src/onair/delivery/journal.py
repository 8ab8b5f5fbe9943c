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
    """`do` returns after the change is durable. `held`: what it is waiting out, None when nothing."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[tuple[Change, asyncio.Future[Any]]] = []
        self._task: asyncio.Task[None] | None = None
        self.held: Unavailable | None = None

    async def do(self, change: Callable[[Session], T]) -> T:
        """A full disk or a busy store is waited out. Raises what the change itself raises; others in its group stand."""
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
            except Unavailable as problem:
                self.held = problem
                self._waiting = group + self._waiting
                await asyncio.sleep(AGAIN_S)
                continue
            except Exception as error:  # noqa: BLE001 (told to whoever asked)
                if len(group) > 1:  # one of them is at fault: each by itself, so that the others stand
                    await self._singly(group)
                else:
                    _tell(group[0][1], error)
                continue
            for (_, future), result in zip(group, results, strict=True):
                _tell(future, result)

    async def _singly(self, group: list[tuple[Change, asyncio.Future[Any]]]) -> None:
        for change, future in group:
            while True:
                try:
                    _tell(future, (await asyncio.to_thread(self._commit, [change]))[0])
                except Unavailable as problem:
                    self.held = problem
                    await asyncio.sleep(AGAIN_S)
                    continue
                except Exception as error:  # noqa: BLE001 (told to whoever asked)
                    _tell(future, error)
                break

    def _commit(self, changes: list[Change]) -> list[Any]:
        with self._db.write() as tx:
            made = [change(tx) for change in changes]
        self.held = None
        return made


def _tell(future: asyncio.Future[Any], said: Any) -> None:
    """Whoever asked may have been cancelled meanwhile; a change that is durable stands all the same."""
    if future.done():
        return
    if isinstance(said, Exception):
        future.set_exception(said)
    else:
        future.set_result(said)
