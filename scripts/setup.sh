#!/usr/bin/env bash
# Installs what `make run`, `make test` or `make bench` needs and does not find. Checks first, so a
# second call is quick. Never waits for an answer when root, in CI or without a terminal.
#   scripts/setup.sh run|test|gis|bench|load
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:?run, test, gis, bench or load}

say() { printf '%s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

for tool in cargo make cc; do
  have "$tool" || { say "Saknas: $tool. Installera Rust (rustup.rs), make och en C-kompilator först."; exit 1; }
done

# Each requirement: the check that it is there, and the Debian/Ubuntu package that brings it.
missing=()
require() { eval "$1" >/dev/null 2>&1 || missing+=("$2"); }
require 'have pkg-config' pkg-config
require 'have gdal-config && pkg-config --exists gdal' libgdal-dev
require 'have node' nodejs
require 'have npm' npm
if [ "$purpose" = test ]; then
  require 'have chromium || have chromium-browser || have google-chrome' chromium
  require 'have setpriv' util-linux
  require 'have zip' zip
fi
# `make test` runs the GIS programs too.
with_gis=$([ "$purpose" = test ] || [ "$purpose" = gis ] && echo yes || true)
if [ -n "$with_gis" ]; then
  require 'have ogr2ogr' gdal-bin
  require '/usr/bin/python3 -c "import qgis.core"' python3-qgis
  require 'have python3 && python3 -c "import ensurepip, venv"' python3-venv
fi
if [ "$purpose" = load ]; then
  require 'have wrk' wrk
  require 'have python3' python3
fi
if [ "$purpose" = bench ]; then
  require 'have python3 && python3 -c "import ensurepip, venv"' python3-venv
fi

install_packages() {
  if ! have apt-get; then
    say "Installera dessa paket (Debian-namn) med din pakethanterare och kör igen: ${missing[*]}"
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  if [ "$(id -u)" = 0 ]; then
    as_root=()
  elif [ -n "${CI:-}" ] || [ ! -t 0 ]; then
    as_root=(sudo -n)
  else
    printf 'Behöver installera: %s\nFortsätt med sudo apt-get install? [J/n] ' "${missing[*]}" >&2
    read -r answer
    case "$answer" in [nN]*) say "Avbrutet. Inget installerades."; exit 1 ;; esac
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq || say "apt-get update misslyckades; försöker ändå."
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}
if [ ${#missing[@]} -gt 0 ]; then
  install_packages
fi

# The web build wants Node 20.19 or newer; Debian's own may be older. The registry's `node` package
# brings a current one into .tools/, and the Makefile puts that first on PATH.
node_is_new() { "$1" -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a===20&&b>=19)?0:1)'; }
if ! node_is_new node; then
  if ! { [ -x .tools/node_modules/node/bin/node ] && node_is_new .tools/node_modules/node/bin/node; }; then
    say "Node $(node --version) är för gammal; hämtar en nyare till .tools/"
    mkdir -p .tools
    npm install --prefix .tools --no-save --no-audit --no-fund node@22 >&2
  fi
fi
export PATH="$PWD/.tools/node_modules/node/bin:$PATH"

cargo fetch --locked --quiet
if [ -f web/package-lock.json ]; then
  if [ ! -f web/node_modules/.package-lock.json ] || [ web/package-lock.json -nt web/node_modules/.package-lock.json ]; then
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix web --no-audit --no-fund >&2
    touch web/node_modules/.package-lock.json
  fi
fi

# The judges from outside, in versions of their own; kept until the list of them changes.
if [ -n "$with_gis" ]; then
  venv=.tools/gis-venv
  if ! cmp -s tests/gis/requirements.txt "$venv/installed.txt"; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/gis/requirements.txt >&2
    cp tests/gis/requirements.txt "$venv/installed.txt"
  fi
fi
