"""The commands as functions `(services, arguments) → JSON body`: the same code whether the command line holds
the data folder itself or asks the server that does."""

from collections.abc import Awaitable, Callable
from typing import Any

from onair.access.web import Services
from onair.kernel.errors import NotFound
from onair.local import care, reports, shows, teams

Command = Callable[[Services, dict[str, Any]], Awaitable[dict[str, Any]]]


class NoSuchCommand(NotFound):
    code = "no_such_command"
    zh = "没有命令 {name}。没有任何改动；可能命令行和正在运行的服务版本不同。"
    en = "There is no command {name}. Nothing was changed; the command line and the server may differ in version."


COMMANDS: dict[str, Command] = {
    "init": teams.init,
    "key_create": teams.key_create,
    "import": shows.import_files,
    "report": reports.report,
    "review": shows.review,
    "export": shows.export,
    "replay": shows.replay,
    "backup": care.backup,
    "verify": care.verify,
    "doctor": care.doctor,
    "vault_rotate": care.rotate_key,
}


async def run(services: Services, name: str, args: dict[str, Any]) -> dict[str, Any]:
    """Raises NoSuchCommand and whatever the command raises."""
    if name not in COMMANDS:
        raise NoSuchCommand(name=name)
    return await COMMANDS[name](services, args)
