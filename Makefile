# Casework: `make demo` shows it, `make test` proves it. Nothing but git, make and Python 3.11 or newer is needed.

PYTHON ?= python3
PORT ?= 8000
NAMES ?= ../shared/data/names

# The packages lie in a folder of their own. What this machine has set for its own Python stays out of it.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
export PIP_USER := 0
export PYTHONNOUSERSITE := 1

BIN := .venv/bin
# Another Python needs other packages, so its version is part of the mark that says "installed".
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
RUN := .venv/run-$(VERSION)
TEST := .venv/test-$(VERSION)
INSTALL := $(BIN)/python -m pip install -qq --require-hashes --no-deps --only-binary :all: -r
export DESTROY := from pathlib import Path; from casework.demo.embedded import EmbeddedPostgres; \
	EmbeddedPostgres(Path("var/postgres")).destroy()
SOURCES := casework tests hatch_build.py $(wildcard migrations)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo demo-reset test test-isolation test-slices check bench names names-train screenshots lock clean

help:
	@echo "make demo         the demo network on http://127.0.0.1:$(PORT) (PORT= changes it); Ctrl-C stops everything"
	@echo "make demo-reset   the same, but forgets what was entered before"
	@echo "make test         every check and every test"
	@echo "make check        only what needs no database: format, lint, types, import layers, file sizes"
	@echo "make bench        measures speed beside a bare floor and writes bench.json"
	@echo "make names        measures how many names are found across scripts and spellings (NAMES= is the data folder)"
	@echo "make names-train  learns the spellings anew from the same data, in minutes"
	@echo "make screenshots  leaves a picture of every screen in var/screenshots"
	@echo "make lock         fixes the newest versions of all dependencies (needs uv)"
	@echo "make clean        removes all that was made here, the demo's data too"

demo: $(RUN)
	@exec $(BIN)/python -m casework demo --port $(PORT)

demo-reset: $(RUN)
	@exec $(BIN)/python -m casework demo --reset --port $(PORT)

# Attacks and lists that are counted start with a database of their own. The browser has the machine to itself.
test: check
	@echo "Testing and attacking, side by side ..."
	@$(MAKE) --no-print-directory --output-sync=target -j2 test-isolation test-slices
	@echo "Walking through the browser ..."
	@exec $(BIN)/python -m pytest tests/browser

test-isolation:
	@$(BIN)/python -m pytest tests/isolation

test-slices:
	@$(BIN)/python -m pytest --ignore tests/referrals --ignore tests/isolation --ignore tests/browser
	@$(BIN)/python -m pytest tests/referrals

check: $(TEST)
	@echo "Checking format, lint, types, import layers and file sizes ..."
	@$(BIN)/ruff format --check --quiet $(SOURCES) || { echo "Run: $(BIN)/ruff format"; exit 1; }
	@$(BIN)/ruff check --quiet $(SOURCES)
	@$(BIN)/mypy --no-error-summary
	@layers=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$layers"; exit 1; }
	@find $(SOURCES) -name '*.py' -exec wc -l {} + | awk '$$2 != "total" && $$1 >= 300 \
		{ print $$2 " has " $$1 " lines; a file ends before its 300th."; long = 1 } END { exit long }'

bench: $(TEST)
	@exec $(BIN)/python -m tests.bench

names: $(TEST)
	@NAMES="$(NAMES)" $(BIN)/python -m tests.names

names-train: $(TEST)
	@NAMES="$(NAMES)" $(BIN)/python -m tests.names.train

screenshots: $(TEST)
	@CASEWORK_SCREENSHOTS=var/screenshots $(BIN)/python -m pytest tests/browser

lock:
	@set -e; compile() { uv --no-config pip compile --quiet --universal --upgrade --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header pyproject.toml "$$@"; }; \
	compile --group build -o requirements/run.txt; \
	compile --group build --group test -c requirements/run.txt -o requirements/test.txt

clean:
	@if [ -x $(BIN)/python ] && [ -d var ]; then $(BIN)/python -c "$$DESTROY"; fi
	@rm -rf .venv var build dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis bench.json
	@rm -rf casework/web/assets/vendor tests/browser/vendor
	@find casework tests -name __pycache__ -prune -exec rm -rf {} +

# What the program needs.
$(RUN): requirements/run.txt pyproject.toml hatch_build.py package.json package-lock.json .npmrc
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Python 3.11 or newer is needed as \"$(PYTHON)\". Run: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "python3-venv is missing. Run: apt-get install python3-venv"; exit 1; }
	@mkdir -p var
	@[ -x $(BIN)/python ] && [ "$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$(VERSION)" ] \
		|| { echo "Making a Python environment in .venv ..."; $(PYTHON) -m venv --clear .venv; }
	@echo "Installing what Casework needs (under a minute on a quick line) ..."
	@$(INSTALL) requirements/run.txt
	@echo "Fetching the front-end files ..."
	@$(BIN)/python hatch_build.py
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@

# What the checks need on top.
$(TEST): $(RUN) requirements/test.txt
	@echo "Installing what the tests need ..."
	@$(INSTALL) requirements/test.txt
	@touch $@
