"""How well a host fits a product, with reasons: expertise, proof, labels, voice. Pure.

Four parts of fixed weight; each gives its reason, so that a figure is never without words.
"""

from collections.abc import Sequence
from typing import NamedTuple

from onair.kernel.i18n import Text
from onair.trade.personas.service import Persona

EXPERTISE, PROOF, LABELS, STORY = 0.45, 0.25, 0.15, 0.15


class Fit(NamedTuple):
    """`score` in 0…1; `reasons` what speaks for it, `gaps` what is missing."""

    host: str
    name: str
    score: float
    reasons: tuple[Text, ...]
    gaps: tuple[Text, ...]


def fit(persona: Persona, title: str, category: str | None, now: int) -> Fit:
    """`now` ms: a proof that has run out counts for nothing."""
    about = f"{title} {category or ''}".casefold()
    reasons: list[Text] = []
    gaps: list[Text] = []
    score = 0.0
    known = _named(persona.expertise, about)
    if known:
        score += EXPERTISE
        reasons.append(Text(f"专长含「{known}」", f"expertise covers {known}"))
    else:
        gaps.append(Text("专长里没有这个类目", "the category is not among their expertise"))
    valid = [proof for proof in persona.proof if proof.holds(now)]
    if valid:
        score += PROOF
        reasons.append(Text(f"有凭据「{valid[0].claim}」", f"proof: {valid[0].claim}"))
    elif persona.proof:
        gaps.append(Text("凭据过期或没有出处", "the proof has run out or names no source"))
    else:
        gaps.append(Text("没有专业凭据", "no proof of expertise"))
    label = _named(persona.labels, about)
    if label:
        score += LABELS
        reasons.append(Text(f"标签「{label}」与商品相符", f"the label {label} fits the product"))
    if persona.story.strip():
        score += STORY if _shared(persona.story, about) else STORY / 2
        reasons.append(Text("有自己的故事可讲", "has a story of their own to tell"))
    else:
        gaps.append(Text("还没有写故事", "no story is written yet"))
    return Fit(persona.host, persona.name, round(score, 3), tuple(reasons), tuple(gaps))


def ranked(personas: Sequence[Persona], title: str, category: str | None, now: int) -> list[Fit]:
    """Best first; equals by name."""
    return sorted((fit(p, title, category, now) for p in personas), key=lambda one: (-one.score, one.name))


def _named(words: Sequence[str], about: str) -> str | None:
    return next((word for word in words if word.strip() and _shared(word, about)), None)


def _shared(text: str, about: str) -> bool:
    """A whole word, or two characters in a row of a Chinese one."""
    body = text.strip().casefold()
    if body in about:
        return True
    pairs = {body[i : i + 2] for i in range(len(body) - 1) if not body[i : i + 2].isascii()}
    return any(pair in about for pair in pairs)
