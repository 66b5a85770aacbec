#!/usr/bin/env python3
"""Other people's tools on the same input as benches/speed.rs, timed and with their answers.

    peers.py DIRECTORY

DIRECTORY holds input.json and raw little-endian arrays written by the bench. For each job the answer
is written beside them and one JSON line {job, peer, version, wall_s, cpu_s, note} is printed. A peer
that is not installed is reported as absent, never guessed.
"""
import json
import sqlite3
import sys
import time
from pathlib import Path

import numpy as np

where = Path(sys.argv[1])
about = json.loads((where / "input.json").read_text())


def array(name, kind):
    return np.fromfile(where / name, dtype=kind)


def answer(name, values, kind):
    np.asarray(values).astype(kind).tofile(where / name)


def timed(job, peer, version, run, repeat=3, note=""):
    """Best of some runs, so that a busy machine is fair to the peer."""
    best = None
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), time.process_time()
        out = run()
        took = (time.perf_counter() - wall, time.process_time() - cpu)
        best = took if best is None or took < best else best
    print(json.dumps({"job": job, "peer": peer, "version": version, "wall_s": best[0], "cpu_s": best[1], "note": note}), flush=True)
    return out


def peer(job, name):
    """Runs a function; a missing package is said aloud and costs nothing else."""
    def wrap(function):
        try:
            function()
        except ImportError as missing:
            print(json.dumps({"job": job, "peer": name, "absent": str(missing)}), flush=True)
    return wrap


lon, lat = array("lon.f64", "<f8"), array("lat.f64", "<f8")


@peer("index", "h3ronpy")
def _():
    import h3ronpy
    from h3ronpy.vector import coordinates_to_cells
    cells = timed("index", "h3ronpy", h3ronpy.__version__, lambda: coordinates_to_cells(lat, lon, 12))
    answer("index.u64", np.asarray(cells), "<u8")


@peer("index_loop", "h3")
def _():
    import h3.api.basic_int as h3
    import h3 as package
    some = slice(0, min(len(lon), 100_000))
    cells = timed("index_loop", "h3 (a loop over 100 000)", package.__version__,
                  lambda: [h3.latlng_to_cell(a, o, 12) for a, o in zip(lat[some], lon[some])], repeat=1)
    answer("index_loop.u64", cells, "<u8")


@peer("group", "sqlite3")
def _():
    cell, hour, category = array("cell.u32", "<u4"), array("hour.i32", "<i4"), array("category.u16", "<u2")
    db = sqlite3.connect(":memory:")
    db.execute("create table row(category integer, hour integer, cell integer)")
    db.executemany("insert into row values(?,?,?)", zip(category.tolist(), hour.tolist(), cell.tolist()))
    db.execute("create index covering on row(category, hour, cell)")
    db.execute("analyze")
    query = "select cell, count(*) from row where category in (1,2) and hour >= ? and hour < ? group by cell"
    span = (about["hour_from"], about["hour_to"])
    rows = timed("group", "sqlite3, covering index", sqlite3.sqlite_version, lambda: db.execute(query, span).fetchall())
    counts = np.zeros(about["n_cells"], dtype="<u4")
    for c, n in rows:
        counts[c] = n
    answer("group.u32", counts, "<u4")


@peer("areas", "shapely")
def _():
    import shapely
    polygons = [shapely.from_geojson(text) for text in json.loads((where / "areas.json").read_text())]
    x, y = array("centre_lon.f64", "<f8"), array("centre_lat.f64", "<f8")

    def run():
        tree = shapely.STRtree(polygons)
        points = shapely.points(x, y)
        order = np.lexsort((y, x))
        which, area = tree.query(points[order], predicate="within")
        out = np.full(len(x), 0xFFFFFFFF, dtype="<u4")
        np.minimum.at(out, order[which], area.astype("<u4"))
        return out

    out = timed("areas", "shapely STRtree (GEOS), sorted", shapely.__version__, run, repeat=2)
    answer("areas.u32", out, "<u4")


side = about["lattice_side"]
x = array("lattice.f64", "<f8")


@peer("neighbours", "libpysal")
def _():
    import libpysal
    w = timed("neighbours", "libpysal lat2W (queen)", libpysal.__version__,
              lambda: libpysal.weights.lat2W(side, side, rook=False), repeat=1)
    answer("neighbours.u32", [w.cardinalities[i] for i in range(side * side)], "<u4")


@peer("gi_star", "esda")
def _():
    import esda
    import libpysal
    w = libpysal.weights.lat2W(side, side, rook=False)
    w = libpysal.weights.fill_diagonal(w, 1.0)
    w.transform = "B"
    g = timed("gi_star", "esda G_Local", esda.__version__,
              lambda: esda.G_Local(x, w, star=True, transform="B", permutations=0), repeat=1)
    answer("gi_star.f64", g.Zs, "<f8")


@peer("gi_star_dense", "numpy")
def _():
    n = side * side
    grid = x.reshape(side, side)

    def run():
        padded = np.zeros((side + 2, side + 2))
        padded[1:-1, 1:-1] = grid
        ones = np.zeros_like(padded)
        ones[1:-1, 1:-1] = 1
        total = sum(padded[a:a + side, b:b + side] for a in range(3) for b in range(3))
        k = sum(ones[a:a + side, b:b + side] for a in range(3) for b in range(3))
        mean = grid.mean()
        s = np.sqrt((grid ** 2).mean() - mean ** 2)
        return ((total - k * mean) / (s * np.sqrt((n * k - k ** 2) / (n - 1)))).ravel()

    z = timed("gi_star_dense", "numpy dense box sum", np.__version__, run, repeat=20)
    answer("gi_star_dense.f64", z, "<f8")


@peer("count_test", "scipy")
def _():
    import scipy
    from scipy import stats
    n, p = array("tail_n.u32", "<u4"), array("tail_p.f64", "<f8")
    tail = timed("count_test", "scipy binom.sf", scipy.__version__,
                 lambda: stats.binom.sf(n.astype(float) - 1, about["tail_total"], p))
    answer("count_test.f64", tail, "<f8")


@peer("permutation", "numpy")
def _():
    rng = np.random.default_rng(1)
    small = array("small.f64", "<f8")
    small_side = about["small_side"]
    k = 9
    interior = np.arange(small_side * small_side).reshape(small_side, small_side)[1:-1, 1:-1].ravel()
    grid = small.reshape(small_side, small_side)
    total = sum(grid[a:a + small_side - 2, b:b + small_side - 2] for a in range(3) for b in range(3)).ravel()

    def run():
        draws = rng.permuted(np.tile(small, (999, 1)), axis=1)[:, :k].sum(axis=1)
        return (1 + (draws[:, None] >= total[None, :]).sum(axis=0)) / 1000.0

    p = timed("permutation", "numpy, 999 shared permutations", np.__version__, run, repeat=2,
              note="simulated; compared within its own error")
    answer("permutation.f64", p, "<f8")
    answer("permutation_at.u32", interior, "<u4")
