#!/usr/bin/env python3
"""Kernel densities per km² by scikit-learn, KDEpy and the definition in numpy. Writes expected.json.

400 places (some with several counts), densities at 60 points. KDEpy's bandwidth is the standard
deviation of the kernel for the Gaussian; the other kernels are scaled differently there and are not
used. scikit-learn's Epanechnikov has the radius as bandwidth and is normalised in two dimensions.
"""
import json

import KDEpy
import numpy as np
import sklearn
from KDEpy import NaiveKDE
from sklearn.neighbors import KernelDensity

SEED = 20260101
rng = np.random.default_rng(SEED)
n = 400
places = np.round(np.vstack([
    rng.normal([674_000, 6_580_500], 300, (n // 2, 2)),
    rng.uniform([673_000, 6_579_000], [676_000, 6_582_000], (n - n // 2, 2)),
]), 2)
counts = rng.integers(1, 6, n)
# Centres of 50 m squares, so that the grid of the program has them.
at = np.floor(rng.uniform([673_200, 6_579_400], [675_500, 6_581_600], (60, 2)) / 50) * 50 + 25
total = counts.sum()


def sk(kernel, h):
    model = KernelDensity(bandwidth=h, kernel=kernel, rtol=0, atol=0).fit(places, sample_weight=counts)
    return np.exp(model.score_samples(at)) * total * 1e6


def kdepy(h):
    # The naive one needs no grid; evaluated at the very points.
    return NaiveKDE(kernel="gaussian", bw=h, norm=2).fit(places, weights=counts.astype(float)).evaluate(at) * total * 1e6


def quartic(h):
    d2 = ((places[None, :, :] - at[:, None, :]) ** 2).sum(axis=2) / h ** 2
    return (np.where(d2 < 1, (1 - d2) ** 2, 0) @ counts) * 3 / np.pi / h ** 2 * 1e6


h_gauss, h = 120.0, 250.0
out = {
    "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "KDEpy": KDEpy.__version__},
    "seed": SEED, "places": places.tolist(), "counts": counts.tolist(), "at": at.tolist(),
    "gaussian": {"bandwidth_m": h_gauss, "scikit_learn": sk("gaussian", h_gauss).tolist(), "kdepy": kdepy(h_gauss).tolist()},
    "epanechnikov": {"bandwidth_m": h, "scikit_learn": sk("epanechnikov", h).tolist()},
    "quartic": {"bandwidth_m": h, "definition": quartic(h).tolist()},
}
g = out["gaussian"]
print("scikit-learn / KDEpy:", np.abs(np.array(g["scikit_learn"]) / np.array(g["kdepy"]) - 1).max())
print("zeros:", sum(v == 0 for v in out["epanechnikov"]["scikit_learn"]))
json.dump(out, open("expected.json", "w"))
