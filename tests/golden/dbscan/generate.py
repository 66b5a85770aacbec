#!/usr/bin/env python3
"""Core points, clusters of core points and noise by scikit-learn's DBSCAN with sample weights.

    generate.py > expected.json        (numpy, scikit-learn)
    Rscript check.R                    (R's dbscan says the same)

The nearest core point of a border point is found by looking at every core point, here: scikit-learn
gives a border point to the first cluster that comes by.
"""
import json
import sys

import numpy as np
import sklearn
from sklearn.cluster import DBSCAN

rng = np.random.default_rng(19960802)


def city(n_clumps, per_clump, n_spread, side, spread, whole):
    clumps = [rng.normal(rng.uniform(0.1 * side, 0.9 * side, 2), spread * rng.uniform(0.5, 2), (per_clump, 2))
              for _ in range(n_clumps)]
    at = np.vstack(clumps + [rng.uniform(0, side, (n_spread, 2))])
    rng.shuffle(at)
    # Whole metres on a grid of 5: many points coincide and many lie exactly at the limit.
    at = np.round(at / 5) * 5 if whole else np.round(at, 3)
    weights = rng.choice([1, 1, 1, 2, 3, 9], len(at))
    return at, weights


def case(name, at, weights, eps, min_weight):
    fit = DBSCAN(eps=eps, min_samples=min_weight, algorithm="brute").fit(at, sample_weight=weights)
    core = np.zeros(len(at), dtype=bool)
    core[fit.core_sample_indices_] = True
    apart = np.hypot(at[:, None, 0] - at[None, :, 0], at[:, None, 1] - at[None, :, 1])
    apart[:, ~core] = np.inf
    # argmin takes the lowest number of equally near ones.
    nearest = [int(np.argmin(apart[i])) if not core[i] and fit.labels_[i] >= 0 else None for i in range(len(at))]
    assert all(core[j] for j in nearest if j is not None)
    print(name, len(at), "core", int(core.sum()), "noise", int((fit.labels_ < 0).sum()),
          "clusters", int(fit.labels_.max() + 1), file=sys.stderr)
    return {
        "name": name, "eps": eps, "min_weight": min_weight, "at": at.tolist(), "weight": weights.tolist(),
        "label": fit.labels_.tolist(), "core": [int(i) for i in np.flatnonzero(core)], "nearest_core": nearest,
    }


cases = [
    case("scattered", *city(6, 40, 160, 1000, 12, False), 25.0, 12),
    case("on_a_grid", *city(5, 50, 150, 600, 10, True), 25.0, 20),
    case("all_core", *city(3, 20, 30, 400, 15, False), 30.0, 1),
    case("none", *city(2, 10, 60, 2000, 60, False), 20.0, 60),
]
# Two dense clumps with a bridge of points that are border to both.
line = np.array([[x, 0.0] for x in range(0, 121, 3)])
heavy = np.array([20 if x <= 30 or x >= 90 else 1 for x in range(0, 121, 3)])
cases.append(case("bridge", line, heavy, 20.0, 40))
json.dump({"sklearn": sklearn.__version__, "numpy": np.__version__, "cases": cases}, sys.stdout, separators=(",", ":"))
