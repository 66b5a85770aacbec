#!/usr/bin/env python3
"""Writes points.csv: 200 random places per coordinate system as PROJ computes them, in the axis
order of the authority (always_xy=False). See PROVENANCE.md."""
import random
import pyproj

SEED = 20160915
LOCAL = {3007: 12.0, 3008: 13.5, 3009: 15.0, 3010: 16.5, 3011: 18.0, 3012: 14.25, 3013: 15.75,
         3014: 17.25, 3015: 18.75, 3016: 20.25, 3017: 21.75, 3018: 23.25}
rng = random.Random(SEED)


def places(code):
    for _ in range(200):
        if code in LOCAL:
            # A local system is used near its meridian; four degrees is far outside it.
            yield rng.uniform(LOCAL[code] - 4, LOCAL[code] + 4), rng.uniform(55, 69.5)
        elif code == 3006:
            yield rng.uniform(10, 24.5), rng.uniform(55, 69.5)
        else:
            yield rng.uniform(-180, 180), rng.uniform(-85, 85)


with open("points.csv", "w") as out:
    out.write(f"# pyproj {pyproj.__version__}, PROJ {pyproj.proj_version_str}, seed {SEED}\n")
    out.write("epsg,lon,lat,first_axis,second_axis\n")
    for code in [4326, 3006, *LOCAL, 3857]:
        # From the SWEREF 99 datum itself, so that no datum shift comes in.
        source = 4326 if code in (4326, 3857) else 4619
        there = pyproj.Transformer.from_crs(source, code)
        for lon, lat in places(code):
            lon, lat = round(lon, 9), round(lat, 9)
            first, second = there.transform(lat, lon)
            digits = 9 if code == 4326 else 5
            out.write(f"{code},{lon:.9f},{lat:.9f},{first:.{digits}f},{second:.{digits}f}\n")
