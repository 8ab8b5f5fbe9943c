"""The command line speaks one language at a time, click's own words included."""

import ast
import inspect
import os
import re
import subprocess
import sys

import click
import pytest

from onair.cli import main
from onair.cli.lang import wanted
from onair.cli.words import MODULES, ZH

ENGLISH = re.compile(r"[A-Za-z][a-z]+(?: [a-z]+){2,}")
"""Three words in a row are a sentence; option names and metavars are not."""
HELP = "Show this message and exit."
UNREACHABLE = {
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "Value must be an iterable.",
    "Could not determine name for option with declarations {decls!r}",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? Did you"
    " mean to pass '--{name}'?",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Name '{name}' defined twice",
    "Takes {nargs} values but 1 was given.",
    "Takes {nargs} values but {len} were given.",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Do you want to continue?",
    "Confirm the action without prompting.",
    "Invalid start character for option ({option})",
    "Choice({choices})",
    "{value!r} does not match the format {format}.",
    "{value!r} does not match the formats {formats}.",
    "{value!r} is not a valid boolean. Recognized values: {states}",
    "{len_type} values are required, but {len_value} was given.",
    "{len_type} values are required, but {len_value} were given.",
    "{value!r} is not a valid UUID.",
    "{name} {filename!r} is not executable.",
}
"""Mistakes of a programmer, and kinds of options that we do not have."""


def onair(*words: str, lang: str | None = None) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("ONAIR_")}
    if lang is not None:
        env["ONAIR_LANG"] = lang
    command = [sys.executable, "-m", "onair.cli", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)


def commands(group: click.Group) -> dict[tuple[str, ...], click.Command]:
    found: dict[tuple[str, ...], click.Command] = {(): group}
    for name, command in group.commands.items():
        inner = commands(command) if isinstance(command, click.Group) else {(): command}
        found |= {(name, *rest): each for rest, each in inner.items()}
    return found


def in_click() -> set[str]:
    """Every sentence that click hands to gettext in the modules we use."""
    found = set()
    for module in MODULES:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext"):
                found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    return {words for words in found if isinstance(words, str)} | {"required"}


def test_every_sentence_of_click_is_known() -> None:
    assert len(in_click()) > 40, "the scan finds nothing"
    assert in_click() - UNREACHABLE - ZH.keys() == set()


@pytest.mark.parametrize("path", commands(main), ids=" ".join)
def test_every_command_takes_the_language(path: tuple[str, ...]) -> None:
    options = [option for param in commands(main)[path].params for option in param.opts]
    assert options.count("--lang") == 1


@pytest.mark.parametrize("path", [(), ("import",), ("key", "create"), ("replay",)], ids=" ".join)
def test_help_is_in_one_language(path: tuple[str, ...]) -> None:
    chinese = onair(*path, "--help").stdout
    assert chinese.startswith("用法：")
    assert "显示这段说明" in chinese
    assert ENGLISH.findall(chinese.partition("\n")[2]) == [], "behind the line that names the command"
    english = onair(*path, "--help", "--lang", "en").stdout
    assert english.startswith("Usage:")
    assert HELP in english
    assert not re.search("[一-鿿]", english)


@pytest.mark.parametrize(
    "words", [("--lang", "en", "metrics"), ("metrics", "--lang", "en"), ("metrics", "--lang=en")]
)
def test_the_language_goes_before_or_behind_the_command(words: tuple[str, ...]) -> None:
    done = onair(*words)
    assert done.returncode == 0, done.stderr
    assert not re.search("[一-鿿]", done.stdout)


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (("review",), "缺少参数 'SHOW'", "Missing argument 'SHOW'"),
        (("export", "x"), "缺少选项 '--out'", "Missing option '--out'"),
        (("review", "x", "--jsn"), "没有选项 '--jsn'", "No such option '--jsn'"),
        (("reviw",), "没有命令 'reviw'", "No such command 'reviw'"),
        (("replay", "x", "--speed", "601"), "超出范围", "is not in the range"),
        (("export", "x", "--out", "y", "--format", "doc"), "不在", "is not one of"),
    ],
)
def test_a_slip_is_answered_in_the_language(words: tuple[str, ...], zh: str, en: str) -> None:
    for done, said in ((onair(*words), zh), (onair(*words, lang="en"), en)):
        assert done.returncode == 1, "2 means: some rows are in quarantine"
        assert said in done.stderr
    assert ENGLISH.findall(onair(*words).stderr) == []


@pytest.mark.parametrize(
    ("words", "env", "lang"),
    [
        ([], {}, "zh"),
        ([], {"ONAIR_LANG": "en"}, "en"),
        (["doctor", "--lang", "zh"], {"ONAIR_LANG": "en"}, "zh"),
        (["--lang", "en", "doctor", "--lang=zh"], {}, "zh"),
        (["--lang"], {}, "zh"),
        (["import", "--", "--lang", "en"], {}, "zh"),
    ],
)
def test_where_the_language_is_read(words: list[str], env: dict[str, str], lang: str) -> None:
    assert wanted(words, env) == lang
