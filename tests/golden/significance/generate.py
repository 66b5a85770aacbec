"""Benjamini–Hochberg from scipy."""
import json, pathlib
import numpy as np, scipy
from scipy.stats import false_discovery_control

rng = np.random.default_rng(1995)
cases = []
for m in (1, 5, 50, 400):
    p = rng.uniform(size=m) ** rng.choice([1, 4])
    if m == 50:
        p[10:20] = p[3]  # ties
    cases.append({"p": p.tolist(), "bh": false_discovery_control(p, method="bh").tolist()})
out = {"scipy": scipy.__version__, "numpy": np.__version__, "seed": 1995, "cases": cases}
pathlib.Path(__file__).with_name("expected.json").write_text(json.dumps(out))
