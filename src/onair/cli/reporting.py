"""`onair report`: drop platforms' exports, and hear what they are, where they went and what does not add up."""

import sys
from pathlib import Path
from typing import Any

import click

from onair.cli.commands import JSON, TENANT, main, run, show_json
from onair.cli.lang import LANG, t
from onair.kernel.money import exponent


@main.command(
    "report",
    help=t(
        "放入平台导出的表：认出、归到场次、保存并核对。退出码 0 全部可用，2 有没读到、对不上或没归到场次的，1 没有保存",
        "drop platforms' exports: recognised, placed with their show, kept and checked. Exit 0 all usable, 2 something was"
        " not read, does not add up or has no show, 1 nothing kept",
    ),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--show", default="", help=t("哪一场（默认看文件自己说的）", "which show (default: what the file says)")
)
@click.option(
    "--day-order",
    type=click.Choice(["dmy", "mdy"]),
    help=t("03/04/2026 哪个是日", "which of 03/04/2026 is the day"),
)
@click.option(
    "--currency",
    default="",
    help=t("没有符号的金额的币种（默认 CNY）", "of amounts without a sign (default CNY)"),
)
@TENANT
@JSON
def report(paths: tuple[Path, ...], as_json: bool, **told: str | None) -> None:
    """Command."""
    body = run("report", as_json, paths=[str(path.absolute()) for path in paths], **told)
    if as_json:
        show_json(body)
    else:
        for one in body["files"]:
            say(one)
    for one in body["failed"]:
        click.echo(f"{one['file']}: {one[LANG]}  [{one['code']}]", err=True)
    sys.exit(exit_code(body))


def exit_code(body: dict[str, Any]) -> int:
    if not body["files"]:
        return 1
    return 2 if body["failed"] or any(map(_lacks, body["files"])) else 0


def _lacks(one: dict[str, Any]) -> bool:
    unread = any(not sheet["layout"] or sheet["rejected"] or sheet["bad_cells"] for sheet in one["sheets"])
    return bool(unread or one["placeless"] or any(found["state"] == "differs" for found in one["findings"]))


def say(one: dict[str, Any]) -> None:
    """One file, for people."""
    click.echo(
        one["file"]
        + (t("  已经放过，没有改动", "  was here before, nothing was changed") if one["known"] else "")
    )
    for sheet in one["sheets"]:
        click.echo(f"  {sheet['name'] or '·'}  {_understood(sheet)}")
    if one["shows"]:
        click.echo(t("  场次 ", "  show ") + ", ".join(one["shows"]))
    if one["placeless"]:
        click.echo(
            t(
                f"  {one['placeless']:,} 行没有归到场次：用 --show 指明，或在控制台里选",
                f"  {one['placeless']:,} rows belong to no known show: name it with --show, or choose in the console",
            )
        )
    for _sheet, header, was, now in one["changed"][:20]:
        click.echo(f"  {header}: {was} → {now}")
    if one["changed_n"] > 20:
        click.echo(t(f"  共改了 {one['changed_n']:,} 格", f"  {one['changed_n']:,} cells changed in all"))
    for found in one["findings"]:
        if found["state"] != "pass":
            click.echo(f"  {'✗' if found['state'] == 'differs' else '?'} {_difference(found)}")
    passed = sum(found["state"] == "pass" for found in one["findings"])
    if passed:
        click.echo(t(f"  ✓ {passed} 项核对一致", f"  ✓ {passed} checks agree"))


def _understood(sheet: dict[str, Any]) -> str:
    if not sheet["layout"]:
        return t(
            "不认识，没有保存（在控制台里认一次列即可）",
            "not known, not kept (explain its columns once in the console)",
        )
    parts = [sheet["title"][LANG], t(f"{sheet['rows']:,} 行", f"{sheet['rows']:,} rows")]
    if sheet["dropped"]:
        parts.append(t("去掉个人信息：", "personal columns dropped: ") + "、".join(sheet["dropped"]))
    if sheet["rejected"]:
        parts.append(t(f"隔离 {sheet['rejected']:,} 行", f"{sheet['rejected']:,} rows in quarantine"))
    if sheet["bad_cells"]:
        parts.append(
            t(
                f"{sheet['bad_cells']:,} 格读不了，记为缺失",
                f"{sheet['bad_cells']:,} cells unreadable, kept as missing",
            )
        )
    return " · ".join(parts)


def _difference(found: dict[str, Any]) -> str:
    words = f"{found['title'][LANG]}  {found[LANG]}" if found["title"] else found[LANG]
    if found["left"] is None or found["right"] is None:
        return words
    return (
        f"{words}  {_shown(found['left'], found['currency'])} ≠ {_shown(found['right'], found['currency'])}"
    )


def _shown(value: float, currency: str | None) -> str:
    """Amounts are in minor units."""
    if currency is not None:
        digits = exponent(currency)
        return f"{value / 10**digits:,.{digits}f} {currency}"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
