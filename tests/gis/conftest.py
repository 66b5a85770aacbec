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
    service.start(ARTIFACTS / "gis-server.log")
    publish_a_case(service)
    yield service
    service.stop()


def publish_a_case(service):
    """Both parties approve a public page, so that there is a case for everybody to read."""
    city, police = service.sign_in("samordnare"), service.sign_in("kommunpolis")
    number = service.ask("/api/v1/cases", Cookie=city).json()["items"][0]["number"]

    def page():
        return service.ask(f"/api/v1/cases/{number}", Cookie=city).json()["work"]["page"]

    def step(cookie, **what):
        what["seen"] = page()["seen"]
        answer = service.ask(f"/api/v1/cases/{number}/steps", what, Cookie=cookie)
        assert answer.status == 200, answer.body

    written = {
        "title": "Tryggare torg", "text": "Polisen och stadsdelen arbetar med belysningen.",
        "title_en": "A safer square", "text_en": "The police and the district work with the lighting.",
        "functions": ["Kommunpolis"], "next_follow_up": None, "with_verdict": False,
    }
    step(city, step="page_put", page=written)
    for cookie in [city, police]:
        step(cookie, step="page_approved", fingerprint=page()["versions"][0]["fingerprint"])


@pytest.fixture(scope="session")
def publik(service):
    return Level(service, "publik")


@pytest.fixture(scope="session")
def stad(service):
    return Level(service, "stad", service.key("administrator-stad", "stad"))


@pytest.fixture(scope="session")
def intern(service):
    return Level(service, "intern", service.key("administrator-stad", "intern"))
