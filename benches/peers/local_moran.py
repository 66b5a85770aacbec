"""Local Moran's I with simulated p."""
from common import *

side = about["moran_side"]
x = array("moran.f64", "<f8")


@peer("local_moran", "esda")
def _():
    import esda
    import libpysal
    w = libpysal.weights.lat2W(side, side, rook=False)
    local = timed("local_moran", "esda Moran_Local, 999", esda.__version__,
                  lambda: esda.Moran_Local(x, w, permutations=999, seed=1, n_jobs=1), repeat=2,
                  note="simulated; compared within its own error")
    answer("moran_i.f64", local.Is, "<f8")
    # On the side where the neighbours lie, ties counted: I rises with their sum in a high cell.
    above = ((local.rlisas >= local.Is[:, None] - 1e-12).sum(1) + 1) / 1000
    below = ((local.rlisas <= local.Is[:, None] + 1e-12).sum(1) + 1) / 1000
    answer("moran_p.f64", np.where(np.isin(local.q, [1, 3]), above, below), "<f8")
