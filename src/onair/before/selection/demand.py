"""需求匹配: what people did with it before, what they ask about, whether it fits audience and theme."""

import re

import numpy as np

from onair.before.selection.eb import Posterior
from onair.before.selection.pool import Pool, percentile
from onair.before.selection.terms import Column, Floats, column, ramp

SHRINK_SAID = 20.0
"""Comments of a usual pace that a product's own are weighed against."""
_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z0-9]{2,}")
_SPLIT = re.compile(r"[\s,，、;；/·|]+")


def demand_terms(pool: Pool, click: Posterior | None, buy: Posterior | None, theme: str) -> dict[str, Column]:
    exposures, clicks = pool.number("exposures"), pool.number("clicks")
    sold, comments = pool.number("sold"), pool.number("comments")
    return {
        "ctr": _rate(click, exposures),
        "cvr": _rate(buy, clicks),
        "talked": talked(pool),
        "sold": column(percentile(sold), sold, 1),
        "asked": column(percentile(comments), comments, 1),
        "audience": audience(pool),
        "theme": theme_fit(pool, theme),
    }


def _rate(found: Posterior | None, trials: Floats) -> Column:
    """Place of the shrunk rate among the products that were tried; missing for one that never was."""
    if found is None:
        nothing = np.full(len(trials), np.nan)
        return column(nothing, nothing, 0)
    rate = np.where(trials > 0, found.mean, np.nan)
    return column(percentile(rate), rate, trials)


def talked(pool: Pool) -> Column:
    """Comments while it was talked about ÷ what the shows' own pace makes in that time: 1 = 50, 2.8 = 100.

    Missing for what was never talked about; shrunk to 1 by SHRINK_SAID comments.
    """
    said, usual = pool.number("said"), pool.number("said_usual")
    ratio = np.where(usual > 0, (said + SHRINK_SAID) / (usual + SHRINK_SAID), np.nan)
    return column(ramp(np.log2(ratio), -1.5, 1.5), ratio, usual)


def audience(pool: Pool) -> Column:
    """Price ÷ what the audience pays (median paid order of past shows): equal = 100, a quarter or fourfold = 0."""
    paid, gmv, price = pool.number("paid"), pool.number("gmv"), pool.number("price")
    sold = (paid > 0) & (gmv > 0)
    if not sold.any():
        nothing = np.full(len(pool), np.nan)
        return column(nothing, nothing, 0)
    usual = _weighted_median(gmv[sold] / paid[sold], paid[sold])
    ratio = np.where(price > 0, price / usual, np.nan)
    return column(ramp(np.abs(np.log2(ratio)), 2, 0), ratio, int(paid.sum()))


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])


def theme_fit(pool: Pool, theme: str) -> Column:
    """Share of the theme's words found in title or category; missing while no theme is set."""
    words = theme_words(theme)
    if not words:
        nothing = np.full(len(pool), np.nan)
        return column(nothing, nothing, 0)
    share = pool.each(lambda one: _told(words, f"{one.title} {one.category or ''}".casefold()))
    return column(np.sqrt(share) * 100, share, len(words))


def theme_words(theme: str) -> frozenset[str]:
    """Latin words, and for Chinese every two neighbouring characters: 厨房焕新 → 厨房, 房焕, 焕新."""
    found: set[str] = set()
    for part in _SPLIT.split(theme.casefold()):
        found.update(_WORD.findall(part))
        for run in _HAN.findall(part):
            found.update(run[place : place + 2] for place in range(max(len(run) - 1, 1)))
    return frozenset(found)


def _told(words: frozenset[str], text: str) -> float:
    return sum(word in text for word in words) / len(words)
