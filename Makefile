# Two commands: `make run` shows the demo, `make test` proves the rest. See README.md.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.tools/node_modules/node/bin:$(PATH)
TARGET := $(or $(CARGO_TARGET_DIR),target)
# Set-up is allowed the network; everything after it is not.
OFFLINE := CARGO_NET_OFFLINE=true npm_config_offline=true

.PHONY: help run test test-rust test-web test-e2e test-gis purity lint bench bench-gis load soak durability web types clean-data

help:
	@echo 'make run    bygger och visar demon på http://127.0.0.1:8080'
	@echo 'make test   kör alla prov, även i webbläsare'
	@echo 'make test-gis   GDAL, QGIS och OpenAPI-prov mot tjänsten (ingår i make test)'
	@echo 'make bench  mäter mot andras verktyg, svaren jämförda först'
	@echo 'make bench-gis   mäter lagren för GIS-program mot pygeoapi'
	@echo 'make load   mäter vad servern tål, inloggad'
	@echo 'make soak   egenskapsproven om och om igen, med nya slumptal'
	@echo 'make durability  strömavbrott och kill −9, tusentals gånger'
	@echo 'make lint   rustfmt, clippy, svelte-check'

run:
	@scripts/setup.sh run
	@$(MAKE) --no-print-directory web
	$(OFFLINE) cargo build --release --locked --features gdal
	$(TARGET)/release/platssamverkan --data data/demo demo

test:
	@scripts/setup.sh test
	@scripts/offline.sh $(MAKE) --no-print-directory purity web test-rust test-web test-e2e test-gis
	@echo 'Alla prov gick igenom.'

# The pure core builds without database, HTTP or command line.
purity:
	$(OFFLINE) cargo check --locked --no-default-features --lib

# What is green is green again: the property tests draw the same cases every time.
test-rust:
	$(OFFLINE) PROPTEST_RNG_SEED=20261125 cargo test --locked --features gdal

# And new ones here: SOAK rounds of the tests that draw their cases, each with another seed, which
# is printed and gives the same failure again.
SOAK ?= 10
soak:
	@scripts/setup.sh test
	$(OFFLINE) scripts/soak.sh $(SOAK)

# So many simulated power cuts and so many kill -9 of the service, a fourth as many of a large import;
# `make test` has some of each. Prints the tables of docs/hastighet.md.
CUTS ?= 2000
KILLS ?= 500
durability:
	@scripts/setup.sh run
	$(OFFLINE) PLATSSAMVERKAN_CUTS=$(CUTS) PLATSSAMVERKAN_KILLS=$(KILLS) \
	  cargo test --locked --features gdal --test it -- --nocapture --test-threads 1 power_cut:: kill9::

web: web/dist/index.html

web/dist/index.html: $(shell find web/src web/public web/index.html web/package-lock.json web/vite.config.ts -type f 2>/dev/null)
	@before=$$(cat $@ 2>/dev/null || true); (cd web && $(OFFLINE) npm run build); touch $@; \
	  if [ "$$before" != "$$(cat $@)" ]; then touch src/api/static_files.rs; fi
# The files are embedded at compile time; cargo does not look into web/dist by itself. The page names
# all the others by their content, so that it tells whether anything has changed.

test-web: web
	cd web && $(OFFLINE) npm run check && $(OFFLINE) npm test

# With the program that the other tests have built, and built as they build it: it is optimised
# enough, and a second build of everything would take longer than it saves.
test-e2e: web
	$(OFFLINE) cargo test --locked --features gdal --test it --no-run
	$(OFFLINE) scripts/e2e.sh $(TARGET)/debug/platssamverkan

# GDAL, QGIS and an OpenAPI tester against the same program; `scripts/setup.sh gis` installs them.
test-gis: web
	$(OFFLINE) cargo test --locked --features gdal --test it --no-run
	scripts/gis.sh $(TARGET)/debug/platssamverkan

lint:
	@scripts/setup.sh run
	cargo fmt --check
	cargo clippy --locked --all-targets --features gdal -- -D warnings
	cd web && npm run check

# How many requests the server bears, signed in; prints the table of docs/hastighet.md.
load: web
	@scripts/setup.sh load
	cargo build --release --locked --features gdal
	scripts/load.py $(TARGET)/release/platssamverkan

# Layers for GIS programs, beside pygeoapi.
bench-gis: web
	@scripts/setup.sh bench
	@scripts/setup.sh load
	cargo build --release --locked --features gdal
	scripts/gis-bench.sh $(TARGET)/release/platssamverkan

bench:
	@scripts/setup.sh bench
	scripts/bench.sh
