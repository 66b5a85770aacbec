#!/usr/bin/env python3
"""Writes features.json and answers.json: made-up features, and which of them SQLite (three-valued
logic) and GEOS (ground) take for each filter. The SQL beside a filter is written by hand. See
PROVENANCE.md."""
import json
import math
import random
import sqlite3
import unicodedata

import shapely
from shapely import wkt

SEED = 20261129
rng = random.Random(SEED)
NAMES = ["Södermalm", "Norrmalm", "Årsta", "ÅRSTA", "Ängby", "Östberga", "Tensta", "Rinkeby", "Vasastan",
         "Gamla stan", "100% prov", "a_b", "axb", "It's", "straße", ""]


def maybe(value, share=0.15):
    return None if rng.random() < share else value


def ground():
    east, north = rng.uniform(17.9, 18.2), rng.uniform(59.25, 59.42)
    kind = rng.randrange(5)
    if kind == 0:
        return None
    if kind == 1:
        return f"POINT ({east:.4f} {north:.4f})"
    if kind == 2:
        return f"LINESTRING ({east:.4f} {north:.4f}, {east + 0.03:.4f} {north + 0.01:.4f})"
    # On a grid of hundredths, so that some share an edge, some are equal and some touch a corner.
    east, north = rng.randrange(1796, 1812, 2) / 100, rng.randrange(5927, 5937, 2) / 100
    side = rng.choice([0.02, 0.02, 0.04])
    corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
    return "POLYGON ((%s))" % ", ".join(f"{east + e:.2f} {north + n:.2f}" for e, n in corners)


def feature(i):
    day = maybe(f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}")
    hour = f"T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:00Z"
    begins = maybe(f"2026-{rng.randint(1, 6):02}-{rng.randint(1, 28):02}", 0.1)
    ends = maybe(f"2026-{rng.randint(7, 12):02}-{rng.randint(1, 28):02}", 0.1)
    return {
        "id": i, "name": maybe(rng.choice(NAMES)), "n": maybe(rng.randint(-5, 40)),
        "rate": maybe(round(rng.uniform(-2, 9), 2)), "hot": maybe(rng.random() < 0.5),
        "day": day, "seen": maybe(f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}{hour}"),
        "begins": begins, "ends": ends, "other": maybe(rng.randint(-5, 40)), "ground": ground(),
    }


FEATURES = [feature(i) for i in range(200)]
AREA = "POLYGON ((17.98 59.29, 18.1 59.29, 18.1 59.37, 17.98 59.37, 17.98 59.29))"
CELL = "POLYGON ((18.02 59.29, 18.04 59.29, 18.04 59.31, 18.02 59.31, 18.02 59.29))"
LINE = "LINESTRING (17.95 59.3, 18.15 59.36)"
BOX = "BBOX(18.0,59.3,18.08,59.36)"
BOXED = "POLYGON ((18.0 59.3, 18.08 59.3, 18.08 59.36, 18.0 59.36, 18.0 59.3))"

# CQL2, then what it means in SQL.
FILTERS = [
    ("name = 'Årsta'", "name = 'Årsta'"),
    ("name <> 'Årsta'", "name <> 'Årsta'"),
    ("n > 10", "n > 10"),
    ("n >= 10 AND n <= 20", "n >= 10 AND n <= 20"),
    ("10 < n", "10 < n"),
    ("n < 5 OR rate > 5", "n < 5 OR rate > 5"),
    ("NOT (n < 5 OR rate > 5)", "NOT (n < 5 OR rate > 5)"),
    ("NOT n < 5 AND rate > 5", "(NOT n < 5) AND rate > 5"),
    ("n < 5 OR rate > 5 AND hot = true", "n < 5 OR (rate > 5 AND hot = 1)"),
    ("hot = TRUE", "hot = 1"),
    ("hot <> false", "hot <> 0"),
    ("NOT hot = true", "NOT hot = 1"),
    ("name IS NULL", "name IS NULL"),
    ("name IS NOT NULL AND n IS NULL", "name IS NOT NULL AND n IS NULL"),
    ("geometry IS NULL", "ground IS NULL"),
    ("n + other IS NULL", "n + other IS NULL"),
    ("n / 0 IS NULL", "1"),
    ("n IN (1, 2, 3, 30)", "n IN (1, 2, 3, 30)"),
    ("n NOT IN (1, 2, 3, 30)", "n NOT IN (1, 2, 3, 30)"),
    ("n IN (other, 7)", "n IN (other, 7)"),
    ("name IN ('Tensta', 'It''s')", "name IN ('Tensta', 'It''s')"),
    ("rate BETWEEN 1.5 AND 4.25", "rate BETWEEN 1.5 AND 4.25"),
    ("rate NOT BETWEEN 1.5 AND 4.25", "rate NOT BETWEEN 1.5 AND 4.25"),
    ("n BETWEEN other AND 30", "n BETWEEN other AND 30"),
    ("name LIKE '%malm'", r"name LIKE '%malm' ESCAPE '\'"),
    ("name NOT LIKE '%st%'", r"name NOT LIKE '%st%' ESCAPE '\'"),
    ("name LIKE 'a_b'", r"name LIKE 'a_b' ESCAPE '\'"),
    (r"name LIKE 'a\_b'", r"name LIKE 'a\_b' ESCAPE '\'"),
    (r"name LIKE '100\%%'", r"name LIKE '100\%%' ESCAPE '\'"),
    ("name LIKE '_ngby'", r"name LIKE '_ngby' ESCAPE '\'"),
    ("name LIKE ''", "name LIKE ''"),
    ("name = ''", "name = ''"),
    ("name < 'R'", "name < 'R'"),
    ("CASEI(name) = CASEI('årsta')", "casei(name) = casei('årsta')"),
    ("CASEI(name) = CASEI('STRASSE')", "casei(name) = casei('STRASSE')"),
    ("CASEI(name) LIKE CASEI('%STA%')", "casei(name) LIKE '%sta%'"),
    ("ACCENTI(name) = ACCENTI('Arsta')", "accenti(name) = 'Arsta'"),
    ("ACCENTI(CASEI(name)) IN (ACCENTI(CASEI('arsta')), 'angby')", "accenti(casei(name)) IN ('arsta', 'angby')"),
    ("n = other", "n = other"),
    ("n > other", "n > other"),
    ("n * 2 - other > rate ^ 2", "n * 2.0 - other > power(rate, 2)"),
    ("(n + 1) * 2 = 2 * n + 2", "(n + 1) * 2.0 = 2.0 * n + 2"),
    ("n - 1 - 1 = n - 2", "n - 1 - 1 = n - 2"),
    ("-n > 0", "-n > 0"),
    ("n / 4 > 2.4", "n / 4.0 > 2.4"),
    ("n div 4 = 2", "CAST(n / 4.0 AS INTEGER) = 2"),
    ("n % 7 = 3", "n % 7 = 3"),
    ("n / other > 1", "n * 1.0 / other > 1"),
    ("day = DATE('2026-03-03')", "day = '2026-03-03'"),
    ("day >= DATE('2026-06-01')", "day >= '2026-06-01'"),
    ("seen < TIMESTAMP('2026-06-01T12:00:00Z')", "seen < '2026-06-01T12:00:00Z'"),
    ("seen >= DATE('2026-06-01')", "substr(seen, 1, 10) >= '2026-06-01'"),
    ("seen > day", "substr(seen, 1, 10) > day"),
    ("T_AFTER(day, DATE('2026-06-01'))", "day > '2026-06-01'"),
    ("T_BEFORE(seen, TIMESTAMP('2026-06-01T00:00:00Z'))", "seen < '2026-06-01T00:00:00Z'"),
    ("T_DURING(day, INTERVAL('2026-03-01', '2026-09-01'))", "day > '2026-03-01' AND day < '2026-09-01'"),
    ("T_INTERSECTS(day, INTERVAL('2026-03-01', '..'))", "day >= '2026-03-01'"),
    ("T_INTERSECTS(INTERVAL(begins, ends), INTERVAL('2026-06-10', '2026-07-20'))",
     "begins <= '2026-07-20' AND ends >= '2026-06-10' AND begins IS NOT NULL AND ends IS NOT NULL"),
    ("T_DISJOINT(INTERVAL(begins, ends), INTERVAL('..', '2026-02-14'))",
     "begins > '2026-02-14' AND ends IS NOT NULL"),
    ("T_CONTAINS(INTERVAL(begins, ends), INTERVAL('2026-05-01', '2026-08-01'))",
     "begins < '2026-05-01' AND ends > '2026-08-01'"),
    ("T_OVERLAPS(INTERVAL(begins, ends), INTERVAL('2026-04-01', '2026-10-01'))",
     "begins < '2026-04-01' AND ends > '2026-04-01' AND ends < '2026-10-01'"),
    ("T_EQUALS(day, begins)", "day = begins"),
    ("NOT T_AFTER(begins, day)", "NOT begins > day"),
    (f"S_INTERSECTS(geometry, {BOX})", f"s_intersects(ground, '{BOXED}')"),
    (f"S_INTERSECTS(geom, {AREA})", f"s_intersects(ground, '{AREA}')"),
    ("S_INTERSECTS(geometry, POINT(18.03 59.3))", "s_intersects(ground, 'POINT (18.03 59.3)')"),
    (f"S_WITHIN(geometry, {AREA})", f"s_within(ground, '{AREA}')"),
    (f"S_CONTAINS({AREA}, geometry)", f"s_within(ground, '{AREA}')"),
    ("S_CONTAINS(geometry, POINT(18.03 59.30))", "s_contains(ground, 'POINT (18.03 59.30)')"),
    (f"S_DISJOINT(geometry, {AREA})", f"s_disjoint(ground, '{AREA}')"),
    (f"NOT S_DISJOINT(geometry, {AREA})", f"NOT s_disjoint(ground, '{AREA}')"),
    (f"S_EQUALS(geometry, {CELL})", f"s_equals(ground, '{CELL}')"),
    (f"S_TOUCHES(geometry, {CELL})", f"s_touches(ground, '{CELL}')"),
    (f"S_CROSSES(geometry, {AREA})", f"s_crosses(ground, '{AREA}')"),
    (f"S_CROSSES(geometry, {LINE})", f"s_crosses(ground, '{LINE}')"),
    (f"S_CROSSES({LINE}, geometry)", f"s_crosses('{LINE}', ground)"),
    (f"S_OVERLAPS(geometry, {AREA})", f"s_overlaps(ground, '{AREA}')"),
    (f"S_INTERSECTS(geometry, {AREA}) AND NOT (name LIKE '%a%' OR n > 20)",
     f"s_intersects(ground, '{AREA}') AND NOT (name LIKE '%a%' OR n > 20)"),
    (f"S_INTERSECTS(geometry, {CELL}) OR S_INTERSECTS(geometry, POINT(18.1 59.37)) AND n IS NOT NULL",
     f"s_intersects(ground, '{CELL}') OR s_intersects(ground, 'POINT (18.1 59.37)') AND n IS NOT NULL"),
]


def bare(text):
    return None if text is None else "".join(
        c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def spatial(name):
    relate = getattr(shapely, name)

    def of(a, b):
        return None if a is None or b is None else int(relate(wkt.loads(a), wkt.loads(b)))
    return of


base = sqlite3.connect(":memory:")
base.execute("PRAGMA case_sensitive_like = ON")
base.create_function("casei", 1, lambda text: None if text is None else text.casefold())
base.create_function("accenti", 1, bare)
base.create_function("power", 2, lambda a, b: None if a is None or b is None else math.pow(a, b))
for relation in ["intersects", "within", "contains", "disjoint", "equals", "touches", "crosses", "overlaps"]:
    base.create_function(f"s_{relation}", 2, spatial(relation))
columns = list(FEATURES[0])
base.execute("CREATE TABLE f (id INTEGER, name TEXT, n INTEGER, rate REAL, hot INTEGER, day TEXT, seen TEXT,"
             " begins TEXT, ends TEXT, other INTEGER, ground TEXT)")
for f in FEATURES:
    base.execute(f"INSERT INTO f VALUES ({','.join('?' * len(columns))})", [f[c] for c in columns])

answers = []
for cql, sql in FILTERS:
    taken = [row[0] for row in base.execute(f"SELECT id FROM f WHERE {sql} ORDER BY id")]
    answers.append({"filter": cql, "ids": taken})

with open("features.json", "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(f, ensure_ascii=False) for f in FEATURES) + "\n]\n")
with open("answers.json", "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(a, ensure_ascii=False) for a in answers) + "\n]\n")
print(f"sqlite {sqlite3.sqlite_version}, shapely {shapely.__version__}, GEOS {shapely.geos_version_string}, "
      f"{len(FILTERS)} filters, {sum(1 for a in answers if not a['ids'])} of them take nothing")
