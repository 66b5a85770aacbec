"""The interface does what its own documents say: schemathesis calls every operation as everybody."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from conftest import ARTIFACTS
from service import Service

HERE = pathlib.Path(__file__).parent
# As many as there are kinds of user and nobody: each meets every operation.
N_CASES = 9
CHECKS = [
    "not_a_server_error", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance", "status_code_conformance",
]


@pytest.fixture(scope="module")
def throwaway(program, loaded, tmp_path_factory):
    """A demo that may be wrecked."""
    folder = tmp_path_factory.mktemp("throwaway")
    shutil.copytree(loaded.folder, folder / "data")
    service = Service(program, folder / "data")
    yield service.start(ARTIFACTS / "openapi-server.log")
    service.stop()


def schemathesis(service, document, folder, *arguments, **environment):
    """Runs it on a document of the service; the same requests every time."""
    program = pathlib.Path(sys.executable).parent / "schemathesis"
    ran = subprocess.run(
        [
            program, "run", service.base + document, "--checks", ",".join(CHECKS),
            "--phases", "fuzzing", "--max-examples", str(N_CASES), "--generation-deterministic",
            "--no-shrink", "--request-timeout", "60",
            "--warnings", "off", "--no-color", *arguments,
        ],
        cwd=folder, env={**os.environ, **environment}, text=True, timeout=300,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    log = ARTIFACTS / f"openapi{document.replace('/', '-').removesuffix('.json')}.log"
    log.write_text(ran.stdout, encoding="utf-8")
    assert ran.returncode == 0, f"see {log}\n{ran.stdout[-6000:]}"
    return ran.stdout


def test_every_operation_answers_as_documented_whoever_asks(throwaway, tmp_path):
    told = tmp_path / "told.json"
    hooks = {"SCHEMATHESIS_HOOKS": "everybody", "PYTHONPATH": str(HERE)}
    asked = {"BASE_URL": throwaway.base, "TOLD": str(told)}
    schemathesis(throwaway, "/openapi.json", tmp_path, **hooks, **asked)
    told = json.loads(told.read_text())
    paths = throwaway.ask("/openapi.json").json()["paths"]
    assert told["operations"] == sum(len(operations) for operations in paths.values()) > 200
    # Nobody was shut out so early that it proves nothing.
    assert len(told["let_in"]) == 8
    assert min(told["let_in"].values()) > told["operations"] // 2, told


@pytest.mark.parametrize("level", ["publik", "stad", "intern"])
def test_every_collection_answers_as_documented(level, request, tmp_path):
    level = request.getfixturevalue(level)
    header = ["-H", f"Authorization: Bearer {level.key}"] if level.key else []
    root = level.ogc.removeprefix(level.service.base)
    schemathesis(level.service, f"{root}/api", tmp_path, *header)
