"""A month cube: Gi* month by month, Benjamini–Hochberg and the trend of every cell."""
from common import *

side, months = about["cube_side"], about["cube_months"]
cube = array("cube.f64", "<f8").reshape(months, side * side)


@peer("emerging", "esda")
def _():
    import esda
    import libpysal
    import scipy.stats
    w = libpysal.weights.lat2W(side, side, rook=False)
    w = libpysal.weights.fill_diagonal(w, 1.0)
    w.transform = "B"

    def run():
        z = np.array([esda.G_Local(x, w, star=True, transform="B", permutations=0).Zs for x in cube])
        [scipy.stats.false_discovery_control(scipy.stats.norm.sf(row)) for row in z]
        return z

    z = timed("emerging", "esda G_Local × 12, utan klasser", esda.__version__, run, repeat=1)
    answer("cube_z.f64", z.ravel(), "<f8")
