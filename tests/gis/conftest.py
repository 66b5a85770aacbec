"""One demo for all tests: the real program (`--server`), with areas at known positions read in."""

import pathlib
import shutil

import pytest

from positions import triangles, write_areas
from service import Level, Service

ARTIFACTS = pathlib.Path(__file__).parents[2] / "artifacts"


def pytest_addoption(parser):
    parser.addoption("--server", type=pathlib.Path, required=True, help="path to platssamverkan")


def pytest_report_header(config):
    import pyogrio
    import pyproj

    gdal = ".".join(map(str, pyogrio.__gdal_version__))
    return f"pyogrio {pyogrio.__version__}, GDAL {gdal}, PROJ {pyproj.proj_version_str}"


@pytest.fixture(scope="session")
def program(pytestconfig):
    return pytestconfig.getoption("--server").resolve(strict=True)


@pytest.fixture(scope="session")
def loaded(program, tmp_path_factory):
    """A demo that nobody serves yet; to be copied."""
    demo = Service(program, tmp_path_factory.mktemp("demo") / "data")
    demo.run("demo", "--load-only")
    return demo


@pytest.fixture(scope="session")
def drawn():
    return triangles()


@pytest.fixture(scope="session")
def service(program, loaded, drawn, tmp_path_factory):
    folder = tmp_path_factory.mktemp("service")
    shutil.copytree(loaded.folder, folder / "data")
    service = Service(program, folder / "data")
    file = write_areas(folder / "omraden.geojson", drawn)
    fields = ("--code-field", "code", "--name-field", "name")
    service.run("import", "areas", file, "--kind", "basomrade", *fields)
    ARTIFACTS.mkdir(exist_ok=True)
    yield service.start(ARTIFACTS / "gis-server.log")
    service.stop()


@pytest.fixture(scope="session")
def publik(service):
    return Level(service, "publik")


@pytest.fixture(scope="session")
def stad(service):
    return Level(service, "stad", service.key("administrator-stad", "stad"))


@pytest.fixture(scope="session")
def intern(service):
    return Level(service, "intern", service.key("administrator-stad", "intern"))
