"""Points to H3 cells."""
from common import *

lon, lat = array("lon.f64", "<f8"), array("lat.f64", "<f8")


@peer("index", "h3ronpy")
def _():
    import h3ronpy
    from h3ronpy.vector import coordinates_to_cells
    cells = timed("index", "h3ronpy", h3ronpy.__version__, lambda: coordinates_to_cells(lat, lon, 12))
    answer("index.u64", np.asarray(cells), "<u8")


@peer("index_loop", "h3")
def _():
    import h3.api.basic_int as h3
    import h3 as package
    some = slice(0, min(len(lon), 100_000))
    cells = timed("index_loop", "h3 (a loop over 100 000)", package.__version__,
                  lambda: [h3.latlng_to_cell(a, o, 12) for a, o in zip(lat[some], lon[some])], repeat=1)
    answer("index_loop.u64", cells, "<u8")
