"""Tails of the binomial distribution."""
from common import *


@peer("count_test", "scipy")
def _():
    import scipy
    from scipy import stats
    n, p = array("tail_n.u32", "<u4"), array("tail_p.f64", "<f8")
    tail = timed("count_test", "scipy binom.sf", scipy.__version__,
                 lambda: stats.binom.sf(n.astype(float) - 1, about["tail_total"], p))
    answer("count_test.f64", tail, "<f8")
