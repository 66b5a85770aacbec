"""Exact permutation p: brute force on small cases, Python's big integers on large ones."""
import itertools, json, math, pathlib, random, sys
from fractions import Fraction

random.seed(19920724)
def ring(n, k):
    """A ring of n cells, each with the k next on either side."""
    return [[(i + d) % n for d in range(-k, k + 1) if d] for i in range(n)]

def brute(counts, near, star):
    out = []
    n = len(counts)
    for i in range(n):
        s = sum(counts[j] for j in near[i]) + (counts[i] if star else 0)
        pool = counts if star else counts[:i] + counts[i + 1:]
        k = len(near[i]) + (1 if star else 0)
        if k >= len(pool) or k == 0:
            out.append(None); continue
        sums = [sum(c) for c in itertools.combinations(pool, k)]
        out.append(float(Fraction(sum(v >= s for v in sums), len(sums))))
    return out

small = []
for n, k, top in [(6, 1, 3), (9, 1, 1), (12, 1, 9), (12, 2, 5), (14, 2, 40), (11, 1, 0)]:
    counts = [random.randint(0, top) for _ in range(n)]
    if n == 12 and k == 1:
        counts[5] = 300
    near = ring(n, k)
    small.append({"counts": counts, "near": near, "gi_star": brute(counts, near, True), "gi": brute(counts, near, False)})
# unequal sizes: a line with an island
near = [[1], [0, 2], [1, 3], [2, 4], [3, 5], [4], []]
counts = [2, 0, 7, 7, 1, 0, 5]
small.append({"counts": counts, "near": near, "gi_star": brute(counts, near, True), "gi": brute(counts, near, False)})

def ways(values, k):
    """ways[j] = {sum: number of ways to draw j of the values}, big integers."""
    table = [dict() for _ in range(k + 1)]
    table[0][0] = 1
    mult = {}
    for v in values:
        mult[v] = mult.get(v, 0) + 1
    for v, m in sorted(mult.items()):
        for j in range(k, 0, -1):
            row = table[j]
            for q in range(1, min(j, m) + 1):
                c = math.comb(m, q)
                for s, w in table[j - q].items():
                    row[s + q * v] = row.get(s + q * v, 0) + c * w
    return table

def large(n, k, seed, top):
    rng = random.Random(seed)
    counts = [min(top, int(rng.paretovariate(0.9)) - 1) for _ in range(n)]
    for i in range(20, 20 + 2 * k + 1):  # a planted neighbourhood, far out in the tail
        counts[i] = max(counts[i], top // 2)
    near = ring(n, k)
    size = 2 * k + 1
    table = ways(counts, size)[size]
    total = math.comb(n, size)
    assert sum(table.values()) == total
    order = sorted(table, reverse=True)
    tail, acc, at = {}, 0, 0
    sums = [counts[i] + sum(counts[j] for j in near[i]) for i in range(n)]
    for t in sorted(set(sums), reverse=True):
        while at < len(order) and order[at] >= t:
            acc += table[order[at]]; at += 1
        tail[t] = float(Fraction(acc, total))
    pick = sorted(range(n), key=lambda i: (-sums[i], i))[:40] + list(range(0, n, max(1, n // 60)))
    # conditional form, with the cell itself taken out of the values, for a few cells
    cond = []
    for i in pick[:3] + pick[45:48]:
        others = counts[:i] + counts[i + 1:]
        s = sums[i] - counts[i]
        t = ways(others, size - 1)[size - 1]
        cond.append([i, float(Fraction(sum(w for v, w in t.items() if v >= s), math.comb(n - 1, size - 1)))])
    return {"counts": counts, "reach": k, "gi_star": [[i, tail[sums[i]]] for i in sorted(set(pick))], "gi": cond}

out = {"python": sys.version.split()[0], "seed": 19920724, "small": small,
       "large": [large(400, 3, 1, 60), large(1500, 3, 2, 250), large(300, 9, 3, 40)]}
pathlib.Path(__file__).with_name("expected.json").write_text(json.dumps(out))
