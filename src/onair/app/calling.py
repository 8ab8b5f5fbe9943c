"""A command finds who runs it: the server that holds the data folder, else this process under the folder's lock.

Imports little: with a server, or for the dictionary, a command starts in a fraction of a second.
"""

import ssl
import time
from typing import Any
from urllib import error
from urllib import request as outgoing

import msgspec

from onair.after.review.dictionary import dictionary
from onair.kernel.errors import NotFound, OnAirError
from onair.kernel.i18n import Lang
from onair.kernel.settings import Settings
from onair.store.homelock import HomeBusy, HomeLock, Server, server_of

LOCK_WAIT_S = 60.0
"""Two commands at once take turns."""
MAKES_DATA = {"init", "key_create", "import", "restore"}
"""Every other command reads what is there, and never makes a data folder."""


def _direct(server: Server) -> outgoing.OpenerDirector:
    """A proxy of the environment must not see this; over https only our own authority is believed."""
    ways: list[outgoing.BaseHandler] = [outgoing.ProxyHandler({})]
    if server.ca is not None:
        ways.append(outgoing.HTTPSHandler(context=ssl.create_default_context(cafile=server.ca)))
    return outgoing.build_opener(*ways)


class NoData(NotFound):
    code = "no_data_folder"
    zh = "{home} 里还没有数据。没有新建任何内容；请核对 ONAIR_HOME，或先运行 onair init。"
    en = "There is no data in {home}. Nothing was made; check ONAIR_HOME, or run `onair init` first."


class Refused(OnAirError):
    """The server's own refusal, handed on word for word."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self.body = problem
        super().__init__(**problem.get("data", {}))

    def problem(self, lang: Lang) -> dict[str, Any]:  # noqa: ARG002
        return self.body  # in the language the server was asked for

    def detail(self, lang: Lang) -> str:  # noqa: ARG002
        return str(self.body.get("detail", ""))


def call(settings: Settings, name: str, args: dict[str, Any]) -> dict[str, Any]:
    """→ the body of the command. Raises NoData, HomeBusy after a minute, Refused, and what the command raises."""
    if name == "metrics":
        found: dict[str, Any] = msgspec.to_builtins(dictionary())
        return found
    if name == "restore":  # into an empty folder, which nobody holds
        return _here(settings, name, args)
    until = time.monotonic() + LOCK_WAIT_S
    while True:
        server = server_of(settings.home)
        if server is not None:
            return ask(server, name, args, settings.lang)
        try:
            return _here(settings, name, args)
        except HomeBusy:  # another command, or a server that is still starting
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _here(settings: Settings, name: str, args: dict[str, Any]) -> dict[str, Any]:
    known = name in MAKES_DATA or has_data(settings)
    if not known and name != "doctor":
        raise NoData(home=str(settings.home))
    from onair.app import here  # noqa: PLC0415 (brings every feature: half a second that a server has behind it)

    if name == "restore":
        return here.bring_back(settings, args)
    if not known:
        return here.without_data(settings, NoData(home=str(settings.home)))
    with HomeLock(settings.home):
        return here.run_command(settings, name, args | {"wait": True})


def has_data(settings: Settings) -> bool:
    """Whether `onair init`, or anything else that writes, was here before."""
    made = bool(settings.database_url) or (settings.home / "onair.db").is_file()
    return settings.home.is_dir() and made


def ask(server: Server, name: str, args: dict[str, Any], lang: str) -> dict[str, Any]:
    """Run a command in the server that holds the folder. Raises Refused."""
    asked = outgoing.Request(  # noqa: S310 (the address is our own server's card)
        f"{server.url}/api/v1/local/{name}",
        data=msgspec.json.encode(args),
        headers={
            "Authorization": f"Bearer {server.token}",
            "Content-Type": "application/json",
            "Accept-Language": lang,
        },
        method="POST",
    )
    try:
        with _direct(server).open(asked) as answer:
            return msgspec.json.decode(answer.read(), type=dict[str, Any])
    except error.HTTPError as refused:
        raise Refused(msgspec.json.decode(refused.read(), type=dict[str, Any])) from None
