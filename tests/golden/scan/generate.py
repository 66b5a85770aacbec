#!/usr/bin/env python3
"""The spatial scan from its definition, with nothing but numpy, and its own random numbers.

Zones are boolean rows, likelihood ratios are computed for all of them at once, the simulated counts are
numpy's multinomial. Slow and plain on purpose. Writes expected.json.
"""
import csv
import json

import numpy as np
import scipy
from scipy import stats

SEED = 19970601


def zones(xy, weight, share, radius):
    """Every circle: sites within each distance from each centroid that does not pass the limits."""
    out = []
    for i in range(len(xy)):
        # Whole millimetres, so that equal distances are equal.
        d = np.round(np.hypot(*(xy - xy[i]).T) * 1000).astype(np.int64)
        for limit in np.unique(d):
            inside = d <= limit
            if weight[inside].sum() > share * weight.sum() * (1 + 1e-12):
                break
            if radius is not None and limit > radius * 1000:
                break
            out.append((i, limit / 1000, inside))
    return out


def llr(c, e, total):
    c, e = np.broadcast_arrays(np.asarray(c, float), e)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = c * np.log(c / e) + np.where(c < total, (total - c) * np.log((total - c) / (total - e)), 0.0)
    return np.where(c > e, value, 0.0)


def scan(xy, count, weight, share, radius, m, rng, clusters=4):
    circles = zones(xy, weight, share, radius)
    member = np.array([inside for _, _, inside in circles])
    # The same set of sites may be drawn from several centres.
    member = np.unique(member, axis=0)
    total = int(count.sum())
    e = total * (member @ weight) / weight.sum()
    c = member @ count
    observed = llr(c, e, total)
    p = weight / weight.sum()
    maxima = np.empty(m)
    matrix = member.astype(np.float32)
    for at in range(0, m, 200):
        drawn = rng.multinomial(total, p, size=min(200, m - at)).astype(np.float32)
        sums = matrix @ drawn.T
        maxima[at:at + drawn.shape[0]] = llr(sums, e[:, None], total).max(axis=0)
    taken = np.zeros(len(xy), bool)
    found = []
    for z in np.argsort(-observed, kind="stable"):
        if len(found) == clusters or observed[z] <= 0:
            break
        if (member[z] & taken).any():
            continue
        taken |= member[z]
        found.append({
            "sites": np.flatnonzero(member[z]).tolist(), "n": int(c[z]), "expected": float(e[z]), "llr": float(observed[z]),
            "p": float((1 + (maxima >= observed[z] * (1 - 1e-10)).sum()) / (m + 1)),
        })
    loc, scale = stats.gumbel_r.fit(maxima)
    return {
        "distinct_zones": len(member), "m": m, "clusters": found,
        "median": float(np.median(maxima)), "at_95": float(np.quantile(maxima, 0.95)),
        "gumbel": [float(loc), float(scale)],
    }, maxima


def main():
    rng = np.random.default_rng(SEED)
    rows = list(csv.DictReader(open("ny_leukaemia.csv")))
    xy = np.array([[float(r["x_km"]) * 1000, float(r["y_km"]) * 1000] for r in rows])
    cases = np.array([int(r["cases"]) for r in rows])
    population = np.array([float(r["population"]) for r in rows])
    out = {"versions": {"numpy": np.__version__, "scipy": scipy.__version__}, "seed": SEED}
    out["ny_50"], maxima = scan(xy, cases, population, 0.5, None, 19_999, rng)
    out["ny_10"], _ = scan(xy, cases, population, 0.1, None, 9_999, rng)
    # Squares: many sites at the same distance; uneven weights; a radius; a planted place.
    side = 14
    grid = np.array([[250.0 * (i % side), 250.0 * (i // side)] for i in range(side * side)])
    weight = np.round(rng.gamma(2.0, 3.0, side * side) + 0.5, 2)
    mean = weight * 1.3
    planted = np.hypot(*(grid - [2250.0, 1000.0]).T) <= 260
    mean[planted] *= 2.1
    count = rng.poisson(mean)
    out["squares"], _ = scan(grid, count, weight, 0.5, 800.0, 9_999, rng)
    out["squares"] |= {"side": side, "spacing_m": 250.0, "counts": count.tolist(), "weights": weight.tolist(), "radius_m": 800.0}
    few = np.round(maxima[:400], 6)
    loc, scale = stats.gumbel_r.fit(few)
    out["gumbel"] = {"maxima": few.tolist(), "location": float(loc), "scale": float(scale),
                     "tail": [[x, float(stats.gumbel_r.sf(x, loc, scale))] for x in (2.0, 5.0, 8.0, 15.0, 40.0)]}
    json.dump(out, open("expected.json", "w"))
    for name in ("ny_50", "ny_10", "squares"):
        print(name, {k: v for k, v in out[name].items() if k not in ("counts", "weights", "clusters")})
        for c in out[name]["clusters"]:
            print("  ", len(c["sites"]), c["n"], c["expected"], c["llr"], c["p"])


main()
