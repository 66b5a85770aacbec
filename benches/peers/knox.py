"""Knox's test: pairs close in space once, days permuted."""
from common import *

at = np.column_stack([array("knox_x.f64", "<f8"), array("knox_y.f64", "<f8")])
day = array("knox_day.i32", "<i4")
band_m, band_days, m = about["knox_band_m"], about["knox_band_days"], about["knox_permutations"]


@peer("knox", "numpy")
def _():
    from scipy.spatial import cKDTree

    def run():
        rng = np.random.default_rng(1)
        pairs = cKDTree(at).query_pairs(band_m, output_type="ndarray")
        i, j = pairs[:, 0], pairs[:, 1]

        def count(days):
            return np.count_nonzero(np.abs(days[i] - days[j]) < band_days)

        observed = count(day)
        drawn = np.array([count(rng.permutation(day)) for _ in range(m)])
        return observed, drawn.mean(), (1 + np.count_nonzero(drawn >= observed)) / (m + 1)

    found = timed("knox", "numpy and scipy's tree", np.__version__, run, repeat=2)
    answer("knox.f64", found, "<f8")


@peer("knox_pointpats", "pointpats")
def _():
    import pointpats
    from pointpats.spacetime import Knox

    np.random.seed(1)
    days = day.reshape(-1, 1).astype(float)
    # Sets in a loop: a tenth of the permutations is enough to see it by.
    found = timed("knox_pointpats", "pointpats Knox, 99 permutations", pointpats.__version__,
                  lambda: Knox(at, days, delta=band_m, tau=band_days - 1.0, permutations=99), repeat=1)
    answer("knox_pointpats.f64", [found.nst, found.expected[0, 0], found.p_sim], "<f8")
