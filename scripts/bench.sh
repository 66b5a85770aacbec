#!/usr/bin/env bash
# Measures ours and others side by side in one run, answers compared first. Prints a table and writes
# it as JSON to target/hastighet.json. Arguments are names of jobs; all of them without.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.tools/bench-venv
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
fi
if ! cmp -s benches/peers.txt "$venv/installed.txt"; then
  "$venv/bin/pip" install --quiet -r benches/peers.txt
  cp benches/peers.txt "$venv/installed.txt"
fi
PEER_PYTHON="$PWD/$venv/bin/python" cargo bench --locked --bench speed -- "$@"
