"""What statsmodels and scipy say of the numbers behind an effect: tests, ratio, dispersion, prior, pooling, power."""
import json, pathlib, warnings
import numpy as np, scipy, statsmodels, statsmodels.api as sm
from scipy import optimize, stats
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.rates import test_poisson_2indep

warnings.simplefilter("ignore")  # saturated regressions fit perfectly, as they should
rng = np.random.default_rng(20180912)

# Two counts with exposures: E-test of 2004 (unpooled variance), and the conditional test by binomtest.
pairs = [(20, 1, 10, 1), (19, 1, 7, 1), (38, 1, 24, 1), (76, 12, 24, 6), (0, 1, 6, 1), (3, 2, 0, 1),
         (1, 1, 1, 1), (150, 24, 21, 6), (400, 730, 90, 184), (12, 365, 2, 181), (61, 1, 43, 1)]
pairs += [(int(rng.poisson(m)), s, int(rng.poisson(m * t / s * f)), t)
          for m, s, t, f in zip(rng.uniform(1, 120, 25), rng.integers(1, 25, 25), rng.integers(1, 13, 25), rng.uniform(0.4, 1.8, 25))]
two_counts = [[int(a), float(s), int(b), float(t),
               float(test_poisson_2indep(a, s, b, t, method="etest-wald").pvalue),
               float(stats.binomtest(a, a + b, s / (s + t)).pvalue)]
              for a, s, b, t in pairs if a + b > 0]

# Ratio of ratios: interaction of a Poisson regression with the length as offset.
ratio = []
for p0, p1, c0, c1, w in [(38, 24, 41, 39, 1), (207, 110, 308, 318, 1), (76, 24, 85, 39, 0.5), (150, 60, 140, 33, 0.25)]:
    y = np.array([p0, p1, c0, c1]); after = np.array([0, 1, 0, 1]); place = np.array([1, 1, 0, 0])
    x = np.column_stack([np.ones(4), after, place, after * place])
    fit = sm.GLM(y, x, family=sm.families.Poisson(), offset=np.log(np.where(after, w, 1.0))).fit(tol=1e-14, maxiter=200)
    ratio.append([p0, p1, c0, c1, w, float(fit.params[3]), float(fit.bse[3]), *map(float, fit.conf_int()[3])])

# Heterogeneity of a table: Pearson's chi2 over its degrees of freedom.
tables = []
for shape, mean, over in [((2, 24), 6, 1), ((4, 24), 4, 2), ((30, 2), 80, 3), ((3, 5), 25, 1)]:
    k = mean / over
    table = rng.poisson(rng.gamma(k, over, shape))
    chi2, _, dof, _ = stats.chi2_contingency(table, correction=False)
    n = int(table.sum())
    tables.append({"table": table.tolist(), "ratio": float(chi2 / dof * (n - 1) / n), "degrees": int(dof)})

# The prior: shape and mean that maximise the negative-binomial likelihood, both free.
priors = []
for g, shape, mean in [(40, 0.7, 12), (200, 3.0, 35), (15, 1.2, 400), (60, 30.0, 9)]:
    y = rng.poisson(rng.gamma(shape, mean / shape, g))
    def loss(v):
        k, m = np.exp(v)
        return -stats.nbinom.logpmf(y, k, k / (k + m)).sum()
    best = min((optimize.minimize(loss, [np.log(s), np.log(y.mean())], method="Nelder-Mead",
                                  options={"xatol": 1e-12, "fatol": 1e-12, "maxiter": 20000}) for s in (0.3, 3, 30)), key=lambda r: r.fun)
    k, m = np.exp(best.x)
    x = int(y.max() * 1.5)
    priors.append({"counts": y.tolist(), "shape": float(k), "mean": float(m), "count": x,
                   "posterior": float((x + k) / (1 + k / m)), "loglik": float(-best.fun)})

# Pooling: fixed and DerSimonian-Laird.
pooled = []
for n, tau in [(3, 0.0), (6, 0.6), (12, 0.6), (2, 0.0), (5, 1.0)]:
    v = rng.uniform(0.02, 0.3, n); y = rng.normal(-0.3, np.sqrt(v + tau**2))
    r = combine_effects(y, v, method_re="chi2", use_t=False)
    lo = lambda which: [float(t) for t in r.conf_int(use_t=False)[which]]
    # statsmodels lets tau2 fall below 0; DerSimonian and Laird stop at 0, where random is fixed.
    random, random_95 = (r.mean_effect_re, lo(1)) if r.tau2 > 0 else (r.mean_effect_fe, lo(0))
    pooled.append({"cases": [[float(a), float(b)] for a, b in zip(y, v)], "fixed": float(r.mean_effect_fe),
                   "fixed_95": lo(0), "random": float(random), "random_95": random_95,
                   "q": float(r.q), "tau2": float(max(r.tau2, 0)), "i2": float(max(r.i2, 0))})

# Power: the fall at which n f reaches z standard deviations of the verdict's own variance.
power = []
for n, w, phi in [(38, 1, 1), (50, 1, 1), (60, 0.5, 1), (120, 0.25, 1.4), (15, 1, 1)]:
    row = [n, w, phi]
    for z in (stats.norm.ppf(0.975), stats.norm.ppf(0.975) + stats.norm.ppf(0.8)):
        f = optimize.brentq(lambda f: n * f - z * np.sqrt(phi * n * (2 + 2 * w - f)), 1e-9, 2 + 2 * w)
        row.append(float(f) if f <= 1 else None)
    power.append(row)

out = {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "seed": 20180912,
       "two_counts": two_counts, "ratio_of_ratios": ratio, "heterogeneity": tables, "prior": priors,
       "pooled": pooled, "power": power}
pathlib.Path(__file__).with_name("expected.json").write_text(json.dumps(out))
