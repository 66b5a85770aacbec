#!/usr/bin/env python3
"""Knox tables by pointpats and by looking at every pair in numpy.

    generate.py > expected.json        (numpy, pointpats)
"""
import json
import sys

import numpy as np
import pointpats
from pointpats.spacetime import Knox

rng = np.random.default_rng(19640201)


def table(at, day, band_m, n_space, band_days, n_time, permutations):
    """Half-open bands, the same place first; p from permutations of the days."""
    i, j = np.triu_indices(len(at), 1)
    apart = np.hypot(at[i, 0] - at[j, 0], at[i, 1] - at[j, 1])
    # 0 is the same place; then (0, b), [b, 2b) …
    space = np.where(apart == 0, 0, 1 + np.floor(apart / band_m).astype(int))
    near = space <= n_space
    i, j, space = i[near], j[near], space[near]

    def count(days):
        soon = np.abs(days[i] - days[j]) // band_days
        return np.bincount((space * n_time + soon)[soon < n_time], minlength=(n_space + 1) * n_time)

    observed = count(day)
    all_soon = np.abs(day[:, None] - day[None, :])[np.triu_indices(len(at), 1)] // band_days
    margins = np.outer(np.bincount(space, minlength=n_space + 1), np.bincount(all_soon, minlength=n_time)[:n_time])
    expected = margins.ravel() / (len(at) * (len(at) - 1) / 2)
    drawn = np.array([count(rng.permutation(day)) for _ in range(permutations)])
    p = (1 + (drawn >= observed).sum(axis=0)) / (permutations + 1)
    return {"observed": observed.tolist(), "expected": expected.tolist(), "p": p.tolist(),
            "mean": drawn.mean(axis=0).tolist(), "median": np.median(drawn, axis=0).tolist()}


def case(name, at, day, band_m, n_space, band_days, n_time, permutations=9_999):
    bands = {"band_m": band_m, "n_space": n_space, "band_days": band_days, "n_time": n_time}
    return {"name": name, "bands": bands, "at": at.tolist(), "day": day.tolist(), "permutations": permutations,
            "table": table(at, day, **bands, permutations=permutations)}


# A background and follow-ups near in both, some at the very same place; whole metres.
first = np.round(rng.uniform(0, 3000, (170, 2)))
first_day = rng.integers(0, 365, 170)
follow = rng.choice(170, 60)
step = np.round(rng.normal(0, 60, (60, 2))) * rng.choice([0, 1, 1], 60)[:, None]
at = np.vstack([first, first[follow] + step])
day = np.concatenate([first_day, first_day[follow] + rng.integers(0, 9, 60)])
cases = [case("near_repeats", at, day, 100.0, 4, 7, 4)]
# On a grid of 50 m, so that distances and days lie exactly on the edges of bands.
at = rng.integers(0, 24, (160, 2)) * 50.0
day = rng.integers(0, 12, 160) * 7
cases.append(case("on_the_edges", at, day, 100.0, 3, 7, 3))
# One band of each and no two at one place, as pointpats has it; it counts distance ≤ delta, days ≤ tau.
at = np.round(rng.uniform(0, 2000, (200, 2)), 2)
day = rng.integers(0, 90, 200)
both = case("pointpats", at, day, 150.0, 1, 7, 1)
np.random.seed(19640201)
found = Knox(at, day.reshape(-1, 1).astype(float), delta=150.0, tau=6.0, permutations=999)
both["pointpats"] = {"version": pointpats.__version__, "observed": found.nst, "p": float(found.p_sim),
                     "expected": float(found.expected[0, 0])}
cases.append(both)
json.dump({"numpy": np.__version__, "cases": cases}, sys.stdout, separators=(",", ":"))
