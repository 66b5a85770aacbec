"""Gaussian densities per km² on squares of 50 m, from counts per square."""
from common import *

side, sigma = about["kde_side"], about["kde_steps"]
counts = array("kde.f64", "<f8").reshape(side, side)
PER_KM2 = 1 / 0.05 ** 2


@peer("kde", "scipy")
def _():
    import scipy
    from scipy.ndimage import gaussian_filter
    density = timed("kde", "scipy gaussian_filter", scipy.__version__,
                    lambda: gaussian_filter(counts, sigma, mode="constant", truncate=6.5) * PER_KM2)
    answer("kde_filter.f64", density.ravel(), "<f8")


@peer("kde_fft", "KDEpy")
def _():
    import KDEpy
    from KDEpy import FFTKDE
    margin = 40
    steps = np.arange(-margin, side + margin, dtype=float)
    grid = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)
    row, column = np.nonzero(counts)
    points, weights = np.stack([row, column], axis=1).astype(float), counts[row, column]

    def run():
        return FFTKDE(kernel="gaussian", bw=sigma, norm=2).fit(points, weights=weights).evaluate(grid)

    density = timed("kde_fft", "KDEpy FFTKDE", KDEpy.__version__, run)
    inner = density.reshape(len(steps), -1)[margin:-margin, margin:-margin]
    answer("kde_fft.f64", (inner * counts.sum() * PER_KM2).ravel(), "<f8")
