#!/usr/bin/env python3
"""Loads the real server on loopback, signed in, and prints what it bore.

    scripts/load.py path/to/platssamverkan [--seconds 10]

Measures with wrk: reads of areas (whole and known by their tag), places and cells of a run; the same
while a file of 300 000 rows is read and published; how fast rows come in; memory at rest; and how long
a restart takes until the first answer. Every request is signed in, and what is read of counts is in
the log before the answer leaves. Needs wrk (Debian: wrk) and nothing but loopback.
"""

import argparse
import http.client
import json
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

OURS = {"X-Requested-With": "platssamverkan"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The program on a data folder; `start` returns the seconds until its first answer."""

    def __init__(self, program, data):
        self.program, self.data, self.port = program, data, free_port()

    def start(self):
        began = time.perf_counter()
        listen = f"127.0.0.1:{self.port}"
        log = open(self.data.parent / "server.log", "a", encoding="utf-8")
        self.process = subprocess.Popen(
            [self.program, "--data", self.data, "demo", "--listen", listen], stdout=log, stderr=log
        )
        while True:
            try:
                status, _, _ = self.ask("GET", "/readyz")
                if status == 200:
                    return time.perf_counter() - began
            except OSError:
                pass
            if self.process.poll() is not None:
                sys.exit(f"the server ended: see {log.name}")
            time.sleep(0.005)

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait()

    def ask(self, method, path, body=None, headers=None, timeout=600):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        link.request(method, path, body, {**OURS, **(headers or {})})
        answer = link.getresponse()
        read = answer.read()
        link.close()
        return answer.status, dict(answer.getheaders()), read

    def sign_in(self, login):
        typed = json.dumps({"login": login, "password": f"demo-{login}-2026"})
        status, headers, _ = self.ask(
            "POST", "/api/v1/session", typed, {"Content-Type": "application/json"}
        )
        assert status == 200, status
        cookie = next(value for name, value in headers.items() if name.lower() == "set-cookie")
        return {"Cookie": cookie.split(";")[0]}

    def memory_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def wrk(server, path, headers, seconds):
    """(requests per second, p99 in ms, answers that were no answer)."""
    said = []
    for name, value in headers.items():
        said += ["-H", f"{name}: {value}"]
    url = f"http://127.0.0.1:{server.port}{path}"
    ran = subprocess.run(
        ["wrk", "-t2", "-c32", f"-d{seconds}s", "--latency", *said, url],
        check=True, capture_output=True, text=True,
    ).stdout
    unit = {"us": 1e-3, "ms": 1.0, "s": 1e3}
    number, of = re.search(r"99%\s+([\d.]+)(us|ms|s)", ran).groups()
    per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", ran).group(1))
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", ran)
    return per_second, float(number) * unit[of], int(wrong.group(1)) if wrong else 0


def big_file(n_rows):
    """Rows over two years around the city's middle, each with an id of its own."""
    lines = ["id,category,lon,lat,occurred_from"]
    for i in range(n_rows):
        lon, lat = 18.02 + 0.0007 * (i * 37 % 101), 59.30 + 0.0005 * (i * 53 % 97)
        day, hour = 1 + i % 28, i * 7 % 24
        month, year = 1 + i // 28 % 12, 2024 + i // 336 % 2
        lines.append(f"b{i},fickstold,{lon:.5f},{lat:.5f},{year}-{month:02}-{day:02}T{hour:02}:00")
    return "\n".join(lines).encode()


def multipart(fields, name, content):
    edge = "edge-of-the-form"
    parts = []
    for field, value in fields.items():
        part = f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        parts.append(part.encode())
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = b"".join(parts) + head.encode() + content + f"\r\n--{edge}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={edge}"}


def import_rows(server, cookie, n_rows, told):
    body, kind = multipart(
        {"kind": "incidents", "source": "last", "synthetic": "true"}, "last.csv", big_file(n_rows)
    )
    began = time.perf_counter()
    status, _, read = server.ask("POST", "/api/v1/imports", body, {**cookie, **kind})
    assert status == 202, (status, read[:400])
    told["staged_s"] = time.perf_counter() - began
    path = f"/api/v1/imports/{json.loads(read)['id']}/commit"
    status, _, read = server.ask("POST", path, "", cookie)
    assert status == 200, (status, read[:400])
    told["published_s"] = time.perf_counter() - began


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program", type=pathlib.Path)
    arguments.add_argument("--seconds", type=int, default=10)
    given = arguments.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("Saknas: wrk (Debian: apt-get install wrk)")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="last-"))
    server = Server(given.program.resolve(), folder / "data")
    try:
        server.start()
        cookie = server.sign_in("kommunpolis")
        time.sleep(2)
        after_making = server.memory_mib()
        server.stop()
        server.start()
        cookie = server.sign_in("kommunpolis")
        time.sleep(2)
        at_rest = server.memory_mib()
        _, _, runs = server.ask("GET", "/api/v1/hotspots/runs", headers=cookie)
        run = json.loads(runs)["items"][0]
        _, headers, _ = server.ask("GET", "/api/v1/areas?kind=statistikomrade", headers=cookie)
        tag = {name.lower(): value for name, value in headers.items()}["etag"]
        reads = [
            ("områden, kända av läsaren (304)", "/api/v1/areas?kind=statistikomrade",
             {**cookie, "If-None-Match": tag}),
            ("områden", "/api/v1/areas?kind=statistikomrade", cookie),
            ("ett område", "/api/v1/areas/kommun/0180", cookie),
            ("platser i en körning", f"/api/v1/hotspots/runs/{run['id']}/places.geojson", cookie),
            ("rutornas värden", f"/api/v1/cells/h3:10/values?run={run['id']}", cookie),
        ]
        print("| läsning, inloggad, 32 samtidiga | svar/s | p99, ms | under en inläsning: svar/s | p99, ms |")
        print("|---|---|---|---|---|")
        quiet = [wrk(server, path, headers, given.seconds) for _, path, headers in reads]
        told = {}
        delivery = threading.Thread(target=import_rows, args=(server, cookie, 300_000, told))
        delivery.start()
        busy = []
        for _, path, headers in reads:
            busy.append(wrk(server, path, headers, 2) if delivery.is_alive() else None)
        delivery.join()
        for (name, _, _), calm, under in zip(reads, quiet, busy):
            assert calm[2] == 0, f"{name}: {calm[2]} wrong answers"
            second = f"{under[0]:.0f} | {under[1]:.1f}" if under else "– | –"
            print(f"| {name} | {calm[0]:.0f} | {calm[1]:.1f} | {second} |")
        rows = 300_000
        print(f"\nInläsning av {rows} rader under last: {rows / told['staged_s']:.0f} rader/s till "
              f"förhandsvisning, {told['published_s']:.1f} s till publicerad.")
        alone = {}
        server.stop()
        shutil.rmtree(folder / "data")
        server.start()
        cookie = server.sign_in("kommunpolis")
        import_rows(server, cookie, rows, alone)
        print(f"Ensam: {rows / alone['staged_s']:.0f} rader/s till förhandsvisning, "
              f"{alone['published_s']:.1f} s till publicerad.")
        print(f"Minne i vila med demons antal: {at_rest:.0f} MiB; i den process som just gjort "
              f"demon {after_making:.0f} MiB.")
        times = []
        for i in range(30):
            # Every other time the power goes.
            server.stop(signal.SIGKILL if i % 2 else signal.SIGTERM)
            times.append(server.start())
        times.sort()
        print(f"Omstart till första svar, 30 gånger, hälften efter kill −9: median "
              f"{times[15]:.2f} s, längst {times[-1]:.2f} s.")
        server.stop()
    finally:
        if server.process.poll() is None:
            server.process.kill()
        shutil.rmtree(folder, ignore_errors=True)


main()
