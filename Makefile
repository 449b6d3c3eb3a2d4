# Firstline: `make run` starts it, `make test` proves it. `make` alone lists everything.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

EMULATORS := local-slack-linux-x64@0.1.8 telegram-test-api@4.2.1

.PHONY: help run demo test check lock clean bench bench-knowledge campaign mutants emulators test-emulators

help: ## list what can be made
	@grep -hE '^[a-z][a-z-]*:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /	/' | expand -t 18

run: $(VENV)/run.stamp ## serve web chat, desk and SMTP on this machine (SQLite in ./data)
	@$(BIN)/firstline serve

demo: $(VENV)/run.stamp ## fill the desk with believable people, articles and tickets
	@$(BIN)/firstline demo

test: $(VENV)/dev.stamp ## run every test, on SQLite and on a throw-away PostgreSQL
	@$(BIN)/python -m pytest -q -n auto $(TESTS)

check: $(VENV)/dev.stamp ## format, lint, types, import contracts, tests: what CI runs
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports
	@$(MAKE) --no-print-directory test

bench: $(VENV)/dev.stamp ## run the benchmarks (ratios, measured in one run)
	@$(BIN)/python -m pytest -q -s tests/benchmarks --benchmark-enable --benchmark-only

bench-knowledge: $(VENV)/dev.stamp ## what knowledge finds and how fast, beside two plain ways
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.benchmarks.knowledge_table $(ARGS)

campaign: $(VENV)/dev.stamp ## kill, cut and pause real servers by the hundred (at most ten minutes)
	@$(BIN)/python -m tests.reliability.campaign $(SHARE)

emulators: ## fetch the emulators that others wrote (with npm)
	@npm install --silent --no-save --no-audit --no-fund --fetch-retries 0 --fetch-timeout 20000 --prefix .cache/emulators $(EMULATORS) || echo "the emulators could not be fetched with npm: their tests are skipped"

test-emulators: $(VENV)/dev.stamp emulators ## play the stories on them
	@$(BIN)/python -m pytest -q tests/emulators

mutants: $(VENV)/dev.stamp ## prove that the campaign's checker catches seeded faults
	@$(BIN)/python -m tests.reliability.hunt

lock: ## for maintainers: write the hashed lock files anew (needs uv)
	uv pip compile -q --no-config --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --group build -o requirements.lock
	uv pip compile -q --no-config --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock
	! grep -nE '://|@ file|--(extra-)?index|--find-links' requirements*.lock

clean: ## throw the virtual environment away
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Firstline needs Python 3.11 or newer; try: make PYTHON=python3.12 run")'
	@echo "building $(VENV) (once, under a minute)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
