"""Vector tiles read by somebody else's decoder: nothing is lost at any zoom, and all lies where it lies."""

import math
from collections import Counter

import mapbox_vector_tile
import pytest

MOST_BYTES = 500_000


def column_and_row(lon, lat, zoom):
    n = 2**zoom
    down = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * n), int(down * n)


def tiles(level, layer, zoom):
    """(column, row, decoded layer) of every tile of a zoom within the bounds of the layer."""
    west, south, east, north = layer["bounds"]
    first, last = column_and_row(west, north, zoom), column_and_row(east, south, zoom)
    address = layer["tiles"][0].removeprefix(level.service.base)
    for x in range(first[0], last[0] + 1):
        for y in range(first[1], last[1] + 1):
            path = address.replace("{z}", str(zoom)).replace("{x}", str(x)).replace("{y}", str(y))
            answer = level.service.ask(path, **level.headers())
            assert answer.status in (200, 204), (path, answer.status)
            assert len(answer.body) <= MOST_BYTES, (path, len(answer.body))
            if answer.body:
                decoded = mapbox_vector_tile.decode(
                    answer.body, default_options={"y_coord_down": True}
                )
                assert list(decoded) == [layer["name"]]
                yield x, y, decoded[layer["name"]]


def described(level, name):
    root = {"publik": "/tiles", "stad": "/tiles/stad", "intern": "/tiles/intern"}[level.name]
    return level.ask(f"{root}/{name}").json()


def summed(features, apart):
    sums = Counter()
    for properties in features:
        sums[tuple(properties[name] for name in apart)] += properties.get("n") or 0
    return sums


@pytest.mark.parametrize("name, level, apart", [
    ("released_cells", "stad", ("period", "category")),
    ("released_areas", "stad", ("period", "category")),
    ("hotspot_cells", "intern", ("run",)),
])
def test_every_zoom_sums_to_the_layer(name, level, apart, request):
    level = request.getfixturevalue(level)
    layer, features = described(level, name), level.all_items(name)
    whole = summed((f["properties"] for f in features if f["geometry"]), apart)
    nowhere = summed((f["properties"] for f in features if not f["geometry"]), apart)
    assert sum(whole.values()) > 0
    assert layer["without_ground"]["n"] == sum(nowhere.values())
    for zoom in range(layer["minzoom"], 13):
        found = {}
        for _, _, tile in tiles(level, layer, zoom):
            for feature in tile["features"]:
                found.setdefault(feature["id"], feature["properties"])
        assert summed(found.values(), apart) == whole, f"zoom {zoom}"


def test_a_position_lies_where_it_lies(publik, drawn):
    """The triangles at known places: their corners, back from the steps of the tile."""
    layer, zoom = described(publik, "basomrade"), 14
    corners = {f["id"]: f for f in publik.all_items("basomrade")}
    by_code = {f["properties"]["code"]: f["geometry"]["coordinates"][0] for f in corners.values()}
    n, checked = 2**zoom, 0
    (lon, lat) = next(iter(by_code.values()))[0]
    x, y = column_and_row(lon, lat, zoom)
    path = layer["tiles"][0].removeprefix(publik.service.base)
    path = path.replace("{z}", str(zoom)).replace("{x}", str(x)).replace("{y}", str(y))
    decoded = mapbox_vector_tile.decode(
        publik.service.ask(path).body, default_options={"y_coord_down": True}
    )["basomrade"]
    for feature in decoded["features"]:
        drawn_ring = feature["geometry"]["coordinates"][0]
        wanted = {tuple(at) for at in by_code[feature["properties"]["code"]]}
        for px, py in drawn_ring:
            at_x, at_y = x + px / decoded["extent"], y + py / decoded["extent"]
            back = (
                at_x / n * 360 - 180,
                math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * at_y / n)))),
            )
            inside = all(-64 < p < decoded["extent"] + 64 for p in (px, py))
            near = min(math.dist(back, at) for at in wanted)
            # Half a step of a tile is some 3e-6 degrees here.
            assert not inside or near < 5e-6, (feature["properties"]["code"], back, near)
            checked += inside
    assert checked >= 3
