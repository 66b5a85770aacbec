#!/usr/bin/env bash
# Runs the tests that draw their cases again and again, each round with a seed of its own. A failure
# names the seed: PROPTEST_RNG_SEED=… cargo test … draws the same cases again.
#   scripts/soak.sh rounds
set -euo pipefail
cd "$(dirname "$0")/.."
drawn=$(cd tests/it && grep -rl --include='*.rs' proptest . | sed 's|^\./||; s|\.rs$||; s|/|::|g')
cargo test --locked --features gdal --no-run
for round in $(seq "$1"); do
  export PROPTEST_RNG_SEED=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
  echo "Omgång $round av $1, frö $PROPTEST_RNG_SEED"
  cargo test --quiet --locked --features gdal --lib
  # shellcheck disable=SC2086  # one filter per module
  cargo test --quiet --locked --features gdal --test it -- $drawn
done
echo "$1 omgångar utan fel."
