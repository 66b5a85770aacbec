"""Filter and group-by."""
import sqlite3

from common import *


@peer("group", "sqlite3")
def _():
    cell, hour, category = array("cell.u32", "<u4"), array("hour.i32", "<i4"), array("category.u16", "<u2")
    db = sqlite3.connect(":memory:")
    db.execute("create table row(category integer, hour integer, cell integer)")
    db.executemany("insert into row values(?,?,?)", zip(category.tolist(), hour.tolist(), cell.tolist()))
    db.execute("create index covering on row(category, hour, cell)")
    db.execute("analyze")
    query = "select cell, count(*) from row where category in (1,2) and hour >= ? and hour < ? group by cell"
    span = (about["hour_from"], about["hour_to"])
    rows = timed("group", "sqlite3, covering index", sqlite3.sqlite_version, lambda: db.execute(query, span).fetchall())
    counts = np.zeros(about["n_cells"], dtype="<u4")
    for c, n in rows:
        counts[c] = n
    answer("group.u32", counts, "<u4")
