"""A place is at the same spot in every system and through every channel, by PROJ's judgement."""

import csv
import json
import xml.etree.ElementTree as ET

import numpy as np
import pyogrio
import pytest
import shapely

from positions import (
    MOST_OFF_M, PLACES, SYSTEMS, corners, in_order, metres, off_m, projected, rounded_m,
    triangles, uri, write_areas,
)
from service import Service

OFFERED = ["CRS84", *SYSTEMS]
GML = "{http://www.opengis.net/gml/3.2}"


def read(path):
    """The system of a file of areas, and {code: the ring's corners in the order of the file}."""
    about, _, geometries, (codes,) = pyogrio.raw.read(path, layer="areas", columns=["code"])
    rings = [shapely.get_coordinates(one)[:-1] for one in shapely.from_wkb(geometries)]
    return about["crs"], dict(zip(codes, rings))


def in_json(features):
    """{code: the ring's corners} of features in GeoJSON."""
    return {one["properties"]["code"]: one["geometry"]["coordinates"][0][:-1] for one in features}


def stacked(by_code, like):
    return np.concatenate([by_code[code] for code in like])


@pytest.fixture(scope="session")
def degrees(intern, tmp_path_factory):
    """{code: corners in degrees} as the service has them, to the last bit."""
    folder = tmp_path_factory.mktemp("degrees")
    system, there = read(intern.export("areas.fgb", folder, kind="basomrade"))
    assert system == "EPSG:4326"
    return there


def test_what_is_read_in_is_kept(degrees, drawn):
    assert degrees.keys() == drawn.keys()
    kept = [corners(shapely.Polygon(degrees[code])) for code in drawn]
    assert np.array_equal(np.concatenate(kept), np.concatenate(list(drawn.values())))


@pytest.mark.parametrize("format", ["gpkg", "fgb"])
@pytest.mark.parametrize("code", SYSTEMS)
def test_ten_thousand_places_leave_as_proj_puts_them(intern, degrees, code, format, tmp_path):
    asked = {"kind": "basomrade", "crs": f"EPSG:{code}"}
    system, there = read(intern.export(f"areas.{format}", tmp_path, **asked))
    assert system == f"EPSG:{code}"
    ours, theirs = stacked(there, degrees), projected(stacked(degrees, degrees), code)
    assert len(ours) >= 10_000
    assert off_m(ours, theirs, code) <= MOST_OFF_M


@pytest.mark.parametrize("code", SYSTEMS)
def test_ten_thousand_places_in_metres_come_back_where_they_were(program, code, tmp_path):
    """PROJ writes the file in the system; what we make of it is what it was made of."""
    drawn = triangles(code)
    file = write_areas(tmp_path / "in.geojson", drawn, code)
    mine, fields = Service(program, tmp_path / "data"), ("--code-field", "code")
    mine.run("import", "areas", file, "--kind", "basomrade", "--crs", f"EPSG:{code}", *fields)
    out = tmp_path / "ut.fgb"
    mine.run("export", "areas", "--kind", "basomrade", "--format", "fgb", "-o", out)
    _, there = read(out)
    back = np.concatenate([corners(shapely.Polygon(there[name])) for name in drawn])
    # A degree of longitude is shorter than one of latitude, so this says rather too much.
    assert off_m(back, np.concatenate(list(drawn.values())), "CRS84") <= MOST_OFF_M


@pytest.mark.parametrize("code", OFFERED)
def test_files_of_text_have_the_place_to_a_centimetre_east_first(intern, degrees, code, tmp_path):
    name = code if code == "CRS84" else f"EPSG:{code}"
    path = intern.export("areas.geojson", tmp_path, kind="basomrade", crs=name)
    there = in_json(json.loads(path.read_text())["features"])
    theirs = projected(stacked(degrees, degrees), code)
    assert off_m(stacked(there, degrees), theirs, code) <= rounded_m(code) + MOST_OFF_M

    points = {}
    for crs in ("CRS84", name):
        path = intern.export("areas.csv", tmp_path, kind="basomrade", crs=crs)
        with open(path, encoding="utf-8-sig", newline="") as rows:
            for row in csv.DictReader(rows):
                x, y = ("x", "y") if "x" in row else ("lon", "lat")
                points.setdefault(crs, {})[row["code"]] = [[float(row[x]), float(row[y])]]
    in_degrees = stacked(points["CRS84"], degrees)
    theirs = projected(in_degrees, code)
    # Both are rounded, and the one in degrees before it is projected.
    most_m = rounded_m("CRS84") + rounded_m(code) + MOST_OFF_M
    if code == 3857:
        # Its metres grow with the latitude.
        most_m += rounded_m("CRS84") * 2
    assert off_m(stacked(points[name], degrees), theirs, code) <= most_m


@pytest.mark.parametrize("code", OFFERED)
def test_ogc_api_answers_in_the_order_of_the_registry(publik, degrees, code):
    there = in_json(publik.all_items("basomrade", crs=uri(code)))
    east_north = projected(stacked(degrees, degrees), code)
    theirs = in_order(east_north, code, authority=True)
    if not np.array_equal(theirs, east_north):
        # Rings turn left in the numbers as they stand, and so the other way round on the ground.
        theirs = theirs.reshape(-1, 3, 2)[:, [0, 2, 1]].reshape(-1, 2)
    assert off_m(stacked(there, degrees), theirs, code) <= rounded_m(code) + MOST_OFF_M


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("code", OFFERED)
def test_a_known_place_is_found_by_a_box_of_a_few_metres(publik, code, place):
    at = in_order(projected([PLACES[place]], code), code, authority=True)[0]
    reach = 2 / metres(code)
    box = ",".join(repr(float(side)) for side in (*(at - reach), *(at + reach)))
    found = publik.items("basomrade", bbox=box, bbox_crs=uri(code))["features"]
    assert [one["properties"]["code"] for one in found] == [place]


def in_gml(body):
    """{code: the ring's corners} of an answer in GML, and the system that it names."""
    root = ET.fromstring(body)
    there, system = {}, set()
    gml = GML if GML.encode().strip(b"{}") in body else "{http://www.opengis.net/gml}"
    for one in root.iter("{urn:platssamverkan:gis}basomrade"):
        numbers = np.array(one.find(f".//{gml}posList").text.split(), dtype=float)
        there[one.find("{urn:platssamverkan:gis}code").text] = numbers.reshape(-1, 2)[:-1]
        system |= {geometry.get("srsName") for geometry in one.iter() if geometry.get("srsName")}
    assert len(system) == 1, system
    return there, system.pop()


@pytest.mark.parametrize("version", ["1.1.0", "2.0.0"])
@pytest.mark.parametrize("code", SYSTEMS)
def test_wfs_answers_in_the_order_of_the_way_the_system_is_named(publik, degrees, code, version):
    east_north = projected(stacked(degrees, degrees), code)
    names = {f"EPSG:{code}": False, f"urn:ogc:def:crs:EPSG::{code}": True}
    for name, authority in names.items():
        theirs = in_order(east_north, code, authority)
        asked = {
            "service": "WFS", "version": version, "request": "GetFeature", "srsName": name,
            "typeName" if version == "1.1.0" else "typeNames": "basomrade",
        }
        there, said = in_gml(publik.ask("/wfs", **asked).body)
        assert off_m(stacked(there, degrees), theirs, code) <= rounded_m(code) + MOST_OFF_M
        assert said.startswith("urn:ogc:def:crs:EPSG::") == authority and said.endswith(str(code))
