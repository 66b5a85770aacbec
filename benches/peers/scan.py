"""The scan from its definition: every circle as a row of a matrix, numpy's multinomial."""
from common import *

areas = array("scan.f64", "<f8").reshape(-1, 4)


@peer("scan", "numpy")
def _():
    xy, weight, count = areas[:, :2], areas[:, 2], areas[:, 3]
    total = count.sum()

    def llr(c, e):
        with np.errstate(divide="ignore", invalid="ignore"):
            value = c * np.log(c / e) + np.where(c < total, (total - c) * np.log((total - c) / (total - e)), 0.0)
        return np.where(c > e, value, 0.0)

    def run():
        d = np.hypot(xy[:, None, 0] - xy[None, :, 0], xy[:, None, 1] - xy[None, :, 1])
        order = np.argsort(d, axis=1, kind="stable")
        held = np.cumsum(weight[order], axis=1)
        inside = held <= 0.5 * weight.sum()
        e = total * held / weight.sum()
        observed = np.where(inside, llr(np.cumsum(count[order], axis=1), e), 0.0).max()
        rng = np.random.default_rng(1)
        drawn = rng.multinomial(int(total), weight / weight.sum(), size=999)
        maxima = [np.where(inside, llr(np.cumsum(row[order], axis=1), e), 0.0).max() for row in drawn]
        return [observed, np.quantile(maxima, 0.95)]

    answer("scan.answer.f64", timed("scan", "numpy, from the definition", np.__version__, run, repeat=1), "<f8")
