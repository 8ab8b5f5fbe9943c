"""Linear heads fitted on labelled rows: multinomial or two-way logistic regression, by L-BFGS. Same rows, same heads.

Only buckets that occur get a weight; all others stay 0, so that an unknown comment is decided by the bias alone.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from onair.during.comments.reading.ngrams import WIDTH, Rows

ROUNDS_MAX: Final = 60


def fitted(
    rows: Rows, classes: NDArray[np.int64], n: int, strength: float, weight: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (WIDTH × n) and bias (n) of `n` classes; `classes[i]` −1 = row `i` says nothing. `strength`: the higher,
    the closer to the rows (C of a support vector machine). `weight`: by row, 1 where not given."""
    from scipy.optimize import minimize  # noqa: PLC0415 (half a second: only who trains needs it)
    from scipy.sparse import csr_matrix  # noqa: PLC0415 (as above)

    said = classes >= 0
    used, column = np.unique(rows.at, return_inverse=True)
    matrix = csr_matrix((rows.value.astype(np.float64), column, rows.start), (len(rows), len(used)))[said]
    turned = matrix.T.tocsr()
    truth = np.zeros((matrix.shape[0], n))
    truth[np.arange(len(truth)), classes[said]] = 1
    share = np.ones(len(truth)) if weight is None else weight[said]
    size = (len(used) + 1) * n

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        both = flat.reshape(-1, n)
        score = matrix @ both[:-1] + both[-1]
        score -= score.max(1, keepdims=True)
        log_sum = np.log(np.exp(score).sum(1, keepdims=True))
        cost = -float((share[:, None] * truth * (score - log_sum)).sum())
        off = share[:, None] * (np.exp(score - log_sum) - truth)
        slope = np.vstack([turned @ off, off.sum(0, keepdims=True)])
        slope[:-1] += both[:-1] / strength
        return cost + float((both[:-1] ** 2).sum()) / (2 * strength), slope.ravel()

    found: Any = minimize(
        loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS_MAX, "maxcor": 10}
    )
    both = found.x.reshape(-1, n)
    full = np.zeros((WIDTH, n), np.float32)
    full[used] = both[:-1]
    return full, both[-1].astype(np.float32)
