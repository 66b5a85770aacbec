"""A month cube: z by esda, Benjamini–Hochberg by statsmodels, trend by pymannkendall and scipy, classes by a table of its own."""
import json, pathlib
import esda, libpysal, numpy as np, pymannkendall, scipy.stats
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(1992)
SIDE, MONTHS = 22, 12
cells = SIDE * SIDE
w = libpysal.weights.lat2W(SIDE, SIDE, rook=False)
star = libpysal.weights.util.fill_diagonal(w, 1)
star.transform = "b"
level = np.full((MONTHS, cells), 2.0)
def around(row, col):
    return [r * SIDE + c for r in range(row - 1, row + 2) for c in range(col - 1, col + 2)]
for m in range(MONTHS):
    level[m, around(3, 3)] = 12                              # always
    level[m, around(3, 11)] = 9 + 1.5 * m                    # rising
    level[m, around(3, 18)] = 36 - 1.8 * m                   # falling
    level[m, around(11, 3)] = 12 if m >= 9 else 2            # the last three months
    level[m, around(11, 11)] = 12 if m < 8 else 1            # formerly
    level[m, around(11, 18)] = 12 if m % 3 == 2 else 2       # now and then
    level[m, around(18, 3)] = 12 if m % 4 != 1 else 2        # often
level[11, around(18, 12)] = 22                                # the last month only
counts = rng.poisson(level)

z = np.array([esda.G_Local(counts[m].astype(float), star, transform="B", star=True, permutations=0).Zs for m in range(MONTHS)])
hot = np.array([multipletests(scipy.stats.norm.sf(z[m]), alpha=0.05, method="fdr_bh")[0] for m in range(MONTHS)])

def of(months, direction):
    text = "".join("#" if hot else "." for hot in months)
    n, spells = text.count("#"), [s for s in text.split(".") if s]
    if not n: return "none"
    if text[-1] == ".": return "historical" if 2 * n >= len(text) else "none"
    if 10 * n >= 9 * len(text): return {1: "intensifying", -1: "diminishing", 0: "persistent"}[direction]
    if len(spells) == 1: return "new" if n == 1 else "consecutive"
    return "oscillating" if 2 * n >= len(text) else "sporadic"

classes, trends = [], []
for i in range(cells):
    mk = pymannkendall.original_test(z[:, i])
    tied = len(set(z[:, i])) < MONTHS
    p = mk.p if tied else scipy.stats.kendalltau(np.arange(MONTHS), z[:, i], method="exact").pvalue
    direction = 0 if p > 0.05 else (1 if mk.s > 0 else -1)
    classes.append(of(hot[:, i], direction))
    trends.append([int(mk.s), p, mk.slope])
print({c: classes.count(c) for c in sorted(set(classes))})
out = {"side": SIDE, "counts": counts.tolist(), "z": [[round(v, 12) for v in row] for row in z[:, ::17]],
       "hot": ["".join("#" if h else "." for h in row) for row in hot], "class": classes, "trend": {i: trends[i] for i in range(cells) if hot[:, i].any()}}
pathlib.Path(__file__).with_name("expected.json").write_text(json.dumps(out, default=float, separators=(",", ":")) + "\n")
