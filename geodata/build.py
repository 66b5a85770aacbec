#!/usr/bin/env python3
"""Rebuilds the geometry files of geodata/areas/ from the official boundaries.

    python3 -m venv .venv && .venv/bin/pip install 'shapely==2.2.*' 'pyogrio>=0.10' 'pyproj>=3.6' numpy
    .venv/bin/python geodata/build.py [--regso FILE] [--layer NAME] [--compare BASOMRADEN] [--out DIR]

Input:  RegSO 2025 of Stockholm (kommunkod 0180), EPSG:3006, a valid coverage. SCB publishes it as open
        geodata (CC0): WFS https://geodata.scb.se/geoserver/stat/wfs, layer stat:RegSO_2025; the same
        rows are in the Python package `duva` 0.3.5.
Output: statistikomraden.geojson  128 statistical areas, generalised about 5 m as ONE coverage, so that
                                  neighbours keep identical edges; Klara-Jacob split in two
        places.geojson            the places the agreements name, drawn by hand below
        and the sha256 column of geodata/README.md.

The tables areas.csv, compositions.csv, relations.csv and categories.csv are kept by hand; the program
dissolves compositions when it loads them, by cancelling identical edges, so no gap can appear.

With --compare (the city's basområden, which are not part of this project) the split of Klara-Jacob is
scored against the city's own statistical areas; nothing of that file goes into the output.
"""

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from pyproj import Transformer
from shapely.geometry import LineString, Point, Polygon, mapping
from shapely.ops import split

HERE = Path(__file__).resolve().parent
TOLERANCE_M = 5.0
DECIMALS = 7
TO_WGS84 = Transformer.from_crs(3006, 4326, always_xy=True)
TO_METRES = Transformer.from_crs(4326, 3006, always_xy=True)

# The nine statistical areas of the Norrmalm agreement: the city's code and name by RegSO code.
AGREEMENT = {
    "0180R096": ("11101", "Södra Johannes"),
    "0180R068": ("11102", "Norra Johannes"),
    "0180R093": ("11201", "Södra Adolf Fredrik"),
    "0180R066": ("11202", "Norra Adolf Fredrik"),
    "0180R029": ("11301", "Gustav Vasa"),
    "0180R125": ("11401", "Östra Matteus"),
    "0180R114": ("11402", "Västra Matteus"),
}
KLARA_JACOB = "0180R047"
# Klara | Jakob, approximate: from Kungsgatan south along Regeringsgatan past Hamngatan, a block west,
# south along Malmtorgsgatan to Gustav Adolfs torg and out into Strömmen. The ends are moved to the
# border of Klara-Jacob.
SPLIT = [
    (18.0676, 59.3361),
    (18.0683, 59.3325),
    (18.0667, 59.3324),
    (18.0670, 59.3305),
    (18.0683, 59.3286),
]

# Places named in the agreements, drawn by hand at about their true location (WGS84).
# slug, name, part of, drawn geometry, half width in metres that makes it ground, area, named as
PLACES = [
    ("sergels-torg", "Sergels torg", None, Point(18.0640, 59.3324), 90, "statistikomrade/10102",
     "med omnejd: narkotika störst; samverkan Klara"),
    ("plattan", "Plattan", None,
     Polygon([(18.0628, 59.3321), (18.0640, 59.3318), (18.0644, 59.3323), (18.0632, 59.3326)]), 0,
     "statistikomrade/10102", "samma klientel rör sig Plattan–Klarabergsviadukten–Vasagatan"),
    ("klarabergsviadukten", "Klarabergsviadukten", None,
     LineString([(18.0549, 59.3313), (18.0570, 59.3318), (18.0586, 59.3321)]), 15,
     "statistikomrade/10102", "rörelsestråk"),
    ("vasagatan", "Vasagatan", None,
     LineString([(18.0556, 59.3350), (18.0572, 59.3334), (18.0592, 59.3313), (18.0620, 59.3295)]), 15,
     "statistikomrade/10102", "rörelsestråk"),
    ("klarabergsgatan", "Klarabergsgatan", None,
     LineString([(18.0590, 59.3318), (18.0610, 59.3321), (18.0632, 59.3326)]), 15,
     "statistikomrade/10102", "samverkansmöten 2015; anställda väljer omvägar vid stängning"),
    ("observatorielunden", "Observatorielunden", None,
     Polygon([(18.0533, 59.3421), (18.0532, 59.3411), (18.0549, 59.3404), (18.0571, 59.3411),
              (18.0572, 59.3418), (18.0556, 59.3422)]), 0,
     "statistikomrade/11301", "otrygg plats"),
    ("observatorielunden-nedre-delen", "Observatorielunden, nedre delen", "observatorielunden",
     Polygon([(18.0558, 59.3408), (18.0571, 59.3411), (18.0572, 59.3418), (18.0562, 59.3420)]), 0,
     "statistikomrade/11301", "otrygg plats (medarbetardialog)"),
    ("observatorielunden-trapporna", "Observatorielunden, trapporna upp i lunden", "observatorielunden",
     LineString([(18.0561, 59.3414), (18.0553, 59.3415)]), 8,
     "statistikomrade/11301", "otrygg plats"),
    ("observatorielunden-platan", "Observatorielunden, platån vid kentauren", "observatorielunden",
     Point(18.0548, 59.3417), 20, "statistikomrade/11301", "otrygg plats"),
    ("observatorielunden-parkleken", "Observatorielunden, parkleken", "observatorielunden",
     Point(18.0539, 59.3414), 25, "statistikomrade/11301", "medarbetare hotade eller otrygga"),
    ("adolf-fredriks-kyrkogard", "Adolf Fredriks kyrkogård", None,
     Polygon([(18.0590, 59.3381), (18.0594, 59.3373), (18.0612, 59.3376), (18.0608, 59.3384)]), 0,
     "statistikomrade/11201", "otrygg plats"),
    ("blekholmsterrassen", "Blekholmsterrassen", None,
     Polygon([(18.0535, 59.3340), (18.0543, 59.3328), (18.0559, 59.3331), (18.0551, 59.3343)]), 0,
     "statistikomrade/10102", "otrygg plats"),
    ("vasaparken-parkleken", "Vasaparken, parkleken", None, Point(18.0430, 59.3405), 35,
     "statistikomrade/11301", "obehöriga; medarbetare hotade eller otrygga"),
]


def main():
    args = arguments()
    codes, names, grounds = read_regso(args.regso, args.layer)
    codes, names, grounds, regso = split_klara_jacob(codes, names, grounds)
    require_coverage(grounds, "the input, Klara-Jacob split")
    before = sum(len(shapely.get_coordinates(g)) for g in grounds)
    simple = shapely.coverage_simplify(grounds, TOLERANCE_M)
    degrees = [to_degrees(g) for g in simple]
    require_coverage(np.array(degrees), "the output")
    after = sum(len(shapely.get_coordinates(g)) for g in degrees)
    worst = max(abs(s.area / g.area - 1) for s, g in zip(simple, grounds))
    print(f"{len(codes)} areas, {before} -> {after} vertices, largest change of an area {worst:.3%}")
    write_features(args.out / "statistikomraden.geojson", "statistikomraden", [
        feature(f"statistikomrade/{code}", {
            "code": code, "name": name, "regso_code": r[0], "regso_name": r[1],
            "approximate": r[0] == KLARA_JACOB,
        }, ground)
        for code, name, r, ground in sorted(zip(codes, names, regso, degrees), key=lambda row: row[0])
    ])
    write_features(args.out / "places.geojson", "places", [place(*row) for row in PLACES])
    if args.compare:
        compare(args.compare, dict(zip(codes, simple)))
    stamp_readme()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    shared = HERE / "../../shared/geodata"
    parser.add_argument("--regso", type=Path, default=shared / "regso_2025_stockholm_3006.gpkg")
    parser.add_argument("--layer", default=None)
    parser.add_argument("--compare", type=Path, default=None)
    parser.add_argument("--out", type=Path, default=HERE / "areas")
    return parser.parse_args()


def read_regso(path, layer):
    meta, _, geometry, fields = pyogrio.raw.read(path, layer=layer)
    column = {name: values for name, values in zip(meta["fields"], fields)}
    wanted = column["kommunkod"] == "0180"
    order = np.argsort(column["regsokod"][wanted])
    grounds = shapely.from_wkb(geometry)[wanted][order]
    if any(g.geom_type != "Polygon" and len(g.geoms) != 1 for g in grounds):
        sys.exit("a RegSO of several pieces: the split and the areas' kind were not made for that")
    grounds = np.array([g if g.geom_type == "Polygon" else g.geoms[0] for g in grounds])
    return column["regsokod"][wanted][order], column["regsonamn"][wanted][order], grounds


def split_klara_jacob(regso_codes, regso_names, grounds):
    """The city's areas: codes, names, grounds and (RegSO code, RegSO name) of each."""
    rows = []
    grounds, ends = with_split_ends(grounds, grounds[list(regso_codes).index(KLARA_JACOB)])
    for regso_code, regso_name, ground in zip(regso_codes, regso_names, grounds):
        regso = (regso_code, regso_name)
        if regso_code == KLARA_JACOB:
            halves = sorted(halve(ground, ends), key=lambda half: half.centroid.x)
            rows += [("10102", "Klara", halves[0], regso), ("10103", "Jakob", halves[1], regso)]
        else:
            code, name = AGREEMENT.get(regso_code, regso)
            rows.append((code, name, ground, regso))
    codes, names, grounds, regso = zip(*rows)
    return codes, names, np.array(grounds), regso


def with_split_ends(grounds, klara_jacob):
    """Puts both ends of the line, as vertices, on Klara-Jacob's border and on its neighbours'."""
    border = klara_jacob.exterior
    ends = [border.interpolate(border.project(Point(TO_METRES.transform(*SPLIT[end])))) for end in (0, -1)]
    for end in ends:
        grounds = [with_vertex(g, end) if g.distance(end) < 1e-6 else g for g in grounds]
    return np.array(grounds), ends


def with_vertex(ground, at):
    ring = list(ground.exterior.coords)
    nearest = min(range(len(ring) - 1), key=lambda i: LineString(ring[i:i + 2]).distance(at))
    return Polygon(ring[:nearest + 1] + [at.coords[0]] + ring[nearest + 1:])


def halve(ground, ends):
    between = [TO_METRES.transform(*c) for c in SPLIT[1:-1]]
    halves = split(ground, LineString([ends[0].coords[0], *between, ends[1].coords[0]])).geoms
    if len(halves) != 2:
        sys.exit(f"the line cuts Klara-Jacob into {len(halves)} pieces")
    return halves


def to_degrees(ground):
    """WGS84, 7 decimals (about 1 cm), exterior counter-clockwise as RFC 7946 wants it."""
    moved = shapely.transform(ground, lambda c: np.round(np.column_stack(
        TO_WGS84.transform(c[:, 0], c[:, 1])), DECIMALS))
    return shapely.orient_polygons(moved)


def require_coverage(grounds, what):
    if not shapely.coverage_is_valid(grounds):
        bad = [i for i, edges in enumerate(shapely.coverage_invalid_edges(grounds)) if not edges.is_empty]
        sys.exit(f"{what} is not a coverage: areas {bad}")


def place(slug, name, part_of, drawn, half_width_m, area, named_as):
    metres = shapely.transform(drawn, lambda c: np.column_stack(TO_METRES.transform(c[:, 0], c[:, 1])))
    ground = metres.buffer(half_width_m, quad_segs=4) if half_width_m else metres
    return feature(f"plats/{slug}", {
        "code": slug, "name": name, "part_of": part_of and f"plats/{part_of}", "in_area": area,
        "named_as": named_as, "approximate": True,
        "drawn": {"Point": "punkt", "LineString": "linje", "Polygon": "yta"}[drawn.geom_type],
        "drawn_geometry": rounded(mapping(drawn)), "half_width_m": half_width_m,
    }, to_degrees(ground))


def feature(id_, properties, ground):
    return {"type": "Feature", "id": id_, "properties": properties, "geometry": rounded(mapping(ground))}


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(inner) for inner in value]
    return round(value, DECIMALS) if isinstance(value, float) else value


def write_features(path, name, features):
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    path.write_text(f'{{"type":"FeatureCollection","name":"{name}","features":[\n{lines}\n]}}\n', "utf-8")
    print(f"{path.name}: {len(features)} features, {path.stat().st_size} bytes")


def compare(path, ours):
    meta, _, geometry, fields = pyogrio.raw.read(path)
    key = fields[list(meta["fields"]).index("nyckelkod_1")].astype(str)
    to_3006 = Transformer.from_crs(3011, 3006, always_xy=True)
    for code in ["10102", "10103"] + [code for code, _ in AGREEMENT.values()]:
        pieces = shapely.make_valid(shapely.from_wkb(geometry[[k.startswith(code) for k in key]]))
        pieces = shapely.transform(pieces, lambda c: np.column_stack(to_3006.transform(c[:, 0], c[:, 1])))
        city = shapely.union_all(shapely.buffer(pieces, 0.5)).buffer(-0.5)
        both = shapely.intersection(city, ours[code]).area
        print(f"{code}: IoU {both / shapely.union(city, ours[code]).area:.3f}, "
              f"{ours[code].area / 1e6:.4f} km2 against {city.area / 1e6:.4f}")


def stamp_readme():
    """Writes the checksums into the provenance table: rows look like `| path | … | sha256 |`."""
    readme = HERE / "README.md"
    if not readme.exists():
        return
    def stamp(match):
        path = HERE / match.group(1)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return re.sub(r"`[0-9a-f]{64}`|`sha256`", f"`{digest}`", match.group(0))
    text = readme.read_text("utf-8")
    readme.write_text(re.sub(r"(?m)^\| `([\w./-]+)` \|.*$", stamp, text), "utf-8")


if __name__ == "__main__":
    main()
