"""Several notes at once become one: "3 条消息" instead of three. Pure."""

from collections.abc import Callable, Sequence

from onair.connectors.ports import Note

MORE = "…"


def lines(note: Note) -> str:
    """Title, text and link below each other, each where there is one."""
    return "\n".join(part for part in (note.title, note.text, note.link) if part)


def calm(text: str) -> str:
    """Robots read `<@all>` and `<at …>` as a call to everybody: a text of ours never is one."""
    return text.replace("<", "＜").replace("\r", "").replace("\x00", "")


def cut(text: str, limit: int) -> str:
    """At most `limit` bytes of UTF-8, whole characters, with an ellipsis where something went."""
    raw = text.encode()
    if len(raw) <= limit:
        return text
    return raw[: max(0, limit - len(MORE.encode()))].decode("utf-8", "ignore") + MORE


def fitting(text: str, limit: int, body: Callable[[str], bytes]) -> bytes:
    """`body` of as much of the text as keeps it within `limit` bytes: a sign may take six of them in JSON."""
    made = body(text)
    while len(made) > limit:
        text = cut(text, min(len(text.encode()) - 1, len(text.encode()) * limit // len(made)))
        made = body(text)
    return made


def merge(notes: Sequence[Note], limit: int, lang: str) -> tuple[Note, int]:
    """As many of the first notes as fit into `limit` bytes, as one. → it, and how many it holds (≥ 1).

    It has the id of the first. One alone stays itself.
    """
    taken, size = 1, _bytes(1, notes[0]) + 80
    for note in notes[1:]:
        size += _bytes(taken + 1, note) + 1
        if size > limit:
            break
        taken += 1
    if taken == 1:
        return notes[0], 1
    title = f"{taken} 条消息" if lang == "zh" else f"{taken} messages"
    text = "\n".join(_entry(place, note) for place, note in enumerate(notes[:taken], 1))
    return Note(notes[0].id, title, text), taken


def _bytes(place: int, note: Note) -> int:
    """As the robots get it: calmed, which makes a `<` longer."""
    return len(calm(_entry(place, note)).encode())


def _entry(place: int, note: Note) -> str:
    return f"{place}. {lines(note)}"
