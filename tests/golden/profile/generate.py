#!/usr/bin/env python3
"""Aoristic weekday × hour table by pandas, with Python's own time zones.

    generate.py > expected.json        (pandas)
"""
import json
import sys

import numpy as np
import pandas as pd

ZONE = "Europe/Stockholm"
rng = np.random.default_rng(20021111)
# A year and its two nights, and rows around both of them.
from_day, to_day = "2025-01-15", "2026-01-14"
start = pd.Timestamp(from_day, tz=ZONE).tz_convert("UTC")
end = (pd.Timestamp(to_day, tz=ZONE) + pd.DateOffset(days=1)).tz_convert("UTC")
n_hours = int((end - start) / pd.Timedelta(hours=1))
begun = np.concatenate([
    rng.integers(0, n_hours, 300),
    *[int((pd.Timestamp(night, tz="UTC") - start) / pd.Timedelta(hours=1)) + rng.integers(-20, 6, 40)
      for night in ("2025-03-30 00:00", "2025-10-26 00:00")],
])
span = rng.choice([0, 0, 1, 2, 5, 8, 11, 23, 24, 25, 40, 700], len(begun))
n = rng.choice([1, 1, 1, 2, 5], len(begun))

rows = []
long = 0
months = {}
table = np.zeros((7, 24))
for first, hours, count in zip(begun, span, n):
    at = start + pd.Timedelta(hours=int(first))
    epoch = int(at.timestamp()) // 3600
    rows.append([epoch, epoch + int(hours), int(count)])
    month = at.tz_convert(ZONE).strftime("%Y-%m")
    months[month] = months.get(month, 0) + int(count)
    if hours > 24:
        long += int(count)
        continue
    # Every hour of the interval as it is called in the city.
    for hour in pd.date_range(at, periods=int(hours) + 1, freq="h").tz_convert(ZONE):
        table[hour.day_of_week, hour.hour] += count / (hours + 1)
json.dump({"pandas": pd.__version__, "from": from_day, "to": to_day, "rows": rows, "week_hours": table.tolist(),
           "months": months, "n_long": long}, sys.stdout, separators=(",", ":"))
