"""What the console gets of the answers given: newest last; names only, no ids of people."""

from collections.abc import Mapping

from msgspec import Struct

from onair.during.qa.given import GivenLog

SHOWN = 30


class AnsweredRow(Struct, frozen=True):
    """`to`: prompter, overlay or both. `answer`: of the library, None = typed. `comments`: how many asked."""

    id: str
    at: int
    by: str
    to: str
    text: str
    question: str | None
    answer: str | None
    product: str | None
    intent: str | None
    source: str | None
    comments: int


class AnsweredPanel(Struct, frozen=True):
    """`shown`: the newest that went into the picture, what an overlay shows. `library`: answers that may be given at all;
    0 = the library is empty and the column says how to begin."""

    rows: list[AnsweredRow]
    shown: AnsweredRow | None
    library: int


def answered_panel(log: GivenLog, names: Mapping[str, str], library: int) -> AnsweredPanel:
    rows = [
        AnsweredRow(
            one.id, one.at, names.get(one.by, one.by), one.to, one.text, one.question, one.answer, one.product, one.intent,
            one.source, one.comments,
        )
        for one in list(log.rows.values())[-SHOWN:]
    ]  # fmt: skip
    shown = next((row for row in reversed(rows) if row.to != "prompter"), None)
    return AnsweredPanel(rows, shown, library)
