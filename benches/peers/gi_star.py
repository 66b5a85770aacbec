"""Gi* on squares."""
from common import *

side = about["lattice_side"]
x = array("lattice.f64", "<f8")


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
