#!/usr/bin/env bash
# Layers for GIS programs beside pygeoapi, in one run, answers compared first: scripts/gis-bench.py.
#   scripts/gis-bench.sh path/to/platssamverkan [argument …]
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.tools/gis-bench-venv
if ! cmp -s benches/gis-peer.txt "$venv/installed.txt"; then
  python3 -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet -r benches/gis-peer.txt
  cp benches/gis-peer.txt "$venv/installed.txt"
fi
exec "$venv/bin/python" scripts/gis-bench.py "$@"
