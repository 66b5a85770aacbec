"""What Origo and Hajk send, to the letter (docs/gis.md), is answered in easting, northing."""

import json
import pathlib
import re

import numpy as np
import shapely

from positions import MOST_OFF_M, off_m, projected, rounded_m

DOCS = pathlib.Path(__file__).parents[2] / "docs" / "gis.md"


def test_the_question_in_the_documents_is_answered_where_proj_puts_it(publik):
    question = re.search(r"^/wfs\?.*outputFormat=application/json.*$", DOCS.read_text(), re.M)[0]
    answer = publik.ask(question)
    assert answer.headers["content-type"].startswith("application/json")
    said = answer.json()
    assert said["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::3011"
    box = [float(side) for side in re.search(r"bbox=([\d.,]+),EPSG", question)[1].split(",")]
    there = {
        one["properties"]["area_id"]: shapely.from_geojson(json.dumps(one["geometry"]))
        for one in said["features"]
    }
    assert said["numberReturned"] == said["totalFeatures"] == len(there)
    judged, at, theirs = [], [], []
    for one in publik.all_items("statistikomrade"):
        name = one["properties"]["area_id"]
        degrees = shapely.from_geojson(json.dumps(one["geometry"]))
        moved = shapely.transform(degrees, lambda xy: projected(xy, 3011))
        if moved.intersects(shapely.box(*box)):
            judged.append(name)
            at.append(shapely.get_coordinates(there[name]))
            theirs.append(shapely.get_coordinates(moved))
    assert sorted(there) == sorted(judged) and 0 < len(judged) < 128
    at, theirs = np.concatenate(at), np.concatenate(theirs)
    assert off_m(at, theirs, 3011) <= rounded_m("CRS84") + rounded_m(3011) + MOST_OFF_M
    # Stockholm in this system: false easting 150 km, some 6 580 km from the equator.
    assert np.all((130_000 < at[:, 0]) & (at[:, 0] < 170_000))
    assert np.all((6_560_000 < at[:, 1]) & (at[:, 1] < 6_600_000))
