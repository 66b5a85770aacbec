"""The real program on a folder of its own, and how it is asked."""

import datetime
import json
import pathlib
import re
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

OURS = {"X-Requested-With": "platssamverkan"}
LEVELS = {"publik": "", "stad": "/stad", "intern": "/intern"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Answer:
    """Status, headers by small letters, and the body."""

    def __init__(self, status, headers, body):
        self.status, self.body = status, body
        self.headers = {name.lower(): value for name, value in headers}

    def json(self):
        return json.loads(self.body)


class Service:
    """The program and its data. `load` fills the folder, `start` serves it on a free port."""

    def __init__(self, program, folder, base=None):
        self.program, self.folder, self.process = program, pathlib.Path(folder), None
        self.base = base or f"http://127.0.0.1:{free_port()}"

    def run(self, *arguments):
        """A verb of the command line on the same folder; what it printed."""
        ran = subprocess.run(
            [self.program, "--data", self.folder, *map(str, arguments)],
            capture_output=True, text=True, timeout=300,
        )
        assert ran.returncode == 0, f"{arguments}: {ran.returncode}\n{ran.stdout}{ran.stderr}"
        return ran.stdout

    def start(self, log):
        listen = self.base.removeprefix("http://")
        with open(log, "w", encoding="utf-8") as out:
            self.process = subprocess.Popen(
                [self.program, "--data", self.folder, "demo", "--listen", listen],
                stdout=out, stderr=out,
            )
        for _ in range(1200):
            try:
                if self.ask("/readyz").status == 200:
                    return self
            except OSError:
                pass
            assert self.process.poll() is None, f"the server ended: see {log}"
            time.sleep(0.1)
        raise AssertionError(f"the server did not answer: see {log}")

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)

    def ask(self, path, body=None, method=None, **headers):
        """Asks; a dict as body goes as JSON. What is no success is an answer too."""
        headers = {**OURS, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if isinstance(body, dict):
            body, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        asked = urllib.request.Request(self.base + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=120) as answer:
                return Answer(answer.status, answer.headers.items(), answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers.items(), error.read())

    def sign_in(self, login):
        """The cookie of a demo account."""
        typed = {"login": login, "password": f"demo-{login}-2026"}
        answer = self.ask("/api/v1/session", typed)
        assert answer.status == 200, answer.body
        return answer.headers["set-cookie"].split(";")[0]

    def key(self, administrator, level):
        """The secret of a new key for a system at a level."""
        layer = self.ask("/ogc/collections/kommun/items?f=json&limit=1").json()
        last_day = datetime.date.fromisoformat(layer["extracted_on"]) + datetime.timedelta(30)
        new = {"system": f"GIS-prov {level}", "level": level, "last_day": str(last_day)}
        answer = self.ask("/api/v1/keys", new, Cookie=self.sign_in(administrator))
        assert answer.status == 201, answer.body
        return answer.json()["secret"]


def query(**asked):
    """`?a=…&b=…`; an underscore in a name stands for a hyphen."""
    return "?" + urllib.parse.urlencode({name.replace("_", "-"): v for name, v in asked.items()})


class Level:
    """A level as a GIS program finds it: addresses, the key for it, and what our own API says there."""

    def __init__(self, service, name, key=None):
        self.service, self.name, self.key = service, name, key
        self.ogc = f"{service.base}/ogc{LEVELS[name]}"
        self.wfs = f"{service.base}/wfs{LEVELS[name]}"

    def headers(self):
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    def ask(self, path, **asked):
        answer = self.service.ask(path + (query(**asked) if asked else ""), **self.headers())
        assert answer.status == 200, (path, asked, answer.status, answer.body[:600])
        return answer

    def layers(self):
        """{name: how many features}, as the collections themselves say."""
        root = f"/ogc{LEVELS[self.name]}/collections"
        names = [one["id"] for one in self.ask(root, f="json").json()["collections"]]
        return {name: self.items(name, limit=1)["numberMatched"] for name in names}

    def items(self, layer, **asked):
        root = f"/ogc{LEVELS[self.name]}/collections/{layer}/items"
        return self.ask(root, f="json", **asked).json()

    def all_items(self, layer, **asked):
        """Every feature, by following `next`."""
        page = self.items(layer, limit=10_000, **asked)
        features = page["features"]
        while after := next((link for link in page["links"] if link["rel"] == "next"), None):
            page = self.ask(after["href"].removeprefix(self.service.base)).json()
            features += page["features"]
        assert len(features) == page["numberMatched"]
        return features

    def export(self, file, folder, **asked):
        """A whole layer as a file in the folder; its path."""
        path = pathlib.Path(folder) / re.sub(r"\W+", "-", f"{asked.get('crs', '')}-{file}").strip("-")
        path = path.with_suffix("." + file.rsplit(".", 1)[1])
        path.write_bytes(self.ask(f"/api/v1/export/{file}", release=self.name, **asked).body)
        return path
