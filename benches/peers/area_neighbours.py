"""Who is beside whom among areas: shared edges, and everyone within a metre."""
from common import *


def flat(weights):
    return [v for i, near in weights.neighbors.items() for j in near for v in (i, j)]


@peer("area_rook", "libpysal")
def _():
    import geopandas
    import libpysal
    import shapely
    frame = geopandas.GeoDataFrame(geometry=[shapely.from_geojson(text) for text in about["cells"]], crs=4326)
    frame = frame.to_crs(3006)
    rook = timed("area_rook", "libpysal Rook", libpysal.__version__,
                 lambda: libpysal.weights.Rook.from_dataframe(frame, use_index=False, silence_warnings=True))
    answer("area_rook.u32", flat(rook), "<u4")
    fuzzy = timed("area_fuzzy", "libpysal fuzzy_contiguity", libpysal.__version__,
                  lambda: libpysal.weights.fuzzy_contiguity(frame, buffering=True, buffer=0.5, predicate="intersects", silence_warnings=True))
    answer("area_fuzzy.u32", flat(fuzzy), "<u4")
