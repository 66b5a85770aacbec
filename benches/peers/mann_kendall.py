"""Mann–Kendall of many short series, in a loop."""
from common import *

months = about["cube_months"]
series = array("series.f64", "<f8").reshape(-1, months)


@peer("mann_kendall", "pymannkendall")
def _():
    from importlib.metadata import version

    import pymannkendall
    some = series[:2_000]
    found = timed("mann_kendall", "pymannkendall (en slinga över 2 000)", version("pymannkendall"),
                  lambda: [pymannkendall.original_test(x) for x in some], repeat=1)
    answer("trend_z.f64", [f.z for f in found], "<f8")
