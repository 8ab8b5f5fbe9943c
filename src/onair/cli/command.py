"""What every command has: `--lang`, and the words of its usage line in the language that was asked for."""

from typing import Any

import click

from onair.cli.lang import LANG, OPTION, t
from onair.cli.words import speak

speak(LANG)
click.UsageError.exit_code = 1  # 2 is taken: some rows are in quarantine


def _lang_option() -> click.Option:
    """Read before click is (lang.py); declared so that click takes it behind any command and shows it."""
    return click.Option(
        [OPTION], type=click.Choice(["zh", "en"]), expose_value=False, help=t("语言", "language")
    )


class Command(click.Command):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"options_metavar": t("[选项]", "[OPTIONS]")} | options)
        self.params.append(_lang_option())


class Group(click.Group):
    command_class = Command
    group_class = type  # a group in a group is one of these too

    def __init__(self, *args: Any, **options: Any) -> None:
        words = {
            "options_metavar": t("[选项]", "[OPTIONS]"),
            "subcommand_metavar": t("命令 [参数]...", "COMMAND [ARGS]..."),
        }
        super().__init__(*args, **words | options)
        self.params.append(_lang_option())
