"""What every peer uses. `from common import *` in benches/peers/<job>.py.

The directory given to run.py holds input.json (`about`) and raw little-endian arrays written by the
bench. For each job the answer is written beside them and one JSON line {job, peer, version, wall_s,
cpu_s, note} is printed. A peer that is not installed is reported as absent, never guessed.
"""
import json
import sys
import time
from pathlib import Path

import numpy as np

__all__ = ["about", "answer", "array", "json", "np", "peer", "timed", "where"]

where = Path(sys.argv[1])
about = json.loads((where / "input.json").read_text())


def array(name, kind):
    """Numbers the bench wrote, e.g. array("lon.f64", "<f8")."""
    return np.fromfile(where / name, dtype=kind)


def answer(name, values, kind):
    """Leaves numbers for the bench to compare with its own."""
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
