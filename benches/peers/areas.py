"""Points to areas."""
from common import *


@peer("areas", "shapely")
def _():
    import shapely
    polygons = [shapely.from_geojson(text) for text in about["areas"]]
    x, y = array("centre_lon.f64", "<f8"), array("centre_lat.f64", "<f8")

    def run():
        tree = shapely.STRtree(polygons)
        points = shapely.points(x, y)
        order = np.lexsort((y, x))
        which, area = tree.query(points[order], predicate="within")
        out = np.full(len(x), 0xFFFFFFFF, dtype="<u4")
        np.minimum.at(out, order[which], area.astype("<u4"))
        return out

    out = timed("areas", "shapely STRtree (GEOS), sorted", shapely.__version__, run, repeat=2)
    answer("areas.u32", out, "<u4")
