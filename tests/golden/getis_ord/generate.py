"""Writes six_points.json from esda/libpysal; the lattice file is typed from the literature (PROVENANCE.md)."""
import json, csv, pathlib, sys
import numpy as np, esda, libpysal

here = pathlib.Path(__file__).parent
points = [(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)]
y = np.array([2, 3, 3.2, 5, 8, 7])

def z(star, points, y, band, transform="B"):
    w = libpysal.weights.DistanceBand(points, threshold=band, binary=True, silence_warnings=True)
    if star:
        w = libpysal.weights.fill_diagonal(w, 1.0)
    w.transform = transform
    g = esda.G_Local(y, w, transform=transform, star=True if star else False, permutations=0)
    return [float(v) for v in g.Zs]

rng = np.random.default_rng(20161101)
grid = [(i, j) for i in range(12) for j in range(9)]
counts = rng.negative_binomial(0.4, 0.08, len(grid))
out = {
    "esda": esda.__version__, "libpysal": libpysal.__version__, "numpy": np.__version__,
    "six_points": {"points": points, "y": y.tolist(), "band": 15,
                   "gi": z(False, points, y, 15), "gi_star": z(True, points, y, 15)},
    "queen": {"points": grid, "y": counts.tolist(), "band": 1.5,
              "gi": z(False, grid, counts, 1.5), "gi_star": z(True, grid, counts, 1.5)},
}
(here / "pysal.json").write_text(json.dumps(out, indent=1))

src = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
if src:
    rows = list(csv.DictReader(src.open()))
    (here / "lattice_1996.csv").write_text("x,y,val\n" + "".join(f"{r['x']},{r['y']},{r['val']}\n" for r in rows))
