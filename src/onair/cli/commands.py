"""The commands: their words and options, and how their answers are printed."""

import json
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from onair.access.roles import SCOPES
from onair.app.calling import call
from onair.cli.command import Group
from onair.cli.imported import say_import
from onair.cli.lang import LANG, t
from onair.kernel.errors import OnAirError
from onair.kernel.settings import SETTINGS, Settings, load

SCOPE_NAMES = " ".join(SCOPES)


def show_json(body: Any) -> None:
    click.echo(json.dumps(body, ensure_ascii=False, indent=None))


def fail(error: OnAirError, as_json: bool) -> NoReturn:
    """Exit 1 with the problem: JSON on stdout for machines, one sentence on stderr for people."""
    if as_json:
        show_json(error.problem(LANG))
    click.echo(f"{error.detail(LANG)}  [{error.problem(LANG)['code']}]", err=True)
    sys.exit(1)


def run(name: str, as_json: bool, /, **args: Any) -> dict[str, Any]:
    """Run a local command, by the server that holds the data folder when there is one."""
    try:
        return call(settings(), name, args)
    except OnAirError as error:
        fail(error, as_json)


def settings(*, tls: bool = False) -> Settings:
    try:
        return load(tls=tls)._replace(lang=LANG)
    except OnAirError as error:
        fail(error, False)


JSON = click.option("--json", "as_json", is_flag=True, help=t("输出 JSON", "print JSON"))
TENANT = click.option("--tenant", help=t("团队（默认唯一的那个）", "team (default: the only one)"))


@click.group(
    cls=Group,
    help=t(
        "OnAir 播控：备播、开播、复盘。数据文件夹见 ONAIR_HOME。",
        "OnAir: prepare, run and review live shows. Data folder: ONAIR_HOME.",
    ),
)
@click.version_option(package_name="onair")
def main() -> None:
    """Group."""


@main.command(
    help=t(
        "准备数据文件夹，打印一次性的负责人链接", "prepare the data folder and print a one-time owner link"
    )
)
@click.option("--team", default="", help=t("团队名称", "name of the team"))
@JSON
def init(team: str, as_json: bool) -> None:
    body = run("init", as_json, team=team)
    if as_json:
        return show_json(body)
    click.echo(t("负责人链接（72 小时内有效，只能用一次）：", "Owner link (72 hours, one use):"))
    click.echo(f"  {body['link']}")
    click.echo(t("先运行 onair serve，再在浏览器打开它。", "Run `onair serve`, then open it in a browser."))
    return None


@main.command("serve", help=t("启动服务", "start the server"))
@click.option(
    "--tls",
    is_flag=True,
    help=t(
        "用本机签发的证书提供 https，手机、平板在局域网里打开",
        "https by a local authority, for phones and tablets in the LAN",
    ),
)
def serve_command(tls: bool) -> None:
    run_server(demo=False, tls=tls)


@main.command(
    help=t(
        "演练：生成的团队、五场往期、一场正在直播、下一场已备好",
        "demo: a generated team, five past shows, one on air, the next prepared",
    )
)
def demo() -> None:
    run_server(demo=True)


def run_server(*, demo: bool, tls: bool = False) -> None:
    """Until it is told to stop."""
    from onair.app.server import serve  # noqa: PLC0415 (every feature and uvicorn: slow, and only here)

    try:
        serve(settings(tls=tls), demo=demo)
    except OnAirError as error:
        fail(error, False)


@main.group(help=t("接口密钥", "API keys"))
def key() -> None:
    """Group."""


@key.command("create", help=t("新建密钥；只显示这一次", "make a key; shown this once"))
@click.option("--name", required=True, help=t("用途", "what for"))
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    default=["events:write", "numbers:read", "shows:read"],
    help=t(f"权限范围：{SCOPE_NAMES}", f"scopes: {SCOPE_NAMES}"),
)
@TENANT
@JSON
def key_create(name: str, scopes: tuple[str, ...], tenant: str | None, as_json: bool) -> None:
    body = run("key_create", as_json, name=name, scopes=list(scopes), tenant=tenant)
    show_json(body) if as_json else click.echo(body["secret"])


@main.command("import", help=t("导入文件；自动识别种类", "import files; their kind is recognised"))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--show",
    help=t(
        "场次标题或编号；同名即同场；不写：订单自己归场，其余按文件名建一场",
        "title or id of the show; same title = same show; none: orders find their shows, others make one",
    ),
)
@click.option("--kind", default="auto", help=t("种类（默认自动）", "kind (default auto)"))
@click.option("--new", is_flag=True, help=t("另建一场", "make another show"))
@click.option(
    "--stage",
    help=t("把日志移到这个开播时间（RFC 3339 或毫秒）", "move the log to this start (RFC 3339 or ms)"),
)
@click.option(
    "--t0",
    help=t(
        "日志里对应开播的时间（默认第一条）", "the log's own time that becomes the start (default: first row)"
    ),
)
@click.option(
    "--day-order",
    type=click.Choice(["dmy", "mdy"]),
    help=t("年在末尾的日期：日/月 dmy，月/日 mdy", "of dates with the year last: day or month first"),
)
@TENANT
@JSON
def import_command(
    paths: tuple[Path, ...],
    show: str | None,
    kind: str,
    new: bool,
    stage: str | None,
    t0: str | None,
    day_order: str | None,
    tenant: str | None,
    as_json: bool,
) -> None:
    """Exit 0 all imported, 2 some rows quarantined, 1 nothing imported."""
    body = run(
        "import",
        as_json,
        paths=[str(path.absolute()) for path in paths],
        show=show,
        kind=kind,
        new=new,
        stage=stage,
        t0=t0,
        day_order=day_order,
        tenant=tenant,
    )
    if body["show"] is None and body["failed"]:  # every row was rejected: why, beside the usual counts
        why = body["failed"][0]
        body |= {"code": why["code"], "detail": why[LANG]}
    show_json(body) if as_json else say_import(body)
    for one in body["failed"]:
        click.echo(f"{one['file']}: {one[LANG]}  [{one['code']}]", err=True)
    kept = sum(body["events"].values()) + body["duplicates"] + sum(body["kept"].values())
    sys.exit(1 if not kept else 2 if body["rejected"] or body["failed"] else 0)


@main.command(help=t("一场的数字（与 GET …/numbers 相同）", "a show's numbers (same as GET …/numbers)"))
@click.argument("show")
@click.option("--by", default="", help="product,channel,minute,host,new,slot")
@click.option("--metrics", "wanted", default="", help=t("只要这些指标", "only these metrics"))
@TENANT
@JSON
def review(show: str, by: str, wanted: str, tenant: str | None, as_json: bool) -> None:
    body = run("review", as_json, show=show, by=by, metrics=wanted, tenant=tenant)
    if as_json:
        return show_json(body)
    for name, value in body["metrics"].items():
        shown = (
            "—"
            if value["value"] is None
            else f"{value['value']:,.4g}"
            if isinstance(value["value"], float)
            else f"{value['value']:,}"
        )
        click.echo(
            f"{name:24} {shown:>18} {value['unit']:8} {'' if value['state'] == 'ok' else value['state']}"
        )
    return None


@main.command(help=t("口径词典", "the dictionary of metrics"))
@JSON
def metrics(as_json: bool) -> None:
    body = run("metrics", as_json)
    if as_json:
        return show_json(body)
    for item in body["items"]:
        click.echo(f"{item['id']:24} {item[LANG]}")
    return None


@main.command(help=t("按倍速重放一场", "replay a show"))
@click.argument("show")
@click.option(
    "--speed",
    type=click.FloatRange(0, 600),
    default=60.0,
    help=t("倍速 1…600；0 = 尽快", "1…600 times; 0 = as fast as possible"),
)
@TENANT
@JSON
def replay(show: str, speed: float, tenant: str | None, as_json: bool) -> None:
    body = run("replay", as_json, show=show, speed=speed, tenant=tenant)
    show_json(body) if as_json else click.echo(
        t(f"演练场次 {body['show']}", f"rehearsal show {body['show']}")
    )


@main.command(help=t("导出一场", "export a show"))
@click.argument("show")
@click.option("--format", "kind", type=click.Choice(["xlsx", "csv", "parquet", "pdf"]), default="xlsx")
@click.option(
    "--pdf",
    is_flag=True,
    help=t("复盘页打印成 PDF，用本机的 Chromium", "the review page as PDF, by this machine's Chromium"),
)
@click.option(
    "--sheet",
    default="numbers",
    help=t("CSV 的表；all = 全部表的压缩包", "sheet of the CSV; all = a zip of them"),
)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help=t("写到哪个文件", "file to write")
)
@TENANT
@JSON
def export(show: str, kind: str, pdf: bool, sheet: str, out: Path, tenant: str | None, as_json: bool) -> None:
    body = run(
        "export",
        as_json,
        show=show,
        format="pdf" if pdf else kind,
        sheet=sheet,
        out=str(out.absolute()),
        tenant=tenant,
        lang=LANG,
    )
    show_json(body) if as_json else click.echo(body["file"])


@main.command(help=t("在线备份到一个空文件夹", "back up to an empty folder while running"))
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--with-key",
    is_flag=True,
    help=t(
        "连同 vault.key：拿到备份的人就能读联系方式",
        "with vault.key: whoever has the backup can read the contacts' addresses",
    ),
)
@JSON
def backup(target: Path, with_key: bool, as_json: bool) -> None:
    body = run("backup", as_json, target=str(target.absolute()), with_key=with_key)
    if as_json:
        return show_json(body)
    click.echo(t(f"已备份到 {body['target']}", f"backed up to {body['target']}"))
    if not body["vault_key"]:
        click.echo(
            t(
                "不含 vault.key：请把它另存一处，没有它，联系方式和通道密钥打不开。",
                "Without vault.key: keep it in another place; without it no contact and no target opens.",
            )
        )
    return None


@main.group(help=t("联系方式和通道密钥的加密", "the seal on contacts and targets"))
def vault() -> None:
    """Group."""


@vault.command(
    "rotate",
    help=t(
        "换一把密钥，全部重新加密；不停机，中断后再运行即可",
        "change the key and seal everything again; nothing stops, and after a break it is run again",
    ),
)
@JSON
def vault_rotate(as_json: bool) -> None:
    """Exit 2 when something opens with no key: it was lost before."""
    body = run("vault_rotate", as_json)
    again = body["targets"] + body["points"] + body["others"]
    if as_json:
        show_json(body)
    else:
        click.echo(t(f"已用新密钥重新加密 {again:,} 项", f"{again:,} sealed again with the new key"))
    if body["lost"]:
        click.echo(
            t(f"有 {body['lost']:,} 项本来就打不开", f"{body['lost']:,} opened with no key before either"),
            err=True,
        )
    sys.exit(2 if body["lost"] else 0)


@main.command(help=t("把备份恢复到空的数据文件夹", "restore a backup into an empty data folder"))
@click.argument("source", type=click.Path(path_type=Path))
@JSON
def restore(source: Path, as_json: bool) -> None:
    body = run("restore", as_json, source=str(source.absolute()))
    show_json(body) if as_json else click.echo(t(f"已恢复到 {body['home']}", f"restored to {body['home']}"))


@main.command(help=t("核对日志、数据湖和审计链", "check the log, the lake and the audit chain"))
@JSON
def verify(as_json: bool) -> None:
    body = run("verify", as_json)
    if as_json:
        show_json(body)
    else:
        for line in body["checks"]:
            click.echo(f"{'✓' if line['ok'] else '✗'} {line['name']}  {line['detail']}")
    sys.exit(0 if body["ok"] else 1)


@main.command(help=t("检查环境并列出设置", "check the machine and list the settings"))
@JSON
def doctor(as_json: bool) -> None:
    body = run("doctor", as_json)
    if as_json:
        show_json(body)
        sys.exit(0 if body["ok"] else 1)
    for setting in SETTINGS:
        click.echo(
            f"{setting.name:24} {os.environ.get(setting.name, setting.default) or '—':32} {setting.about.of(LANG)}"
        )
    for line in body["checks"]:
        click.echo(f"{'✓' if line['ok'] else '✗'} {line[LANG]}")
    sys.exit(0 if body["ok"] else 1)


@main.command(help=t("跑全部基准（需源码）", "run every benchmark (from a checkout)"))
@click.argument("names", nargs=-1)
def bench(names: tuple[str, ...]) -> None:
    root = Path(__file__).parents[3]
    if not (root / "bench").is_dir():
        click.echo(t("基准只在源码目录里提供。", "Benchmarks come with a checkout only."), err=True)
        sys.exit(1)
    os.chdir(root)
    os.execv(sys.executable, [sys.executable, "-m", "bench", *names])  # noqa: S606 (our own package)


@main.command(help=t("打印接口文档", "print the OpenAPI document"))
def openapi() -> None:
    from onair.app.compose import openapi_document  # noqa: PLC0415 (every feature: slow, and only here)

    show_json(openapi_document())
