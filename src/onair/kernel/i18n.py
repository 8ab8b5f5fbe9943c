"""Two languages, Chinese first. Strings live beside their feature; this only chooses."""

from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]


class Text(NamedTuple):
    """One sentence for people in both languages."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


def negotiate(accept_language: str | None) -> Lang:
    """The first of zh/en by weight (RFC 9110 §12.5.4); Chinese when neither is named."""
    best: tuple[float, int, Lang] | None = None
    for place, part in enumerate((accept_language or "").split(",")):
        tag, _, rest = part.strip().partition(";")
        base = tag.split("-")[0].lower()
        if base not in ("zh", "en"):
            continue
        weight = _weight(rest)
        lang: Lang = "zh" if base == "zh" else "en"
        if weight > 0 and (best is None or (weight, -place) > best[:2]):
            best = (weight, -place, lang)
    return best[2] if best else "zh"


def _weight(rest: str) -> float:
    name, _, value = rest.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
