#!/usr/bin/env python3
"""Measures layers for GIS programs beside pygeoapi: the same areas from both, the answers compared
first, then as many requests as each bears on loopback. And how long every tile of a city of cells takes,
one after the other: made, and made already. Prints the tables of docs/hastighet.md.

    scripts/gis-bench.py path/to/platssamverkan [--seconds 8]

Needs wrk (Debian: wrk) and what benches/gis-peer.txt lists, in the Python that runs it.
"""

import argparse
import http.client
import importlib.metadata
import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "tests" / "gis"))

from service import Level, Service, free_port  # noqa: E402

import shapely  # noqa: E402

LAYER = "statistikomrade"
# The middle of the city: about a third of the areas.
BOX = "18.0,59.3,18.1,59.35"
CONFIG = """
server:
  bind: {{host: 127.0.0.1, port: {port}}}
  url: http://127.0.0.1:{port}
  mimetype: application/json; charset=UTF-8
  encoding: utf-8
  languages: [en-US]
  limits: {{default_items: 1000, max_items: 10000}}
  map: {{url: "", attribution: ""}}
logging: {{level: ERROR}}
metadata:
  identification:
    {{title: t, description: t, keywords: [t], keywords_type: theme, terms_of_service: t, url: t}}
  license: {{name: t, url: t}}
  provider: {{name: t, url: t}}
  contact: {{name: t, url: t, email: t}}
resources:
  {layer}:
    type: collection
    title: t
    description: t
    keywords: [t]
    extents:
      spatial:
        {{bbox: [-180, -90, 180, 90], crs: "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}}
    providers:
      - {{type: feature, name: GeoJSON, data: {areas}, id_field: area_id}}
"""


def peer(folder, port, areas):
    """pygeoapi on the areas, with as many workers as there are processors."""
    config = CONFIG.format(port=port, layer=LAYER, areas=areas)
    files = {"PYGEOAPI_CONFIG": folder / "config.yml", "PYGEOAPI_OPENAPI": folder / "openapi.yml"}
    files["PYGEOAPI_CONFIG"].write_text(config, encoding="utf-8")
    environment = {**os.environ, **{name: str(path) for name, path in files.items()}}
    programs = pathlib.Path(sys.executable).parent
    made = ["openapi", "generate", files["PYGEOAPI_CONFIG"], "-of", files["PYGEOAPI_OPENAPI"]]
    subprocess.run([programs / "pygeoapi", *made], env=environment, check=True, capture_output=True)
    listen = ["--workers", str(os.cpu_count()), "--bind", f"127.0.0.1:{port}"]
    log = open(folder / "peer.log", "w", encoding="utf-8")
    return subprocess.Popen(
        [programs / "gunicorn", *listen, "pygeoapi.flask_app:APP"],
        env=environment, stdout=log, stderr=log, cwd=folder,
    )


def answer(url):
    with urllib.request.urlopen(url, timeout=60) as read:
        return read.read()


def waited(url, process):
    for _ in range(300):
        try:
            return answer(url)
        except OSError:
            assert process.poll() is None, "pygeoapi ended"
            time.sleep(0.1)
    raise AssertionError("pygeoapi did not answer")


def features(body):
    """{id: ground} of an answer."""
    all_of_them = json.loads(body)["features"]
    return {one["id"]: shapely.from_geojson(json.dumps(one["geometry"])) for one in all_of_them}


def compared(ours, theirs):
    """That both have the same areas in the same place; how many."""
    ours, theirs = features(ours), features(theirs)
    assert ours.keys() == theirs.keys(), sorted(ours.keys() ^ theirs.keys())[:5]
    for name, ground in ours.items():
        # 7 decimals of a degree, both.
        assert ground.hausdorff_distance(theirs[name]) < 2e-7, name
    return len(ours)


def wrk(url, seconds):
    """(answers per second, p99 in ms); every answer a good one."""
    ran = subprocess.run(
        ["wrk", "-t2", "-c32", f"-d{seconds}s", "--timeout", "30s", "--latency", url],
        check=True, capture_output=True, text=True,
    ).stdout
    assert "Non-2xx" not in ran and "Socket errors" not in ran, ran
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", ran).groups()
    per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", ran).group(1))
    return per_second, float(number) * {"us": 1e-3, "ms": 1.0, "s": 1e3}[unit]


def covering(bounds, zoom):
    """Columns and rows of the tiles that touch a box in degrees."""
    def place(lon, lat):
        down = 1 - math.asinh(math.tan(math.radians(lat))) / math.pi
        return int((lon + 180) / 360 * 2**zoom), int(down / 2 * 2**zoom)

    west, south, east, north = bounds
    (first, top), (last, bottom) = place(west, north), place(east, south)
    return [(x, y) for x in range(first, last + 1) for y in range(top, bottom + 1)]


def tiles(level, layer):
    """Rows of the table: each zoom's tiles, cold and then kept."""
    root = f"/tiles/{level.name}/{layer}"
    bounds = level.ask(root).json()["bounds"]
    host = level.service.base.removeprefix("http://")
    line = http.client.HTTPConnection(host, timeout=60)

    def took(path):
        begun = time.perf_counter()
        line.request("GET", path, headers={**level.headers(), "Accept-Encoding": "gzip"})
        answer = line.getresponse()
        body = answer.read()
        ms = (time.perf_counter() - begun) * 1e3
        assert answer.status in (200, 204), (path, answer.status)
        return ms, len(body), answer.status == 200

    def p95(times):
        return sorted(times)[math.ceil(0.95 * len(times)) - 1]

    for zoom in range(10, 15):
        paths = [f"{root}/{zoom}/{x}/{y}.mvt" for x, y in covering(bounds, zoom)]
        cold = [took(path) for path in paths]
        kept = [took(path) for path in paths]
        shown = [ms for ms, _, is_there in cold if is_there]
        again = [ms for ms, _, is_there in kept if is_there]
        most = max(size for _, size, _ in cold)
        yield zoom, len(shown), p95(shown), p95(again), most / 1e3
    line.close()


def swedish(number):
    """Three figures or more."""
    decimals = 0 if number >= 100 else 1
    return f"{number:,.{decimals}f}".replace(",", " ").replace(".", ",")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program", type=pathlib.Path)
    arguments.add_argument("--seconds", type=int, default=8)
    given = arguments.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("Saknas: wrk (Debian: apt-get install wrk)")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="gis-bench-"))
    service, other = Service(given.program.resolve(), folder / "data"), None
    try:
        service.run("demo", "--load-only")
        service.start(folder / "server.log")
        publik = Level(service, "publik")
        areas = folder / "areas.geojson"
        whole = {"type": "FeatureCollection", "features": publik.all_items(LAYER)}
        areas.write_text(json.dumps(whole), encoding="utf-8")
        port = free_port()
        other = peer(folder, port, areas)
        peers = f"http://127.0.0.1:{port}/collections/{LAYER}/items?f=json&limit=1000"
        ours = f"{publik.ogc}/collections/{LAYER}/items?f=json&limit=1000"
        waited(peers, other)
        version = importlib.metadata.version("pygeoapi")
        load = os.getloadavg()[0]
        print(f"| fråga | vårt, svar/s | p99, ms | pygeoapi {version}, svar/s | p99, ms | svaren |")
        print("|---|---|---|---|---|---|")
        for name, asked in (("hela lagret", ""), ("ruta", f"&bbox={BOX}")):
            n = compared(answer(ours + asked), answer(peers + asked))
            own, theirs = wrk(ours + asked, given.seconds), wrk(peers + asked, given.seconds)
            row = " | ".join(map(swedish, (*own, *theirs)))
            print(f"| {name}, {n} områden | {row} | samma områden på samma plats |")
        intern = Level(service, "intern", service.key("administrator-stad", "intern"))
        n = intern.layers()["hotspot_cells"]
        print(f"\n| zoom, {n} celler | rutor | gjorda, p95 ms | behållna, p95 ms | största, kB gzip |")
        print("|---|---|---|---|---|")
        for zoom, how_many, *figures in tiles(intern, "hotspot_cells"):
            print(f"| {zoom} | {how_many} | {' | '.join(map(swedish, figures))} |")
        print(f"\nBelastning före: {swedish(load)}.")
    finally:
        service.stop()
        if other is not None:
            other.terminate()
            other.wait()
        shutil.rmtree(folder, ignore_errors=True)


main()
