"""Which of some made-up polygons lie within a distance of each other: shapely in SWEREF 99 TM by PROJ."""
import json, math, pathlib, random
import numpy, pyproj, shapely
from shapely.geometry import Polygon

random.seed(20160601)
to_metres = pyproj.Transformer.from_crs(4326, 3006, always_xy=True)

def blob(n, radius_deg):
    lon, lat = 18.05 + random.uniform(0, 0.02), 59.33 + random.uniform(0, 0.01)
    ring = []
    for i in range(n):
        r = radius_deg * random.uniform(0.5, 1.0)
        a = 2 * math.pi * i / n
        ring.append([round(lon + 2 * r * math.cos(a), 7), round(lat + r * math.sin(a), 7)])
    return ring

hot = [blob(random.randint(4, 12), 0.0008) for _ in range(40)]
named = [blob(random.randint(3, 9), 0.0004) for _ in range(60)]
metres = lambda ring: Polygon([to_metres.transform(*at) for at in ring])
H, N = [metres(r) for r in hot], [metres(r) for r in named]
assert all(p.is_valid for p in H + N)
pairs = [[i, j, h.distance(n)] for i, h in enumerate(H) for j, n in enumerate(N) if h.distance(n) <= 250]
# Nothing so near a limit that millimetres decide.
assert all(abs(d - limit) > 0.01 for _, _, d in pairs for limit in (50, 100, 200))
out = {"shapely": shapely.__version__, "proj": pyproj.proj_version_str, "seed": 20160601,
       "hotspots": hot, "named": named, "pairs": pairs}
pathlib.Path(__file__).with_name("expected.json").write_text(json.dumps(out))
print(len(pairs), sum(d == 0 for *_, d in pairs), shapely.__version__, pyproj.proj_version_str)
