"""Writes expected.json: local Moran's I by esda and by pygeoda on the same counts and neighbours."""
import json, pathlib
import numpy as np, esda, geopandas, libpysal, pygeoda
from shapely.geometry import box

here = pathlib.Path(__file__).parent
PERMUTATIONS = 99_999
rng = np.random.default_rng(19950327)


def queen(rows, columns):
    near = []
    for r in range(rows):
        for c in range(columns):
            near.append([a * columns + b for a in range(max(r - 1, 0), min(r + 2, rows))
                         for b in range(max(c - 1, 0), min(c + 2, columns)) if (a, b) != (r, c)])
    return near


def irregular(n):
    """Neighbours of very different number, one cell without any."""
    near = [set() for _ in range(n)]
    for _ in range(2 * n):
        a, b = (int(v) for v in np.minimum(rng.integers(0, n - 1, 2), rng.integers(0, n - 1, 2)))
        if a != b:
            near[a].add(b)
            near[b].add(a)
    return [sorted(s) for s in near]


def geoda(rows, columns, y):
    """GeoDa's library makes its own queen weights from squares; I and clusters at a cutoff of 1."""
    squares = geopandas.GeoDataFrame({"y": y}, geometry=[box(c, r, c + 1, r + 1) for r in range(rows) for c in range(columns)])
    data = pygeoda.open(squares)
    lisa = pygeoda.local_moran(pygeoda.queen_weights(data), data["y"], permutations=PERMUTATIONS,
                               significance_cutoff=1.0, seed=7, cpu_threads=1)
    return {"i": list(lisa.lisa_values()), "cluster": list(lisa.lisa_clusters()), "p": list(lisa.lisa_pvalues())}


cases = []
for name, shape, y in [
    ("queen", (9, 7), rng.negative_binomial(0.6, 0.1, 63)),
    ("irregular", None, rng.negative_binomial(1.5, 0.05, 40)),
    ("mostly_zero", (8, 8), (rng.random(64) < 0.15).astype(int) * rng.integers(1, 9, 64)),
]:
    near = queen(*shape) if shape else irregular(40)
    w = libpysal.weights.W({i: n for i, n in enumerate(near)}, silence_warnings=True)
    local = esda.Moran_Local(y, w, permutations=PERMUTATIONS, seed=7, n_jobs=1)
    # esda counts simulated >= observed, and folds the other tail over.
    above = (local.rlisas >= local.Is[:, None] - 1e-12).sum(1)
    below = (local.rlisas <= local.Is[:, None] + 1e-12).sum(1)
    cases.append({
        "name": name, "near": near, "counts": y.tolist(),
        "i": [float(v) for v in local.Is], "quadrant": [int(q) for q in local.q],
        "p_at_least": [(int(a) + 1) / (PERMUTATIONS + 1) for a in above],
        "p_at_most": [(int(b) + 1) / (PERMUTATIONS + 1) for b in below],
        "global_i": float(esda.Moran(y, w, permutations=0).I),
        "geoda": geoda(*shape, y) if shape else None,
    })

(here / "expected.json").write_text(json.dumps({
    "esda": esda.__version__, "libpysal": libpysal.__version__, "numpy": np.__version__,
    "pygeoda": pygeoda.__version__,
    "permutations": PERMUTATIONS, "cases": cases}))
