#!/usr/bin/env bash
# Real GIS programs against the real server on a fresh demo: see tests/gis/. Arguments after the program
# go to pytest (`-k origo`, `-x`).
#   scripts/gis.sh path/to/platssamverkan [argument …]
set -euo pipefail
cd "$(dirname "$0")/.."
server=$(realpath "$1")
python=.tools/gis-venv/bin/python
[ -x "$python" ] || { echo 'Saknas: .tools/gis-venv. Kör scripts/setup.sh gis först.' >&2; exit 1; }
# Nothing is written beside the sources.
export PYTHONDONTWRITEBYTECODE=1
exec "$python" -m pytest -q -p no:cacheprovider -o tmp_path_retention_policy=none --durations=5 \
  tests/gis --server "$server" "${@:2}"
