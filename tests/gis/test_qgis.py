"""QGIS without a screen: layers over OGC API and WFS, and a GeoPackage that opens drawn."""

import json
import os
import pathlib
import sqlite3
import subprocess
import xml.etree.ElementTree as ET

import pytest
import shapely

from conftest import ARTIFACTS
from positions import MOST_OFF_M, off_m, projected, rounded_m

READER = pathlib.Path(__file__).parent / "qgis_reader.py"
# Debian's QGIS is built for Debian's Python.
PYTHON = "/usr/bin/python3"
LAYER = "statistikomrade"
WHERE = "\"name\" LIKE 'S%' AND \"area_km2\" > 1"
BOX = (18.0, 59.3, 18.1, 59.35)
# As its dialogue for a new layer writes it.
PAGED = "pagingEnabled='true' restrictToRequestBBOX='1'"
CATEGORY, KIND, SIDE = "personran", "statistikomrade", 900


def in_3011(shape):
    return shapely.transform(shape, lambda at: projected(at, 3011))


def wfs(level, version, layer):
    return {
        "name": f"WFS {version}", "provider": "WFS", "id": "area_id", "where": WHERE,
        "source": f"{PAGED} srsname='EPSG:3011' typename='plats:{layer}' url='{level.wfs}' "
        f"version='{version}'",
        "within": in_3011(shapely.box(*BOX)).bounds,
    }


def oapif(level, layer, id_field, **more):
    key = f" username='gis' password='{level.key}'" if level.key else ""
    source = f"{PAGED} typename='{layer}' url='{level.ogc}'{key}"
    return {"name": layer, "provider": "OAPIF", "id": id_field, "source": source, **more}


@pytest.fixture(scope="session")
def package(publik, tmp_path_factory):
    return publik.export("released-areas.gpkg", tmp_path_factory.mktemp("qgis"))


@pytest.fixture(scope="session")
def said(publik, intern, package, tmp_path_factory):
    """What QGIS tells of all layers, asked once."""
    asked = [
        oapif(publik, LAYER, "area_id", where=WHERE, within=BOX),
        oapif(intern, "hotspot_cells", "cell", where='"z" > 3 AND "n" >= 20'),
        wfs(publik, "1.1.0", LAYER),
        wfs(publik, "2.0.0", LAYER),
        {
            "name": "GeoPackage", "provider": "ogr", "source": f"{package}|layername=released_areas",
            "id": "id", "where": "\"undertryckt\"",
            "picture": {
                "subset": f"category = '{CATEGORY}' AND kind = '{KIND}'", "side": SIDE,
                "path": str(ARTIFACTS / "gis-qgis.png"),
            },
        },
    ]
    folder = tmp_path_factory.mktemp("qgis-home")
    folder.chmod(0o700)
    own = {"QT_QPA_PLATFORM": "offscreen", "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    ran = subprocess.run(
        [PYTHON, READER], input=json.dumps(asked), env={**os.environ, **own},
        capture_output=True, text=True, timeout=180,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    told = json.loads(ran.stdout)
    print("QGIS", told["version"])
    wrong = {name: layer["error"] for name, layer in told["layers"].items() if "error" in layer}
    assert not wrong, wrong
    return told["layers"]


@pytest.fixture(scope="session")
def areas(publik):
    """{id: (ground in degrees, properties)} as our own API has them."""
    ground = {one["properties"]["area_id"]: one for one in publik.all_items(LAYER)}
    return {
        area: (shapely.from_geojson(json.dumps(one["geometry"])), one["properties"])
        for area, one in ground.items()
    }


@pytest.mark.parametrize(
    ("name", "system"), [(LAYER, 4326), ("WFS 1.1.0", 3011), ("WFS 2.0.0", 3011)]
)
def test_the_areas_lie_where_proj_puts_them(said, areas, name, system):
    layer = said[name]
    # CRS84 is known to it as its twin.
    assert layer["crs"] in {f"EPSG:{system}", "OGC:CRS84" if system == 4326 else ""}
    assert layer["count"] == len(layer["features"]) == len(areas)
    for area, (degrees, _) in areas.items():
        moved = shapely.transform(degrees, lambda at: projected(at, system))
        there, theirs = (
            shapely.get_coordinates(shapely.normalize(shape))
            for shape in (shapely.from_wkb(layer["features"][area]), moved)
        )
        most_m = rounded_m("CRS84") + rounded_m(system) + MOST_OFF_M
        assert off_m(there, theirs, system) <= most_m, area


@pytest.mark.parametrize("name", [LAYER, "WFS 1.1.0", "WFS 2.0.0"])
def test_an_expression_and_a_box_find_what_they_say(said, areas, name):
    judged = [
        area for area, (_, one) in areas.items() if one["name"][0] == "S" and one["area_km2"] > 1
    ]
    assert sorted(said[name]["where"]) == sorted(judged) and judged
    box, system = shapely.box(*BOX), lambda shape: shape
    if name != LAYER:
        # What was asked for is the box around the box in the other system.
        box, system = shapely.box(*in_3011(box).bounds), in_3011
    judged = [area for area, (shape, _) in areas.items() if system(shape).intersects(box)]
    assert sorted(said[name]["within"]) == sorted(judged) and 0 < len(judged) < len(areas)


def test_eighteen_thousand_cells_come_with_a_key(said, intern):
    cells = [one["properties"] for one in intern.all_items("hotspot_cells")]
    ours = {one["cell"]: one for one in cells}
    assert said["hotspot_cells"]["count"] == len(ours) > 10_000
    assert said["hotspot_cells"]["features"].keys() == ours.keys()
    judged = [cell for cell, one in ours.items() if (one["z"] or 0) > 3 and one["n"] >= 20]
    assert sorted(said["hotspot_cells"]["where"]) == sorted(judged) and judged


def test_the_geopackage_opens_drawn_in_its_own_colours(said, package):
    layer = said["GeoPackage"]
    rows = sqlite3.connect(package)
    assert layer["crs"] == "EPSG:3011" and layer["renderer"] == "RuleRenderer"
    (n,) = rows.execute("SELECT count(*) FROM released_areas").fetchone()
    (hidden,) = rows.execute("SELECT count(*) FROM released_areas WHERE undertryckt").fetchone()
    assert layer["count"] == n and len(layer["where"]) == hidden > 0

    # The colours of the classes as the file's standard symbology says them, which QGIS does not read.
    (sld,) = rows.execute("SELECT styleSLD FROM layer_styles").fetchone()
    colours = {}
    for rule in ET.fromstring(sld).iter("{http://www.opengis.net/sld}Rule"):
        of_class, fill = rule.find(".//{*}Literal"), rule.find("*/{*}Fill/{*}CssParameter")
        if fill is not None:
            colours[int(of_class.text)] = fill.text
    assert sorted(colours) == [0, 1, 2, 3, 4, 5]

    query = "SELECT id, class FROM released_areas WHERE category = ? AND kind = ?"
    drawn = dict(rows.execute(query, (CATEGORY, KIND)).fetchall())
    classes = {area: of_class for area, of_class in drawn.items() if of_class is not None}
    picture = layer["picture"]
    # Three classes, and some that are hatched.
    assert len(set(classes.values())) > 2 and len(classes) < len(drawn)
    for area, of_class in classes.items():
        assert picture["at"][area] == colours[of_class], area
    # Paper, lines and at least the classes that are there.
    assert set(picture["colours"]) >= {"#ffffff", *(colours[one] for one in classes.values())}
    assert (ARTIFACTS / "gis-qgis.png").stat().st_size > 1_000
