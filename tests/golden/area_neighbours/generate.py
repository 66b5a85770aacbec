"""Writes expected.json: who is beside whom, by libpysal, on ground that GEOS has cleaned where it is not clean.

    python generate.py DIRECTORY    (with regso_2025_stockholm_3006.gpkg and sthlm_basomraden_3011.gpkg)
"""
import json, pathlib, sys, warnings
import geopandas as gpd, libpysal, shapely
from libpysal.weights import Queen, Rook, fuzzy_contiguity

warnings.filterwarnings("ignore")
here, data = pathlib.Path(__file__).parent, pathlib.Path(sys.argv[1])


def lists(weights, n):
    return [sorted(int(j) for j in weights.neighbors.get(i, [])) for i in range(n)]


def rook(frame):
    return lists(Rook.from_dataframe(frame, use_index=False, silence_warnings=True), len(frame))


def case(frame, key, clean):
    frame = frame.sort_values(key).reset_index(drop=True)
    touching = fuzzy_contiguity(frame, buffering=True, buffer=0.5, predicate="intersects", silence_warnings=True)
    out = {"ids": frame[key].tolist(), "queen_within_1_m": lists(touching, len(frame))}
    if clean:
        frame = frame.set_geometry(shapely.coverage_clean(frame.geometry.values, gap_width=1.0), crs=frame.crs)
    out["rook"] = rook(frame)
    out["queen"] = lists(Queen.from_dataframe(frame, use_index=False, silence_warnings=True), len(frame))
    return out, frame


regso = gpd.read_file(data / "regso_2025_stockholm_3006.gpkg")[["regsokod", "geometry"]]
bas = gpd.read_file(data / "sthlm_basomraden_3011.gpkg")[["nyckelkod_1", "geometry"]]
bas["nyckelkod_1"] = bas["nyckelkod_1"].astype(str)
basomraden, cleaned = case(bas, "nyckelkod_1", True)
cleaned["code"] = cleaned["nyckelkod_1"].str[:5]
dissolved = cleaned[["code", "geometry"]].dissolve("code").reset_index()
raw = bas.assign(code=bas["nyckelkod_1"].str[:5])[["code", "geometry"]].dissolve("code").reset_index()
touching, _ = case(raw, "code", False)
statistikomraden, _ = case(dissolved, "code", False)
statistikomraden["queen_within_1_m"] = touching["queen_within_1_m"]

(here / "expected.json").write_text(json.dumps({
    "libpysal": libpysal.__version__, "shapely": shapely.__version__, "geos": shapely.geos_version_string,
    "regso": case(regso, "regsokod", False)[0], "basomraden": basomraden, "statistikomraden": statistikomraden,
}, separators=(",", ":")))
