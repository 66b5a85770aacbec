"""Tests of changed counts by scipy: exact p, intervals, prediction limits; z by the formulas in 50 digits."""
import json, pathlib
import numpy as np
from mpmath import mp, mpf, sqrt
from scipy import stats

mp.dps = 50
PAIRS = [(0, 0), (0, 1), (1, 0), (3, 0), (0, 9), (19, 7), (7, 19), (5, 5), (9, 3), (10, 10), (12, 30), (61, 43), (200, 150),
         (150, 260), (1000, 900), (4, 40), (33, 2)]

def z(now, mean, m):
    return float(2 * (sqrt(mpf(now)) - sqrt(mpf(mean))) / sqrt(1 + 1 / mpf(m)))

earlier = []
for now, n in PAIRS:
    for m in (1, 2, 3, 4, 0.98913):
        share = 1 / (m + 1)
        p = stats.binomtest(now, now + n, share).pvalue if now + n else 1.0
        row = {"now": now, "n": n, "periods": m, "z": z(now, mpf(n) / mpf(m), m), "p_exact": p}
        if now + n:
            ci = stats.binomtest(now, now + n, share).proportion_ci(0.95, method="exact")
            row["ratio"] = [ci.low / (1 - ci.low) * m, None if ci.high == 1 else ci.high / (1 - ci.high) * m]
        # Prediction limits by looking at every count there could be.
        top = int(10 * n / m + 200)
        x = np.arange(top)
        upper = x[stats.binom.sf(x - 1, x + n, share) > 0.025].max()
        lower = x[stats.binom.cdf(x, x + n, share) > 0.025].min()
        row["prediction"] = [int(lower), int(upper)]
        earlier.append(row)

known = []
for now, expected in [(61, 43.0), (0, 2.5), (4, 9.5), (15, 4.2), (3, 3.0), (9, 20.0), (120, 88.8), (1, 0.05), (0, 0.05), (2, 12.7)]:
    law = stats.poisson(expected)
    x = np.arange(2000)
    q = law.pmf(x)
    p = q[q <= law.pmf(now) * (1 + 1e-7)].sum()
    known.append({"now": now, "expected": expected, "z": float(2 * (sqrt(mpf(now)) - sqrt(mpf(expected)))), "p_exact": float(p)})

out = {"earlier": earlier, "known": known}
pathlib.Path(__file__).with_name("expected.json").write_text(json.dumps(out, default=float) + "\n")
