# Two commands do all the set-up: `make run` (the demo) and `make test` (every check).
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check

.PHONY: run test check format bench soak lock setup setup-dev browser fit clean

run: setup
	$(PY) -m bot demo

test: setup-dev browser check
	$(PY) -m pytest -n 2

check: setup-dev
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy

format: setup-dev
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: setup-dev
	$(PY) -m tests.bench

# The weights that judge names, fitted anew; `python -m tests.crossval_names` shows how good they are.
fit: setup-dev
	$(PY) -m tests.fit_names

soak: setup-dev
	$(PY) -m pytest -m soak

setup: $(VENV)/.run
setup-dev: $(VENV)/.dev

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Hardline needs Python 3.11 or newer as $(PYTHON); set PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
	  || { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq python3-venv; } \
	  || { echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	$(PIP) install -q --only-binary :all: --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements.lock requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install -q --only-binary :all: --require-hashes -r requirements-dev.lock
	$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $(VENV)/.run $@

# The page is tested in a real browser: Debian's Chromium.
browser:
	@command -v chromium >/dev/null \
	  || { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq chromium; } \
	  || { echo "Chromium is missing: apt-get install chromium"; exit 1; }

# Needs uv on the PATH. The lock files name no index: pip's own settings decide.
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header -q
lock:
	$(LOCK) -o requirements.lock
	$(LOCK) --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache build *.egg-info
