"""The permutation p of Gi*, simulated."""
from common import *


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
