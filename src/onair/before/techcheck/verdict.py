"""From figures to findings: each limit of the profile against its figure, with the moment and the remedy. Pure."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from onair.before.techcheck import picture
from onair.before.techcheck.checks import CHECKS, Check
from onair.before.techcheck.filters import Span, joined
from onair.before.techcheck.measure import Measured
from onair.before.techcheck.profiles import Limit, Profile
from onair.before.techcheck.report import CardRead, Finding, Level, Line, Moment
from onair.before.techcheck.wording import WORDS

RANK: dict[Level, int] = {"pass": 0, "warn": 1, "fail": 2}
Figures = dict[str, float | None]


def figures_of(found: Measured, line: Line | None = None, uplink_kbps: float | None = None) -> Figures:
    """Every figure by its name; None = could not be measured."""
    out: Figures = {}
    if found.media.video:
        out |= _of_picture(found)
    if found.media.audio:
        out |= _of_sound(found)
    if line is not None:
        out |= {
            "stall_seconds": max(line.stalls, default=0.0),
            "drops": float(line.drops),
            "pace": round(min(line.media / line.wall, 1.0), 3) if line.wall else None,
        }
    if uplink_kbps is not None:
        rate = found.pace.kbps + (128 if found.media.audio else 0) if found.pace else None
        out |= {"uplink_kbps": uplink_kbps, "headroom": round(uplink_kbps / rate, 2) if rate else None}
    return out


def _of_picture(found: Measured) -> Figures:
    video, pace = found.media.video, found.pace
    assert video is not None  # noqa: S101 (asked by figures_of)
    figures: Figures = {f"frame_{name}": value for name, value in picture.summary(found.frames).items()}
    short = min(video.width, video.height)
    blur = figures["frame_blur"]
    fps = pace.fps if pace else video.fps
    figures |= {
        "short_side": float(short),
        "fps": fps,
        "jitter": pace.jitter if pace else None,
        "gap_seconds": round(sum(gap.seconds for gap in pace.gaps), 3) if pace else None,
        "kbps": pace.kbps if pace else None,
        "bits_per_pixel": round(pace.kbps * 1000 / (video.width * video.height * fps), 4)
        if pace and fps
        else None,
        "keyframe": pace.keyframe if pace else None,
        "bitrate_swing": _swing(pace.rates) if pace else None,
        "damage": float(found.damage),
        "held_share": round(found.held.share, 3) if found.held else None,
        "held_fps": round(found.held.fps, 2) if found.held else None,
        "blur": None if blur is None or not short else round(blur * 1080 / min(short, 1080), 2),
        "flicker": found.flicker.depth if found.flicker else None,
        "flicker_hertz": found.flicker.hertz if found.flicker else None,
        "freeze_seconds": _total(found.spans.freeze),
        "black_seconds": _total(found.spans.black),
    }
    return figures


def _of_sound(found: Measured) -> Figures:
    loud, sound, clipped = found.loudness, found.sound, found.clipping
    return {
        "loudness": loud.integrated if loud else None,
        "loudness_range": loud.range if loud else None,
        "true_peak": loud.peak if loud else None,
        "silence_seconds": _total(found.spans.silence),
        "floor": round(sound.floor, 1) if sound else None,
        "snr": round(sound.snr, 1) if sound else None,
        "pile": round(clipped.pile, 2) if clipped else None,
        "ceiling": round(clipped.ceiling, 1) if clipped and clipped.ceiling is not None else None,
        "hum": round(sound.hum, 1) if sound else None,
        "hum_hertz": sound.hum_hertz if sound else None,
        "av_offset": found.clap.offset if found.clap else None,
    }


def _swing(rates: Sequence[float]) -> float | None:
    """How far single seconds stray from the mean bitrate; the last, partial second is left out."""
    whole = np.array(rates[:-1])
    return round(float(whole.std() / whole.mean()), 3) if len(whole) >= 5 and whole.mean() > 0 else None


def _total(spans: Sequence[Span]) -> float:
    return round(sum(span.seconds for span in spans), 3)


def judge(
    found: Measured, figures: Figures, profile: Profile, card: CardRead | None, *, live: bool
) -> tuple[Finding, ...]:
    """What is not as it should be, worst first; nothing = all well."""
    findings = _present(found) + _spans(found)
    for check in CHECKS:
        if check.code in ("far_keyframes", "unsteady_bitrate") and not live:
            continue  # a recording may be encoded as it likes
        findings += _checked(found, figures, profile, check)
    findings += _offset(figures, profile)
    if profile.card and found.media.video:
        findings += _card(card, profile)
    return tuple(sorted(_less_blame(findings), key=lambda f: (-RANK[f.level], f.code)))


def verdict_of(findings: Sequence[Finding]) -> Level:
    """The worst of them."""
    return max((finding.level for finding in findings), key=RANK.__getitem__, default="pass")


def level_of(value: float, limit: Limit) -> Level:
    sign = -1 if limit.sort == "low" else 1
    if limit.fail is not None and sign * value > sign * limit.fail:
        return "fail"
    return "warn" if sign * value > sign * limit.warn else "pass"


def _checked(found: Measured, figures: Figures, profile: Profile, check: Check) -> list[Finding]:
    value, limit = figures.get(check.figure), profile.limits.get(check.limit)
    if value is None or limit is None or (level := level_of(value, limit)) == "pass":
        return []
    code = check.code
    extra = {
        "kelvin": round(figures.get("frame_kelvin") or 0, -2),
        "hertz": figures.get("hum_hertz" if code == "hum" else "flicker_hertz"),
        "ceiling": _shown(figures.get("ceiling"), "dBFS"),
    }
    moments = _moments(found, code)
    if code == "frames_held":
        return [finding(code, level, figures.get("held_fps"), limit, unit="fps", moments=moments)]
    if check.share:
        value, limit = 100 * value, limit._replace(warn=100 * limit.warn, unit="%")
    return [finding(code, level, value, limit, moments=moments, extra=extra)]


def _moments(found: Measured, code: str) -> tuple[Moment, ...]:
    if code == "frames_missing" and found.pace:
        return tuple(Moment(gap.at, round(gap.at + gap.seconds, 3)) for gap in found.pace.gaps[:10])
    if code == "sound_clipped" and found.clipping:
        seconds = joined([Span(at, at + 1) for at in found.clipping.at], 0.0)
        return tuple(Moment(span.start, span.end) for span in seconds)
    return ()


def _present(found: Measured) -> list[Finding]:
    out = []
    if found.media.video is None:
        out.append(finding("no_picture", "fail"))
    if found.media.audio is None:
        out.append(finding("no_sound", "fail"))
    return out


def _spans(found: Measured) -> list[Finding]:
    out = []
    for code, spans in (
        ("frozen", found.spans.freeze),
        ("black", found.spans.black),
        ("silent", found.spans.silence),
    ):
        if spans:
            moments = tuple(Moment(round(s.start, 2), round(s.end, 2)) for s in spans)
            out.append(finding(code, "fail", _total(spans), unit="s", moments=moments))
    return out


def _offset(figures: Figures, profile: Profile) -> list[Finding]:
    value, limit = figures.get("av_offset"), profile.limits["av_offset"]
    if value is None or (level := level_of(abs(value), limit)) == "pass":
        return []
    late = value > 0
    sides = {"side": "晚" if late else "早", "side_en": "late" if late else "early"}
    return [finding("av_offset", level, abs(value), limit, extra=sides)]


def _card(card: CardRead | None, profile: Profile) -> list[Finding]:
    if card is None:
        return [finding("card_missing", "warn")]
    out = []
    mean, worst = profile.limits["card_mean"], profile.limits["card_worst"]
    if (level := level_of(card.mean, mean)) != "pass":
        out.append(finding("card_off", level, card.mean, mean))
    patch = max(card.patches, key=lambda p: p.delta_e)
    if (level := level_of(card.worst, worst)) != "pass":
        out.append(finding("card_patch_off", level, card.worst, worst, extra={"patch": patch.place}))
    return out


def _less_blame(findings: list[Finding]) -> list[Finding]:
    """One fault, one finding: black is dark and comes and goes, silence is quiet as well, a freeze holds frames."""
    codes = {finding.code for finding in findings}
    hidden = set()
    if "black" in codes:
        hidden |= {"too_dark", "shadows_crushed", "flickering"}
    if "silent" in codes:
        hidden |= {"too_quiet", "poor_snr"}
    if "too_dark" in codes:
        hidden |= {"shadows_crushed"}
    if "frozen" in codes:
        hidden |= {"frames_held"}
    return [finding for finding in findings if finding.code not in hidden]


def finding(
    code: str,
    level: Level,
    value: float | None = None,
    limit: Limit | None = None,
    *,
    unit: str | None = None,
    moments: tuple[Moment, ...] = (),
    extra: Mapping[str, Any] = MappingProxyType({}),
) -> Finding:
    """With its sentences filled in. `unit` of the value where it is not the limit's."""
    words = WORDS[code]
    bound = limit.warn if limit else None
    named = unit if unit is not None else (limit.unit if limit else "")
    when = [f"{_clock(m.start)}–{_clock(m.end)}" for m in moments[:5]]
    fill = {"value": _shown(value, named), "limit": _shown(bound, limit.unit if limit else ""), **extra}
    zh, en = fill | {"when": "、".join(when) or "—"}, fill | {"when": ", ".join(when) or "—"}
    return Finding(
        code=code,
        level=level,
        zh=words.zh.format_map(zh),
        en=words.en.format_map(en),
        remedy_zh=words.remedy_zh,
        remedy_en=words.remedy_en,
        value=None if value is None else round(value, 3),
        limit=bound,
        unit=named,
        moments=moments,
    )


def _shown(value: float | None, unit: str) -> str:
    if value is None:
        return "—"
    text = f"{value:.3f}" if 0 < abs(value) < 0.1 else f"{value:.1f}"
    text = text.replace("-", "−").removesuffix(".0")
    return f"{text}{unit}" if unit in ("%", "×", "°") else f"{text} {unit}".strip()


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes):02d}:{rest:04.1f}"
