"""Neighbours of squares."""
from common import *

side = about["lattice_side"]


@peer("neighbours", "libpysal")
def _():
    import libpysal
    w = timed("neighbours", "libpysal lat2W (queen)", libpysal.__version__,
              lambda: libpysal.weights.lat2W(side, side, rook=False), repeat=1)
    answer("neighbours.u32", [w.cardinalities[i] for i in range(side * side)], "<u4")
