"""Gini from PySAL's `inequality`, curve and shares from numpy's sorting and cumulative sums.

Writes expected.json beside itself. Run with inequality 1.1.2 and numpy 2.4.6.
"""

import json
import pathlib

import numpy as np
from inequality.gini import Gini

rng = np.random.default_rng(19120101)
cases = {
    "few_high": rng.negative_binomial(0.3, 0.05, 400),
    "even": rng.poisson(20, 120),
    "sparse": rng.poisson(0.05, 900),
    "one_cell": np.array([9]),
}
out = {}
for name, counts in cases.items():
    falling = np.sort(counts)[::-1]
    total = falling.sum()
    running = np.cumsum(falling)
    holding = [int(np.argmax(running * 100 >= share * total)) + 1 for share in (25, 50, 80)]
    # The curve at every tenth of the cells, by straight interpolation.
    x = np.arange(len(falling) + 1) / len(falling)
    y = np.concatenate([[0], running]) / total
    tenths = np.interp(np.linspace(0, 1, 11), x, y)
    # Bernasco & Steenbeek's Lorenz curve of maximal evenness: with fewer counts than places the
    # diagonal is reached after N of the n places, which is twice an area again.
    n, big_n = len(falling), int(total)
    area = np.trapezoid(y, x)
    best_possible_area = 1 - min(big_n, n) / n / 2
    generalised = 2 * (area - best_possible_area) * n / min(big_n, n)
    out[name] = {
        "counts": [int(x) for x in counts],
        "gini": float(Gini(counts.astype(float)).g) if n > 1 else 0.0,
        "gini_generalised": float(generalised),
        "holding": holding,
        "tenths": [float(v) for v in tenths],
    }
path = pathlib.Path(__file__).with_name("expected.json")
path.write_text(json.dumps(out) + "\n", encoding="utf-8")
