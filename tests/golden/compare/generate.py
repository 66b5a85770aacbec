"""Two columns of counts by scipy: exact p of every pair, normal p by the formula, Benjamini-Hochberg over all that have a count."""
import json, math, pathlib
import numpy as np
from scipy import stats

rng = np.random.default_rng(20160915)
EXACT_UNDER = 10

def pair(now, then, m):
    z = 2 * (math.sqrt(now) - math.sqrt(then / m)) / math.sqrt(1 + 1 / m)
    exact = now < EXACT_UNDER or then / m < EXACT_UNDER
    p = stats.binomtest(now, now + then, 1 / (m + 1)).pvalue if exact else 2 * stats.norm.sf(abs(z))
    return z, float(p), exact

cases = []
for m in (1.0, 366 / 365, 2.0, 0.5):
    mean = rng.gamma(0.7, 12, size=60)
    then = rng.poisson(mean * m)
    # Some cells have twice or half as much now.
    now = rng.poisson(mean * rng.choice([1, 1, 1, 2, 0.5], size=60))
    now[:4], then[:4] = (19, 0, 61, 0), (7, 0, 43, 12)
    pairs = [pair(int(a), int(b), m) if a + b else None for a, b in zip(now, then)]
    tested = [p for p in pairs if p]
    adjusted = iter(stats.false_discovery_control([p[1] for p in tested], method="bh"))
    cases.append({
        "periods": m, "now": now.tolist(), "then": then.tolist(),
        "z": [p[0] if p else 0.0 for p in pairs],
        "p": [p[1] if p else None for p in pairs],
        "exact": [p[2] if p else True for p in pairs],
        "p_adjusted": [float(next(adjusted)) if p else None for p in pairs],
    })
pathlib.Path(__file__).with_name("expected.json").write_text(json.dumps(cases) + "\n")
