#!/usr/bin/env python3
"""Other people's tools on the same input as benches/speed, timed and with their answers.

    run.py DIRECTORY JOB…

Runs the file <job>.py beside this one for each job that has one, in order.
"""
import runpy
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here))
for job in sys.argv[2:]:
    script = here / f"{job}.py"
    if script.exists():
        runpy.run_path(str(script))
