"""A GDAL newer than Debian's: systems agreed on with the service, conditions, files as they come."""

import json
import urllib.parse
from types import SimpleNamespace

import numpy as np
import pyogrio
import pytest
import shapely

from positions import MOST_OFF_M, off_m, projected, rounded_m

LAYER = "statistikomrade"


def read(source, **asked):
    about, _, geometries, values = pyogrio.raw.read(source, **asked)
    return about, shapely.from_wkb(geometries), dict(zip(about["fields"], values))


def ours(level, layer, **asked):
    """{id: (geometry, properties)} as our own API answers."""
    return {
        one["id"]: (shapely.from_geojson(json.dumps(one["geometry"])), one["properties"])
        for one in level.all_items(layer, **asked)
    }


@pytest.fixture
def fetched(tmp_path):
    """What GDAL asked the service for, address by address."""
    log = tmp_path / "gdal.log"
    pyogrio.set_gdal_config_options({"CPL_DEBUG": "HTTP", "CPL_LOG": str(log)})
    yield lambda: urllib.parse.unquote(log.read_text())
    pyogrio.set_gdal_config_options({"CPL_DEBUG": None, "CPL_LOG": None})


@pytest.mark.parametrize("code", [3006, 3011, 3857])
def test_the_system_that_was_asked_for_comes_with_east_first_as_gis_keeps_it(publik, code):
    about, geometries, values = read(f"OAPIF:{publik.ogc}", layer=LAYER, CRS=f"EPSG:{code}")
    assert about["crs"] == f"EPSG:{code}"
    there = dict(zip(values["area_id"], geometries))
    whole = ours(publik, LAYER)
    assert there.keys() == whole.keys()
    at, theirs = [], []
    for name, (degrees, _) in whole.items():
        at.append(shapely.get_coordinates(shapely.normalize(there[name])))
        moved = shapely.transform(degrees, lambda xy: projected(xy, code))
        theirs.append(shapely.get_coordinates(shapely.normalize(moved)))
    assert [len(one) for one in at] == [len(one) for one in theirs]
    # Web Mercator's metres grow with the latitude, and with them what rounding does.
    grown = 2 if code == 3857 else 1
    most_m = rounded_m("CRS84") * grown + rounded_m(code) + MOST_OFF_M
    assert off_m(np.concatenate(at), np.concatenate(theirs), code) <= most_m


def test_a_value_is_asked_for_and_not_picked_out_afterwards(publik, fetched):
    _, _, values = read(f"OAPIF:{publik.ogc}", layer=LAYER, where="name = 'Klara'")
    assert list(values["name"]) == ["Klara"]
    assert f"/{LAYER}/items?" in fetched() and "name=Klara" in fetched()


CORNER = "POLYGON((18.04 59.32,18.08 59.32,18.08 59.34,18.04 59.32))"
CONDITIONS = {
    "name LIKE 'S%' AND area_km2 > 1": lambda one, _: one.name[0] == "S" and one.area_km2 > 1,
    "CASEI(name) IN (CASEI('KLARA'), CASEI('årsta'))": lambda one, _: one.name in ("Klara", "Årsta"),
    f"S_INTERSECTS(geometry, {CORNER})": lambda _, shape: shape.intersects(shapely.from_wkt(CORNER)),
    "approximate = TRUE OR area_km2 BETWEEN 0.2 AND 0.4":
        lambda one, _: one.approximate or 0.2 <= one.area_km2 <= 0.4,
}


@pytest.mark.parametrize("cql", CONDITIONS)
def test_a_condition_in_cql2_means_what_gdal_and_geos_make_of_it(publik, cql):
    """GDAL sends no CQL2 of its own; the address holds it, as one pastes it into a program."""
    asked = urllib.parse.urlencode({"filter": cql, "limit": 1000})
    _, _, there = read(f"{publik.service.base}/ogc/collections/{LAYER}/items?{asked}")
    _, shapes, whole = read(f"OAPIF:{publik.ogc}", layer=LAYER)
    rows = [SimpleNamespace(**dict(zip(whole, row))) for row in zip(*whole.values())]
    judged = [one.area_id for one, shape in zip(rows, shapes) if CONDITIONS[cql](one, shape)]
    assert sorted(there["area_id"]) == sorted(judged)
    assert 0 < len(judged) < len(rows)


@pytest.mark.parametrize("format", ["fgb", "gpkg"])
def test_files_are_read_as_they_come(publik, format):
    """Nothing is saved in between; the same rows as page by page."""
    address = f"{publik.service.base}/api/v1/export/released-areas.{format}"
    layer = "released_areas" if format == "gpkg" else 0
    about, shapes, columns = read(f"/vsicurl_streaming/{address}", layer=layer)
    system = {"fgb": 4326, "gpkg": 3011}[format]
    assert about["crs"] == f"EPSG:{system}"
    there = [dict(zip(columns, row)) for row in zip(*columns.values())]

    def key(one):
        return one["code"], one["category"], one["period"]

    # The file has the latest of the longest periods, the layer all of them.
    periods = {one["period"] for one in there}
    whole = ours(publik, "released_areas").values()
    whole = {key(one): (shape, one) for shape, one in whole if one["period"] in periods}
    assert sorted(map(key, there)) == sorted(whole) and len(there) > 100
    for shape, one in zip(shapes, there):
        degrees, own = whole[key(one)]
        n = None if one["n"] is None or np.isnan(one["n"]) else int(one["n"])
        assert (n, bool(one["undertryckt"])) == (own["n"], own["undertryckt"]), key(one)
        moved = shapely.transform(degrees, lambda xy: projected(xy, system))
        assert shape.hausdorff_distance(moved) <= (1e-7 if system == 4326 else 0.02), key(one)


def test_the_index_of_a_file_finds_what_geos_finds(publik, tmp_path):
    box = (18.04, 59.32, 18.08, 59.34)
    path = publik.export("released-cells.fgb", tmp_path)
    _, all_of_them, whole = read(path)
    _, _, there = read(path, bbox=box)
    judged = whole["id"][shapely.intersects(all_of_them, shapely.box(*box))]
    assert sorted(there["id"]) == sorted(judged)
    assert 0 < len(judged) < len(all_of_them)
    metres = publik.export("released-cells.gpkg", tmp_path)
    corners = projected(shapely.get_coordinates(shapely.box(*box)), 3011)
    around = (*corners.min(axis=0), *corners.max(axis=0))
    _, in_metres, whole = read(metres, layer="released_cells")
    _, _, there = read(metres, layer="released_cells", bbox=around)
    judged = whole["id"][shapely.intersects(in_metres, shapely.box(*around))]
    assert sorted(there["id"]) == sorted(judged) and len(judged) > 0
