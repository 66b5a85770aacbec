"""Wilson intervals and Newcombe's interval of a difference by statsmodels, the former checked with scipy."""
import json, pathlib, random
import scipy, statsmodels
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

random.seed(19271927)
cases = [(0, 5), (5, 5), (1, 5), (3, 7), (25, 312), (250, 312), (0, 1000), (1000, 1000), (8, 100), (62, 100), (38, 1200)]
for _ in range(80):
    n = int(10 ** random.uniform(0.7, 5))
    cases.append((random.randint(0, n), n))
wilson = []
for x, n in cases:
    low, high = proportion_confint(x, n, alpha=0.05, method="wilson")
    also = stats.binomtest(x, n).proportion_ci(0.95, method="wilson")
    assert abs(low - also.low) < 1e-12 and abs(high - also.high) < 1e-12, (x, n)
    wilson.append([x, n, low, high])

# The example of Newcombe's paper (56/70 against 48/80), zeros and ones, and pairs at random.
pairs = [(56, 70, 48, 80), (9, 10, 3, 10), (10, 10, 0, 20), (10, 10, 0, 10), (0, 5, 0, 5), (8, 100, 60, 1200), (23, 100, 144, 1200)]
for _ in range(80):
    n1, n2 = int(10 ** random.uniform(0.7, 4)), int(10 ** random.uniform(0.7, 4))
    pairs.append((random.randint(0, n1), n1, random.randint(0, n2), n2))
newcombe = []
for x1, n1, x2, n2 in pairs:
    low, high = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff", alpha=0.05)
    newcombe.append([x1, n1, x2, n2, low, high])

out = {"statsmodels": statsmodels.__version__, "scipy": scipy.__version__, "seed": 19271927,
       "wilson_95": wilson, "newcombe_95": newcombe}
pathlib.Path(__file__).with_name("expected.json").write_text(json.dumps(out, indent=0))
