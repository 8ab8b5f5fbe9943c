"""The matcher of questions and answers: right, silent where nothing answers, and fast over a thousand answers.

    python -m bench.qa

Quality: the repository's own lines through the shipped reading of comments. Speed: CPU time of one core, every question as
if it were new, alternated with a peer in the same run: scikit-learn's TF-IDF of characters, one and two in a row, and a
sparse product with every variant; asked one by one as a live column asks, and all lines in one call.
"""

import sys
import time
from itertools import count
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer

from bench.rounds import Figure, alternate, median, report
from onair.during.qa.matching import THRESHOLD, Matcher

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "during"))
from qa_measure import big, lines, measure, rate

ROUNDS = 9


class Peer:
    """Rows are the variants. It knows no products, hosts, times or intents, and folds nothing."""

    def __init__(self, variants: list[str]) -> None:
        self._vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 2))
        self._rows = self._vectors.fit_transform(variants).T.tocsr()

    def one_by_one(self, texts: list[str]) -> float:
        began = time.process_time()
        for text in texts:
            (self._vectors.transform([text]) @ self._rows).max()
        return len(texts) / (time.process_time() - began)

    def at_once(self, texts: list[str]) -> float:
        began = time.process_time()
        (self._vectors.transform(texts) @ self._rows).max(axis=1)
        return len(texts) / (time.process_time() - began)


def quality() -> list[Figure]:
    figures = []
    for threshold in (0.30, 0.35, THRESHOLD, 0.45):
        told, _ = measure(threshold)
        held, _ = measure(threshold, held=True)
        at = f"threshold {threshold:.2f}"
        figures += [
            Figure(f"{at}: right answer first (n {told.n}; held-out half {held.hit:.3f})", told.hit, ""),
            Figure(f"{at}: right among three; another one first {told.wrong:.3f}", told.top, ""),
            Figure(f"{at}: refused, of what nothing answers (n {told.unanswerable})", 1 - told.false, ""),
        ]
    deaf, _ = measure(THRESHOLD, read=False)
    figures.append(
        Figure(
            f"no intent known: right first; proposed to what nothing answers {deaf.false:.3f}", deaf.hit, ""
        )
    )
    return figures


def speed() -> list[Figure]:
    _, asked = lines()
    texts = [one.text for one in asked]
    library = big(shop_wide=True)
    began = time.process_time()
    shop = Matcher(library)
    made = time.process_time() - began
    spread = Matcher(big(shop_wide=False))
    variants = [text for one in library.answers.values() for text in one.variants]
    peer = Peer(variants)
    turns = count()
    found = alternate(
        ROUNDS,
        {
            "shop": lambda: rate(shop, asked, next(turns)),
            "single": lambda: peer.one_by_one(texts),
            "spread": lambda: rate(spread, asked, next(turns) % 24),
            "batch": lambda: peer.at_once(texts),
        },
    )
    mid = {name: median(rates) for name, rates in found.items()}
    over = f"{len(library.answers):,} answers, {len(variants):,} variants"
    return [
        Figure(f"{over}, all of the shop", mid["shop"], "/s", "≥ 5,000", mid["shop"] >= 5_000),
        Figure("the same answers spread over 96 products", mid["spread"], "/s", "≥ 5,000", mid["spread"] >= 5_000),
        Figure("peer, one by one", mid["single"], "/s"),
        Figure("peer, all lines in one call", mid["batch"], "/s"),
        Figure("ours ÷ peer, one by one", mid["shop"] / mid["single"], "×"),
        Figure("ours ÷ peer, all in one call", mid["shop"] / mid["batch"], "×"),
        Figure("the library made anew", made, "s"),
    ]  # fmt: skip


def main() -> int:
    report("questions and answers: own lines", quality())
    report("questions and answers: a library of a thousand, CPU time of one core", speed())
    return 0


if __name__ == "__main__":
    sys.exit(main())
