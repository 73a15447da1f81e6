# Every target sets itself up: on a machine with Python 3.11+, git and make, `make demo` is all there is to type.
.DEFAULT_GOAL := help
.PHONY: help demo test test-formats test-oldest test-all test-newest check fix docs bench dist soak release api-check fuzz memory mutate clean pictures site

# The first interpreter that is new enough. Override with: make test PYTHON=python3.13
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.base ## Refuse a bad payload, create a good one, print its result, save it: no key, no network
	@$(BIN)/python examples/quickstart.py

# Compiled modules are kept, whatever the environment says: the tests start many processes, which each import the package.
test: $(VENV)/.test ## Run the tests with branch coverage, on all cores
	@rm -f .coverage .coverage.*
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n logical --dist worksteal --cov --cov-report=term-missing:skip-covered

test-oldest: .venv-oldest/.all ## Run the tests with the oldest dependencies that we declare
	@.venv-oldest/bin/python -m pytest -q -n logical --dist worksteal

test-formats: .venv-formats/.all ## Run the tests of training formats with the libraries that they are of
	@.venv-formats/bin/python -m pytest -q tests/export/test_library_formats.py

test-all: $(VENV)/bin/python ## Run the tests on each supported Python that this machine has
	@$(BIN)/python -m tests.every_python

test-newest: $(VENV)/bin/python ## Run the tests on the newest of them
	@$(BIN)/python -m tests.every_python --newest

check: $(VENV)/.all ## Lint, compare imports with what is declared, type-check with mypy --strict and pyright strict, lint viewer.js
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/deptry scaleapi
	@$(BIN)/mypy
	@$(BIN)/pyright
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory .axe/.eslint && .axe/node_modules/.bin/eslint scaleapi/viewer/assets; \
	else echo "npm is not here: the viewer's script is not linted"; fi

fix: $(VENV)/.all ## Let the linter mend what it can, and format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

pictures: $(VENV)/.all ## Take the pictures of the viewer in docs/images/ again; needs Chromium
	@$(BIN)/python -m tests.viewer.pictures

docs: $(VENV)/.all ## Write the generated parts of docs/ again (the tests check that they are current)
	@$(BIN)/python -m tests.generated

site: .venv-site/.all ## Build the documentation into site/; warnings and broken links are errors
	@.venv-site/bin/python -m tests.site

bench: $(VENV)/.all .venv-official/.all .venv-official-2/.all ## Measure beside pydantic, httpx and both official SDKs (30 minutes)
	@$(BIN)/python benchmarks/cli.py
	@$(BIN)/python benchmarks/viewer.py
	@$(BIN)/python benchmarks/quality.py
	@$(BIN)/python benchmarks/validation.py
	@$(BIN)/python benchmarks/v2.py $(CURDIR)/.venv-official-2/bin/python
	@$(BIN)/python benchmarks/calls.py $(CURDIR)/.venv-official/bin/python $(CURDIR)/.venv-official-2/bin/python
	@$(BIN)/python benchmarks/bulk.py $(CURDIR)/.venv-official/bin/python
	@$(BIN)/python benchmarks/export.py $(CURDIR)/.venv-official/bin/python

soak: $(VENV)/.test ## Work in several processes while everything breaks; ends with a ledger (minutes; SEED=2 for another run)
	@$(BIN)/python -m tests.soak $(SEED)

fuzz: .venv-fuzz/.all ## Feed the package with broken and odd input, and keep what it does wrong (FUZZ_SECONDS=60 of each target)
	@.venv-fuzz/bin/python -m tests.fuzz $(or $(FUZZ_SECONDS),60) $(FUZZ_TARGETS)

memory: $(VENV)/.test ## Measure what work leaves behind in memory, and what it holds at most (minutes)
	@$(BIN)/python -m tests.memory

mutate: .venv-mutate/.all ## Change the package in 50 places of five rooms, and list what no test of the room notices (COUNT=, SEED=, ROOMS=)
	@.venv-mutate/bin/python -m tests.mutation --count=$(or $(COUNT),50) --seed=$(or $(SEED),1) $(ROOMS)

dist: .venv-dist/.all ## Build wheel and source twice, compare byte for byte, try them, list what they need; into dist/
	@.venv-dist/bin/python -m tests.dist

api-check: $(VENV)/.all ## List what the public interface has lost since the last tag, or REF=
	@$(BIN)/griffe check scaleapi --search . $(if $(REF),--against $(REF))

release: .venv-dist/.all ## Check that VERSION= can be released, and build it into dist/; tags and publishes nothing
	@.venv-dist/bin/python -m tests.release $(VERSION)

clean: ## Remove environments and caches
	rm -rf .venv .venv-* .coverage .coverage.* .mypy_cache .ruff_cache .cache dist build site

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "scaleapi needs Python 3.11 or newer on the PATH" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: pyproject.toml | $(VENV)/bin/python
	$(PIP) install --editable .
	@$(BIN)/python -m compileall -q scaleapi
	@touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/bin/python
	$(PIP) install --editable '.[test,test-httpx2]'
	@$(BIN)/python -m compileall -q scaleapi
	@touch $@ $(VENV)/.base

$(VENV)/.all: pyproject.toml | $(VENV)/bin/python
	$(PIP) install --editable '.[dev,test,test-httpx2]'
	@$(BIN)/python -m compileall -q scaleapi
	@touch $@ $(VENV)/.base $(VENV)/.test

# What npm has for the viewer: axe for its tests, eslint for its script.
.axe/.eslint: Makefile
	@npm install --silent --no-save --prefix .axe axe-core@4 eslint@9
	@touch $@

.venv-oldest/.all: pyproject.toml tests/oldest.txt
	$(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip --disable-pip-version-check --quiet install --editable '.[test]' --constraint tests/oldest.txt
	@touch $@

.venv-formats/.all: pyproject.toml
	$(PYTHON) -m venv .venv-formats
	.venv-formats/bin/python -m pip --disable-pip-version-check --quiet install --editable '.[test,test-formats]'
	@touch $@

.venv-dist/.all: pyproject.toml
	$(PYTHON) -m venv .venv-dist
	.venv-dist/bin/python -m pip --disable-pip-version-check --quiet install --editable '.[dist]'
	@touch $@

.venv-site/.all: pyproject.toml
	$(PYTHON) -m venv .venv-site
	.venv-site/bin/python -m pip --disable-pip-version-check --quiet install --editable '.[site]'
	@touch $@

.venv-fuzz/.all: pyproject.toml
	$(PYTHON) -m venv .venv-fuzz
	.venv-fuzz/bin/python -m pip --disable-pip-version-check --quiet install --editable '.[test,fuzz]'
	@touch $@

.venv-mutate/.all: pyproject.toml
	$(PYTHON) -m venv .venv-mutate
	.venv-mutate/bin/python -m pip --disable-pip-version-check --quiet install --editable '.[test,mutate]'
	@touch $@

.venv-official-2/.all:
	$(PYTHON) -m venv .venv-official-2
	.venv-official-2/bin/python -m pip --disable-pip-version-check --quiet install scaleapi==2.18.4
	@touch $@

# The official SDKs, only ever run as black boxes.
.venv-official/.all:
	$(PYTHON) -m venv .venv-official
	.venv-official/bin/python -m pip --disable-pip-version-check --quiet install scaleapi==2.15.14
	@touch $@
