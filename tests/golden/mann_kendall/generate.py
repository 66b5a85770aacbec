"""Mann–Kendall and Sen's slope by pymannkendall; the exact p by scipy's kendalltau."""
import json, pathlib
import numpy as np, pymannkendall, scipy.stats

rng = np.random.default_rng(1945)
series = [list(range(12)), [3, 2, 3, 3, 2, 2, 2, 2, 2, 5, 6, 8], [1, 1, 1, 2], [5, 4, 4, 3, 3, 3, 1, 0, 0, 0, 0, 0]]
for n in (4, 5, 8, 12, 12, 24, 33, 60):
    series.append([round(v, 6) for v in (rng.normal(size=n) + 0.05 * np.arange(n))])
for n in (6, 12, 12, 24, 36, 60):
    series.append(rng.poisson(2 + 0.05 * np.arange(n)).tolist())
for n in (12, 36):
    series.append([round(v, 6) for v in (rng.normal(size=n) - 0.3 * np.arange(n))])

cases = []
for values in series:
    values = [float(v) for v in values]
    found = pymannkendall.original_test(values)
    tied = len(set(values)) < len(values)
    tau = scipy.stats.kendalltau(np.arange(len(values)), values, method="asymptotic").statistic
    exact = None if tied else scipy.stats.kendalltau(np.arange(len(values)), values, method="exact").pvalue
    cases.append({"values": values, "s": int(found.s), "variance": found.var_s, "z": found.z, "p_normal": found.p,
                  "slope": found.slope, "tau_b": tau, "p_exact": exact})
out = {"cases": cases}
pathlib.Path(__file__).with_name("expected.json").write_text(json.dumps(out, indent=None, default=float) + "\n")
