"""Known places in every system, as PROJ computes them: what the service says of them is judged by it.

SWEREF 99 and WGS84 are taken to be the same, as in the service: the metres of 3006–3018 are computed
from SWEREF 99 in degrees (EPSG:4619), those of 3857 from WGS84.
"""

import json
import random

import numpy as np
import pyproj
import shapely

SEED = 20160915
LOCAL = list(range(3007, 3019))
SYSTEMS = [4326, 3006, *LOCAL, 3857]
# So far a coordinate may be from PROJ's.
MOST_OFF_M = 0.001
METRES_PER_DEGREE = 111_320.0
# The meeting-places that everybody in the house can point at.
PLACES = {"sergels-torg": (18.0634, 59.3325), "blekholmsterrassen": (18.0525, 59.3325)}
# With the corners of the two above 10 002 places all over Sweden.
N_TRIANGLES = 3_332


def uri(code):
    """How OGC API names it; CRS84 by its own name."""
    if code == "CRS84":
        return "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    return f"http://www.opengis.net/def/crs/EPSG/0/{code}"


def projected(lon_lat, code):
    """An array of longitude, latitude in a system, east first."""
    if code in ("CRS84", 4326):
        return np.asarray(lon_lat)
    source = 4326 if code == 3857 else 4619
    there = pyproj.Transformer.from_crs(source, code, always_xy=True)
    return np.column_stack(there.transform(*np.asarray(lon_lat).T))


def in_order(east_north, code, authority):
    """In the order that the registry defines, or east first."""
    system = None if code == "CRS84" else pyproj.CRS(code)
    north_first = authority and system and system.axis_info[0].direction == "north"
    return east_north[:, ::-1] if north_first else east_north


def metres(code):
    return METRES_PER_DEGREE if code in ("CRS84", 4326) else 1.0


def off_m(ours, theirs, code):
    """The largest distance between two arrays of coordinates of a system, in metres."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape and len(ours), (ours.shape, theirs.shape)
    return float(np.max(np.hypot(*((ours - theirs) * metres(code)).T)))


def rounded_m(code):
    """How far rounding moves a coordinate where one is written with 7 decimals of a degree or 2 of a
    metre, at most."""
    step = 1e-7 * METRES_PER_DEGREE if code in ("CRS84", 4326) else 0.01
    return step / 2 * 2**0.5


def triangles(code=4326):
    """{code: three corners in degrees}, drawn with a seed: one triangle with a corner at each of the
    known places, the others anywhere in Sweden; for a local system near its meridian, where it is
    used."""
    rng = random.Random(f"{SEED} {code}")
    west, east = 10.6, 24.2
    if code in LOCAL:
        meridian = pyproj.CRS(code).coordinate_operation.params[1].value
        west, east = max(west, meridian - 1.9), min(east, meridian + 1.9)
    origins = {name: at for name, at in PLACES.items() if west < at[0] < east}
    for i in range(N_TRIANGLES + len(PLACES) - len(origins)):
        origins[f"p{i:04}"] = (rng.uniform(west, east), rng.uniform(55.2, 69.1))
    drawn = {}
    for code, (lon, lat) in origins.items():
        second = (lon + rng.uniform(0.001, 0.002), lat + rng.uniform(-0.0005, 0.0005))
        third = (lon + rng.uniform(0.0001, 0.001), lat + rng.uniform(0.0006, 0.001))
        drawn[code] = np.array([(lon, lat), second, third])
    return drawn


def write_areas(path, drawn, code=4326):
    """As a file of areas in a system, east first, to the last bit."""
    corners = projected(np.concatenate(list(drawn.values())), code).reshape(-1, 3, 2)
    features = [
        {
            "type": "Feature",
            "properties": {"code": name, "name": name},
            "geometry": {"type": "Polygon", "coordinates": [[*ring.tolist(), ring[0].tolist()]]},
        }
        for name, ring in zip(drawn, corners)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def corners(geometry):
    """The corners of a triangle in degrees, in an order that no program decides: the westernmost first,
    then anticlockwise."""
    ring = shapely.get_coordinates(shapely.orient_polygons(geometry))[:-1]
    return np.roll(ring, -int(np.argmin(ring[:, 0])), axis=0)
