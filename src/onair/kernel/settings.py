"""Every setting, from the environment (`ONAIR_*`), with its default and what it is for.

`onair doctor` prints this table with the values in force; docs/settings.md is made from it.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from onair.kernel.errors import BadInput
from onair.kernel.i18n import Text


class BadSetting(BadInput):
    code = "bad_setting"
    zh = "设置 {name}={value} 无法使用：{why}。服务没有启动，请改正后重试。"
    en = "The setting {name}={value} cannot be used: {why}. Nothing was started; correct it and try again."


class Setting(NamedTuple):
    name: str
    default: str
    about: Text


SETTINGS = (
    Setting("ONAIR_HOME", "./.onair", Text("数据文件夹", "data folder")),
    Setting("ONAIR_DATABASE_URL", "", Text("关系库地址；空 = 数据文件夹里的 SQLite", "database; empty = SQLite in the folder")),
    Setting("ONAIR_HOST", "127.0.0.1", Text("监听地址", "address to listen on")),
    Setting("ONAIR_PORT", "8787", Text("监听端口", "port to listen on")),
    Setting("ONAIR_PUBLIC_URL", "", Text("浏览器里的地址；空 = 监听地址", "address people use; empty = host:port")),
    Setting("ONAIR_CA_PORT", "8788", Text("serve --tls：发放证书的端口", "serve --tls: port of the certificate's page")),
    Setting("ONAIR_LANG", "zh", Text("命令行语言 zh|en", "language of the command line: zh or en")),
    Setting("ONAIR_ZONE", "Asia/Shanghai", Text("店铺时区", "the shop's time zone")),
    Setting("ONAIR_LATENESS_HOURS", "72", Text("迟到期限（小时）", "lateness limit in hours")),
    Setting("ONAIR_ALLOW_PRIVATE_TARGETS", "off", Text("允许发往内网地址（测试、自有中转）", "allow private addresses")),
    Setting("ONAIR_OFFERS_PER_S", "1000", Text("结算接口：每个密钥每秒请求数", "checkout: requests a second for each key")),
    Setting("ONAIR_CHROMIUM", "", Text("export --pdf 用的浏览器；空 = 自动找", "browser of export --pdf; empty = looked for")),
    Setting("ONAIR_SYNC", "full", Text("提交是否落盘；off 只为证明测试有效", "commits sync; off is a negative control")),
)  # fmt: skip


class Settings(NamedTuple):
    """What the process runs with; frozen. `tls`: it answers https itself, with a certificate of its own making."""

    home: Path
    database_url: str
    host: str
    port: int
    public_url: str
    lang: str
    zone: str
    lateness_ms: int
    sync: str
    private_targets: bool = False
    ca_port: int = 8788
    tls: bool = False
    offers_per_s: int = 1000
    chromium: str = ""

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'onair.db'}"


def _number(name: str, value: str, low: int, high: int) -> int:
    if not value.isdigit() or not low <= int(value) <= high:
        raise BadSetting(name=name, value=value, why=f"{low}…{high}")
    return int(value)


def _choice(name: str, value: str, *allowed: str) -> str:
    if value not in allowed:
        raise BadSetting(name=name, value=value, why=" | ".join(allowed))
    return value


def load(env: Mapping[str, str] | None = None, *, tls: bool = False) -> Settings:
    """Read the environment. `tls`: all addresses unless one is named, and no public address unless one is. Raises
    BadSetting with the name of what is wrong."""
    given = os.environ if env is None else env
    value = {setting.name: given.get(setting.name, setting.default) for setting in SETTINGS}
    if tls and not given.get("ONAIR_HOST"):
        value["ONAIR_HOST"] = "0.0.0.0"  # noqa: S104 (to be reached from phones is what it is for)
    host, port = value["ONAIR_HOST"], _number("ONAIR_PORT", value["ONAIR_PORT"], 0, 65535)
    return Settings(
        home=Path(value["ONAIR_HOME"]).expanduser().absolute(),
        database_url=value["ONAIR_DATABASE_URL"],
        host=host,
        port=port,
        public_url=value["ONAIR_PUBLIC_URL"] or ("" if tls else _address(host, port)),
        lang=_choice("ONAIR_LANG", value["ONAIR_LANG"], "zh", "en"),
        zone=value["ONAIR_ZONE"],
        lateness_ms=_number("ONAIR_LATENESS_HOURS", value["ONAIR_LATENESS_HOURS"], 0, 24 * 365) * 3_600_000,
        sync=_choice("ONAIR_SYNC", value["ONAIR_SYNC"], "full", "off"),
        private_targets=_choice(
            "ONAIR_ALLOW_PRIVATE_TARGETS", value["ONAIR_ALLOW_PRIVATE_TARGETS"], "on", "off"
        )
        == "on",
        ca_port=_number("ONAIR_CA_PORT", value["ONAIR_CA_PORT"], 0, 65535),
        tls=tls,
        offers_per_s=_number("ONAIR_OFFERS_PER_S", value["ONAIR_OFFERS_PER_S"], 1, 1_000_000),
        chromium=value["ONAIR_CHROMIUM"],
    )


def _address(host: str, port: int) -> str:
    return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104 (compared, not bound)
