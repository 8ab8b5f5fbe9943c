"""Care of the data folder: backup, check, doctor."""

import asyncio
import os
import shutil
import sqlite3
import sys
import threading
from pathlib import Path
from typing import Any

from onair.access.service import list_tenants, verify_audit
from onair.access.web import Services
from onair.delivery.service import VAULT_FILES, AtWork, KeyMissing, Pulse, Rotated, pulse, rotate, vault_of
from onair.kernel.clock import MINUTE_MS
from onair.kernel.i18n import Text
from onair.kernel.settings import SETTINGS, Settings
from onair.local.webroot import WEBROOT
from onair.store import backup as copies
from onair.store import verify as checks
from onair.store.db import Database, ping
from onair.store.lake import Lake
from onair.store.log import EventLog

FREE_BYTES_MIN = 2 * 2**30
_KEYS = threading.Lock()
"""A backup with the key and a change of the key take turns: else the copy's key would not fit its tables."""


async def backup(services: Services, args: dict[str, Any]) -> dict[str, Any]:
    """The key of the vault only when `with_key` asks for it: a stolen copy then holds no readable address."""
    target, with_key = Path(args["target"]), bool(args.get("with_key"))
    card = await asyncio.to_thread(_backup, services, target, with_key=with_key)
    return {
        "target": str(target),
        "made_at": card.made_at,
        "mark": {mark.show: mark.end for mark in card.shows},
        "vault_key": any(name in card.files for name in VAULT_FILES),
    }


def _backup(services: Services, target: Path, *, with_key: bool) -> copies.Card:
    home = services.get(Settings).home
    with _KEYS:
        leave = () if with_key else VAULT_FILES
        return copies.backup(services.get(Database), home, target, services.clock, leave)


async def rotate_key(services: Services, _args: dict[str, Any]) -> dict[str, Any]:
    """A new key for the vault; everything sealed is sealed again."""
    return (await asyncio.to_thread(_rotate, services))._asdict()


def _rotate(services: Services) -> Rotated:
    with _KEYS:
        return rotate(services.get(Database), vault_of(services), services.clock)


async def verify(services: Services, _args: dict[str, Any]) -> dict[str, Any]:
    """Log, lake, tables and every team's audit chain."""
    return await asyncio.to_thread(_verify, services)


def _verify(services: Services) -> dict[str, Any]:
    db = services.get(Database)
    report = checks.verify(db, services.get(EventLog), services.get(Lake))
    found = (
        f"{report.events:,} events, {report.batches:,} batches, {report.shows} shows, {report.files} files"
    )
    lines = [{"name": "log, lake, tables", "ok": report.ok, "detail": found}]
    lines += [
        {"name": problem.code, "ok": False, "detail": problem.detail("en")} for problem in report.problems
    ]
    with db.read() as tx:
        for tenant in list_tenants(tx):
            verdict = verify_audit(tx, tenant.id)
            lines.append(
                {
                    "name": f"audit {tenant.name}",
                    "ok": verdict.broken is None,
                    "detail": f"{verdict.entries:,} entries",
                }
            )
    return {"ok": all(line["ok"] for line in lines), "checks": lines}


async def doctor(services: Services, _args: dict[str, Any]) -> dict[str, Any]:
    """What a supporter asks first: each check with its sentence, and the settings in force."""
    return await asyncio.to_thread(_doctor, services)


def _doctor(services: Services) -> dict[str, Any]:
    settings = services.get(Settings)
    ping(services.get(Database))
    private = not settings.home.stat().st_mode & 0o077
    body = checked(settings)
    body["checks"].append(_line(private, "数据文件夹仅本人可读", "only you can read the data folder"))
    key = _key_line(services)
    sending = _sending_line(services)
    body["checks"] += [key, sending]
    return body | {"ok": body["ok"] and private and key["ok"] and sending["ok"]}


def _sending_line(services: Services) -> dict[str, Any]:
    """Do messages leave? Only the process that serves can say whether the courier runs."""
    now = services.clock()
    with services.get(Database).read() as tx:
        found = pulse(tx, now, services.maybe(AtWork))
    return sending_line(found, now)


def sending_line(found: Pulse, now: int) -> dict[str, Any]:
    """As a check: not in order while the courier has stopped or is behind."""
    if found.last_sent is None:
        last = Text("还没有发出过", "nothing has left yet")
    else:
        ago = max(0, now - found.last_sent) // MINUTE_MS
        last = Text(f"最近一次发出在 {ago} 分钟前", f"the last one left {ago} min ago")
    late = Text("", "")
    if found.behind:
        late = Text(f"，{found.behind} 条已过时仍未发出", f"; {found.behind} are late")
    met = Text("", "")
    if found.fault is not None:
        since = max(0, now - found.fault.at) // 1000
        met = Text(
            f"；{since} 秒前出错（{found.fault.code}）：{found.fault.why.zh}",
            f"; error {since} s ago ({found.fault.code}): {found.fault.why.en}",
        )
    runs = Text("消息发送在运行", "the courier runs")
    states = {
        "off": Text("服务未运行，消息等到启动后发", "the server does not run; messages wait until it does"),
        "running": runs,
        "behind": runs,
        "failing": Text("消息发送卡住了，只遇到错误或没有回应", "the courier meets only errors, or hangs"),
        "stopped": Text("消息发送已停止，请重启服务", "the courier has stopped: restart the server"),
    }
    state = states[found.state]
    ok = found.state in ("off", "running")
    return _line(ok, f"{state.zh}；{last.zh}{late.zh}{met.zh}", f"{state.en}; {last.en}{late.en}{met.en}")


def _key_line(services: Services) -> dict[str, Any]:
    try:
        changing = vault_of(services).changing
    except KeyMissing as missing:
        return _line(False, missing.detail("zh"), missing.detail("en"))
    if changing:
        return _line(
            False,
            "更换密钥没有做完：请再运行 onair vault rotate，期间一切照常",
            "a change of the vault's key did not end: run `onair vault rotate` again; all works meanwhile",
        )
    return _line(True, "联系方式的密钥在", "the vault's key is there")


def checked(settings: Settings) -> dict[str, Any]:
    """The checks that need no data folder."""
    there = next(path for path in (settings.home, *settings.home.parents) if path.is_dir())
    free = shutil.disk_usage(there).free
    python, safe = (
        sys.version.split()[0],
        settings.public_url.startswith(("https:", "http://127.0.0.1", "http://localhost")),
    )
    synced = settings.sync == "full"
    lines = [
        _line(sys.version_info >= (3, 11), f"Python {python}", f"Python {python}"),
        _line(True, f"SQLite {sqlite3.sqlite_version}", f"SQLite {sqlite3.sqlite_version}"),
        _line(free >= FREE_BYTES_MIN, f"剩余空间 {free / 2**30:.1f} GiB", f"{free / 2**30:.1f} GiB free"),
        _line(
            synced,
            "提交即落盘" if synced else "落盘已关闭：确认不可靠",
            "commits sync" if synced else "sync is off",
        ),
        _line((WEBROOT / "index.html").is_file(), "控制台已构建", "the console is built"),
        _line(
            safe, "登录地址安全（https 或本机）", "logins are safe at this address (https or this machine)"
        ),
    ]
    values = {setting.name: os.environ.get(setting.name, setting.default) for setting in SETTINGS}
    return {
        "ok": all(line["ok"] for line in lines),
        "checks": lines,
        "settings": values,
        "home": str(settings.home),
    }


def _line(ok: bool, zh: str, en: str) -> dict[str, Any]:
    text = Text(zh, en)
    return {"ok": ok, "zh": text.zh, "en": text.en}
