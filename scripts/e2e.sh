#!/usr/bin/env bash
# Starts the real server on a fresh demo, runs the browser tests against it and stops it. Tests that
# need a server of their own find the program in SERVER and the loaded demo in DEMO_BACKUP.
#   scripts/e2e.sh path/to/platssamverkan
set -euo pipefail
cd "$(dirname "$0")/.."
server=$(realpath "$1")
port=${PORT:-$((20000 + RANDOM % 20000))}
data=$(mktemp -d)
mkdir -p artifacts
"$server" --data "$data" demo --listen "127.0.0.1:$port" >artifacts/server.log 2>&1 &
pid=$!
trap 'kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; rm -rf "$data"' EXIT
for _ in $(seq 600); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then ready=1; break; fi
  kill -0 "$pid" 2>/dev/null || { cat artifacts/server.log >&2; echo 'servern startade inte' >&2; exit 1; }
  sleep 0.2
done
[ -n "${ready:-}" ] || { cat artifacts/server.log >&2; echo 'servern svarade inte i tid' >&2; exit 1; }
export SERVER=$server DEMO_BACKUP=$data/kopia
"$server" --data "$data" backup "$DEMO_BACKUP" >>artifacts/server.log
export BASE_URL="http://127.0.0.1:$port"
export CHROMIUM_PATH=${CHROMIUM_PATH:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
cd web
npm run e2e
