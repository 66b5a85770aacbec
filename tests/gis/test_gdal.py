"""ogrinfo and ogr2ogr as Debian ships them: every layer, page after page, a box and a condition."""

import csv
import json
import os
import re
import subprocess

import pytest
import shapely
from positions import projected

LEVELS = ["publik", "stad", "intern"]


def gdal(level, program, *arguments):
    """Runs one of its programs with the key of the level; what it printed."""
    environment = {**os.environ, "GDAL_HTTP_TIMEOUT": "60"}
    # Not what another test may have set.
    environment.pop("GDAL_HTTP_USERPWD", None)
    if level.key:
        environment["GDAL_HTTP_USERPWD"] = f"gis:{level.key}"
    ran = subprocess.run(
        [program, *map(str, arguments)], env=environment, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, f"{program} {arguments}: {ran.stdout[-2000:]}{ran.stderr[-2000:]}"
    # What it could not make out it says, and goes on.
    assert "ERROR" not in ran.stderr, ran.stderr
    return ran.stdout


def sources(level):
    return {
        "OAPIF": f"OAPIF:{level.ogc}",
        "WFS 2.0.0": f"WFS:{level.wfs}?VERSION=2.0.0",
        "WFS 1.1.0": f"WFS:{level.wfs}?VERSION=1.1.0",
    }


def rows(level, path, *arguments):
    """A layer as a table with ogr2ogr."""
    gdal(level, "ogr2ogr", "-f", "CSV", path, *arguments)
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ground(feature):
    return shapely.from_geojson(json.dumps(feature["geometry"]))


def own_ids(level, layer, **asked):
    """Ids of the features that our own API finds."""
    return sorted(str(one["id"]) for one in level.all_items(layer, **asked))


@pytest.fixture(params=["OAPIF", "WFS 2.0.0", "WFS 1.1.0"])
def protocol(request):
    return request.param


@pytest.mark.parametrize("name", LEVELS)
def test_every_layer_is_found_with_as_many_features_as_we_say(name, protocol, request):
    level = request.getfixturevalue(name)
    said = gdal(level, "ogrinfo", "-ro", "-so", "-al", sources(level)[protocol])
    names = re.findall(r"^Layer name: (?:plats:)?(\S+)$", said, re.M)
    counts = re.findall(r"^Feature Count: (\d+)$", said, re.M)
    assert dict(zip(names, map(int, counts), strict=True)) == level.layers()


def test_eighteen_thousand_cells_come_whole_with_the_values_of_the_file(intern, protocol, tmp_path):
    there = rows(intern, tmp_path / "celler.csv", sources(intern)[protocol], "hotspot_cells")
    assert len(there) == intern.layers()["hotspot_cells"] > 10_000
    run = {row["run"] for row in there}
    assert len(run) == 1
    with open(intern.export("cells.csv", tmp_path, run=run.pop()), encoding="utf-8") as file:
        ours = {row["cell"]: row for row in csv.DictReader(file)}
    assert sorted(row["cell"] for row in there) == sorted(ours)
    for row in there:
        own = ours[row["cell"]]
        for column in ("n", "z", "p_adjusted", "expected"):
            # One writes shorter numbers than the other.
            values = [float(value) if value else None for value in (row[column], own[column])]
            assert values[0] == pytest.approx(values[1], rel=1e-12), (row["cell"], column)


def test_released_tables_say_what_is_hidden(publik, protocol, tmp_path):
    there = rows(publik, tmp_path / "tal.csv", sources(publik)[protocol], "released_areas")
    ours = {one["id"]: one["properties"] for one in publik.all_items("released_areas")}
    assert len(there) == len(ours)
    hidden = sum(row["undertryckt"] in ("1", "true", "True") for row in there)
    assert hidden == sum(one["undertryckt"] for one in ours.values()) > 0
    n = sum(int(row["n"] or 0) for row in there)
    assert n == sum(one["n"] or 0 for one in ours.values()) > 0


def test_a_case_with_a_public_page_is_everybodys(publik, protocol, tmp_path):
    there = rows(publik, tmp_path / "platser.csv", sources(publik)[protocol], "cases")
    [ours] = publik.all_items("cases")
    assert [(row["number"], row["name"]) for row in there] == [
        (ours["properties"]["number"], "Tryggare torg")
    ]
    assert ours["geometry"]["type"] == "Point", "its ground was not approved"


def test_a_box_finds_what_touches_it(publik, protocol, tmp_path):
    box = (18.0, 59.3, 18.1, 59.35)
    args = [sources(publik)[protocol], "statistikomrade", "-spat", *box]
    there = sorted(row["area_id"] for row in rows(publik, tmp_path / "box.csv", *args))
    whole = publik.all_items("statistikomrade")
    ours = publik.all_items("statistikomrade", bbox=",".join(map(str, box)))
    around = shapely.box(*box)
    judged = [one for one in whole if ground(one).intersects(around)]
    assert 0 < len(there) < len(whole)
    assert there == sorted(one["properties"]["area_id"] for one in ours)
    assert there == sorted(one["properties"]["area_id"] for one in judged)


@pytest.mark.parametrize(
    "where",
    [
        "name LIKE 'S%'",
        "name = 'Klara'",
        "area_km2 > 1.5 AND name >= 'M'",
        "name IN ('Åkeshov', 'Årsta', 'Äppelviken')",
    ],
)
def test_a_condition_finds_what_it_says(publik, protocol, where, tmp_path):
    """The same words in SQL and in CQL2."""
    args = [sources(publik)[protocol], "statistikomrade", "-where", where]
    there = sorted(row["area_id"] for row in rows(publik, tmp_path / "villkor.csv", *args))
    assert there == own_ids(publik, "statistikomrade", filter=where)
    assert 0 < len(there) < 128


def test_wfs_in_3011_lies_where_proj_puts_it(publik, tmp_path):
    """With the axes swapped twice or not at all it would lie in another country."""
    for version, source in list(sources(publik).items())[1:]:
        path = tmp_path / f"{version}.geojson"
        to = ("-f", "GeoJSON", "-lco", "RFC7946=NO", "-t_srs", "EPSG:3011", path)
        gdal(publik, "ogr2ogr", *to, source, "statistikomrade")
        features = json.loads(path.read_text())["features"]
        there = {one["properties"]["area_id"]: ground(one) for one in features}
        for one in publik.all_items("statistikomrade"):
            theirs = shapely.transform(ground(one), lambda at: projected(at, 3011))
            assert there[one["properties"]["area_id"]].hausdorff_distance(theirs) < 0.02
