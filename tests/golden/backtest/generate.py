"""A whole rolling back-test on a small lattice, with nothing of the project in it.

    python generate.py > expected.json     (numpy 2.4.6, scipy 1.17.1)

400 cells of unequal land, 20 months. Scores by scipy (binomial tail, chi-squared for the Poisson
limit, Student's t) and by Python's own whole numbers (the permutation p: draws counted exactly).
"""
import json
from fractions import Fraction
from math import comb

import numpy as np
from scipy import stats

SIDE, MONTHS, PAST, ROLLS = 20, 20, 12, 7
SHARES = [0.005, 0.01, 0.02, 0.05]
rng = np.random.default_rng(20080301)
n = SIDE * SIDE

land = np.where(rng.random(n) < 0.15, rng.integers(3, 10, n) * 1_000.0, 10_000.0)
rate = rng.gamma(0.5, 0.8, n)
for peak in (45, 46, 65, 210, 333):
    rate[peak] += 3.0
months = rng.poisson(rate[None, :] * (1 + 0.3 * np.sin(np.arange(MONTHS) / 2))[:, None])
months[15] = 0  # a scored month without anything

near = []
for i in range(n):
    r, c = divmod(i, SIDE)
    near.append([a * SIDE + b for a in range(max(r - 1, 0), min(r + 2, SIDE))
                 for b in range(max(c - 1, 0), min(c + 2, SIDE)) if a * SIDE + b != i])


# Cells 100 m apart, quartic kernel of 250 m.
xy = np.array([(100.0 * (i % SIDE), 100.0 * (i // SIDE)) for i in range(n)])
d2 = ((xy[:, None, :] - xy[None, :, :]) ** 2).sum(axis=2) / 250.0 ** 2
quartic = np.where(d2 < 1, 3 / np.pi * (1 - d2) ** 2, 0.0)


def ring(values):
    return np.array([values[i] + sum(values[j] for j in near[i]) for i in range(n)])


def order(keys, counts):
    """Falling keys, then falling own count, then index."""
    return sorted(range(n), key=lambda i: tuple(-k[i] for k in keys) + (-counts[i], i))


def tail(total, x, expected):
    return np.where(x > expected, stats.binom.sf(x - 1, total, expected / total), 1.0)


def permutation(counts, sums):
    """P(k draws without replacement >= sum), counted in whole numbers."""
    k_max, top = 9, int(sums.max())
    ways = [[0] * (top + 1) for _ in range(k_max + 1)]
    ways[0][0] = 1
    values, times = np.unique(counts, return_counts=True)
    for v, m in zip(values.tolist(), times.tolist()):
        for j in range(k_max, 0, -1):
            for q in range(1, min(j, m) + 1):
                factor = comb(m, q)
                for s in range(top + 1):
                    w = ways[j - q][s]
                    if w:
                        ways[j][min(s + q * v, top)] += w * factor
    return [float(Fraction(sum(ways[len(near[i]) + 1][int(sums[i]):]), comb(n, len(near[i]) + 1))) for i in range(n)]


def rankings(counts):
    total = counts.sum()
    expected = land / land.sum() * total
    sums, expected_ring = ring(counts), ring(expected)
    k = np.array([len(near[i]) + 1 for i in range(n)])
    mean, sd = counts.mean(), counts.std()
    z = (sums - k * mean) / (sd * np.sqrt((n * k - k * k) / (n - 1)))
    alone, around = tail(total, counts, expected), tail(total, sums, expected_ring)
    best = []
    for i in range(n):
        options = [(alone[i], counts[i] / expected[i] if counts[i] > expected[i] else 0.0)]
        if counts[i] * n > total:
            options.append((around[i], sums[i] / expected_ring[i] if sums[i] > expected_ring[i] else 0.0))
        best.append(min(options, key=lambda o: (o[0], -o[1])))
    lower = stats.chi2.ppf(0.025, 2 * counts) / 2
    lower = np.where(counts == 0, 0.0, lower)
    # Rounded so that what is equal in exact arithmetic is equal here too.
    same = lambda values: np.round(values, 10)
    p = np.array(permutation(counts, sums))
    log = lambda p: np.array([float("%.9e" % v) for v in p])
    return {
        "ranked-counts": order([], counts),
        "count-test": order([-log([b[0] for b in best]), same([b[1] for b in best])], counts),
        "gi-star": order([same(z)], counts),
        "permutation": order([-log(p)], counts),
        "kde": order([log(quartic @ counts)], counts),
        "local-ratio": order([same(lower / expected)], counts),
    }


def most_within(counts, area):
    """The most that lies on as much land, the last cell in part."""
    got = 0.0
    for i in sorted(range(n), key=lambda i: (-counts[i] / land[i], i)):
        part = min(1.0, area / land[i])
        got, area = got + part * counts[i], area - part * land[i]
        if area <= 0:
            break
    return got


def score(chosen, now, past):
    area = land[chosen].sum() / land.sum()
    hit = now[chosen].sum() / now.sum()
    before = past[chosen].sum() / past.sum()
    if not chosen:
        return [0, 0.0, 0, 0.0, None, None, None]
    return [len(chosen), area, int(now[chosen].sum()), hit, hit / area,
            now[chosen].sum() / most_within(now, land[chosen].sum()), hit / before if before > 0 else None]


def choose(ranking, share):
    allowed, taken, chosen = share * land.sum(), 0.0, []
    for i in ranking:
        if taken + land[i] > allowed * (1 + 1e-12):
            break
        taken, chosen = taken + land[i], chosen + [i]
    return chosen


methods, scored_months = {}, []
for m in range(max(PAST, MONTHS - ROLLS), MONTHS):
    past, now = months[m - PAST:m].sum(axis=0), months[m]
    if now.sum() == 0:
        continue
    scored_months.append(m)
    for name, ranking in rankings(past).items():
        rows = methods.setdefault(name, [[] for _ in SHARES])
        for s, share in enumerate(SHARES):
            rows[s].append(score(choose(ranking, share), now, past))

differences = {}
for name, rows in methods.items():
    if name == "ranked-counts":
        continue
    for s, share in enumerate(SHARES):
        d = np.array([row[3] for row in rows[s]]) - np.array([row[3] for row in methods["ranked-counts"][s]])
        sd = d.std(ddof=1)
        reach = stats.t.isf(0.025, len(d) - 1) * sd / np.sqrt(len(d))
        up, down = int((d > 0).sum()), int((d < 0).sum())
        sign = stats.binomtest(up, up + down).pvalue if up + down else 1.0
        differences.setdefault(name, []).append([d.mean(), d.mean() - reach, d.mean() + reach, up, down, sign])

json.dump({"side": SIDE, "past": PAST, "rolls": ROLLS, "land": [int(v) for v in land], "months": months.tolist(),
           "scored": scored_months, "methods": methods, "differences": differences}, open("/dev/stdout", "w"),
          separators=(",", ":"), default=float)
