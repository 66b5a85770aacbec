"""Binomial tails and Poisson limits with 60 digits (mpmath), cross-checked with scipy."""
import json, pathlib, random
import mpmath as mp, scipy
from scipy import stats

mp.mp.dps = 60
random.seed(19360401)

def upper(n, p, x):
    p = mp.mpf(p)  # the double, exactly
    if x == 0:
        return mp.mpf(1)
    term = mp.binomial(n, x) * p**x * (1 - p) ** (n - x)
    total, k = term, x
    while k < n:
        term *= mp.mpf(n - k) / (k + 1) * p / (1 - p)
        k += 1
        total += term
        if term < total * mp.mpf(10) ** -40:
            break
    return total

cases = [(10, 0.5, 8), (1, 0.25, 1), (150000, 1 / 15000, 3), (150000, 7 / 15000, 140),
         (1000000, 1e-5, 60), (1000000, 1e-3, 1200), (1000000, 0.02, 20400), (37500, 6.6e-5, 30),
         (60, 0.01, 10), (500, 0.97, 490), (20000, 0.3, 5800), (20000, 0.3, 6000), (999, 0.001, 1)]
for _ in range(300):
    n = int(10 ** random.uniform(0.5, 6.1))
    p = 10 ** random.uniform(-5.5, -0.2)
    m = n * p
    x = max(0, min(n, int(m + random.uniform(-2, 9) * (m * (1 - p)) ** 0.5 + random.choice([0, 1, 5]))))
    cases.append((n, p, x))
rows = []
for n, p, x in cases:
    v = upper(n, p, x)
    if v < mp.mpf(10) ** -300:
        continue
    s = stats.binom.sf(x - 1, n, p)
    assert abs(s / float(v) - 1) < 1e-8 or float(v) < 1e-290, (n, p, x, s, v)
    rows.append([n, p, x, mp.nstr(v, 17)])

def limits(x):
    up = mp.findroot(lambda t: mp.gammainc(x + 1, t, mp.inf, regularized=True) - mp.mpf("0.025"),
                     stats.chi2.ppf(0.975, 2 * x + 2) / 2)
    lo = mp.mpf(0) if x == 0 else mp.findroot(
        lambda t: mp.gammainc(x, 0, t, regularized=True) - mp.mpf("0.025"),
        stats.chi2.ppf(0.025, 2 * x) / 2)
    return lo, up

poisson = []
for x in [0, 1, 2, 3, 5, 7, 10, 19, 30, 43, 61, 100, 250, 1000, 5000, 20000]:
    lo, up = limits(x)
    poisson.append([x, mp.nstr(lo, 17), mp.nstr(up, 17)])
out = {"mpmath": mp.__version__, "scipy": scipy.__version__, "seed": 19360401,
       "binomial_upper_tail": rows, "poisson_95": poisson}
pathlib.Path(__file__).with_name("expected.json").write_text(json.dumps(out, indent=0))
