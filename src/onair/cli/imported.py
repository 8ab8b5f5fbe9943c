"""What an import brought, in words for people."""

from collections.abc import Iterator
from typing import Any

import click

from onair.cli.lang import t

WHY_KEPT = {
    "no_show": t("那个时间没有场次", "there is no show at their time"),
    "only_staged": t(
        "那个时间只有拼接的场次，它们不收订单；真有这场直播就建一场，再重新归场",
        "only staged shows are at their time, and those take no orders; if there was a real one, make it and place them again",
    ),
    "several_shows": t("那个时间有几场，分不清是哪一场", "several shows were on at their time"),
    "other_account": t("属于别的账号", "of another account"),
    "not_live": t("平台说不是来自直播", "not from a live room, the platform says"),
    "not_started": t("那一场还没有开播记录", "their show never started here"),
    "order_unknown": t("它的订单还没有导入", "their order is not imported yet"),
}
"""Words for homes.Why."""


def say_import(body: dict[str, Any]) -> None:
    """What came in."""
    for name, count in sorted(body["events"].items()):
        click.echo(f"{name:18} {count:>10,}")
    if body["show"] is not None:
        click.echo(t(f"场次 {body['show']}", f"show {body['show']}"))
    for line in (*_known(body), *_spread(body), *_private(body["personal"])):
        click.echo(line)
    if body["rejected"]:
        click.echo(
            t(
                f"隔离 {body['rejected']:,} 行：{body['quarantine']}",
                f"{body['rejected']:,} rows quarantined: {body['quarantine']}",
            )
        )


def _known(body: dict[str, Any]) -> Iterator[str]:
    if body["duplicates"] and not body["events"]:
        yield t(
            f"都已在，没有新增（{body['duplicates']:,} 条）",
            f"everything was there already, nothing new ({body['duplicates']:,} events)",
        )
    elif body["duplicates"]:
        yield t(f"已在 {body['duplicates']:,} 条", f"{body['duplicates']:,} were there already")
    if body["elsewhere"]:
        yield t(
            f"别的来源已记过 {body['elsewhere']:,} 条，没有重复计入",
            f"{body['elsewhere']:,} were told by another source already and are not counted twice",
        )


def _spread(body: dict[str, Any]) -> Iterator[str]:
    """What became of the lines of an order file."""
    for one in body["shows"]:
        yield t(
            f"  {one['title']}（{one['id']}）：{one['lines']:,} 行",
            f"  {one['title']} ({one['id']}): {one['lines']:,} lines",
        )
    for why, count in sorted(body["kept"].items()):
        yield t(
            f"保留待归场 {count:,} 行：{WHY_KEPT[why]}",
            f"{count:,} lines kept without a show: {WHY_KEPT[why]}",
        )
    tail, beyond = body["late"].get("tail", 0), body["late"].get("beyond", 0)
    if tail or beyond:
        yield t(
            f"下播后才付款：24 小时内 {tail:,} 行，更晚 {beyond:,} 行",
            f"paid after the end: {tail:,} lines within 24 h, {beyond:,} later",
        )
    if body["changed"]:
        yield t(
            f"与上次不同，已更正 {body['changed']:,} 行",
            f"{body['changed']:,} lines say something else now: corrected",
        )
    if body["placed"]:
        yield t(
            f"之前保留的 {body['placed']:,} 行归场了",
            f"{body['placed']:,} lines kept before have their show now",
        )


def _private(personal: dict[str, list[str]]) -> Iterator[str]:
    if personal["dropped"]:
        yield t(
            f"个人信息没有写入：{'、'.join(personal['dropped'])}",
            f"personal, left out: {', '.join(personal['dropped'])}",
        )
    if personal["keyed"]:
        yield t(
            f"只留加密指纹：{'、'.join(personal['keyed'])}",
            f"kept as a keyed hash only: {', '.join(personal['keyed'])}",
        )
