# Prepares the environment and calls; the work is in the package.
#   make reproduce   run every notebook, redraw every figure, say what changed
#   make report      write report/: findings, figures, texts and search as pages to open from the disk
#   make test        unit tests, lint, strict validation of the notebooks
#   make processors  reproduce under the linear algebra of other processors; ARGS=--all for every one
#   make lab         open JupyterLab on the notebooks
#   make bench       speed and memory, as ratios measured in one run
#   make lock        resolve requirements.lock anew (needs an index)
# PYTHON=python3.13 make ... chooses the interpreter; each version gets an environment of its own.

PYTHON ?= python3
UV_VERSION := 0.13.9
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
VENV := .venv/$(VERSION)
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: reproduce report test processors lab bench lock clean python
.DELETE_ON_ERROR:

reproduce: $(READY)
	@$(BIN)/textmine reproduce

report: $(READY)
	@$(BIN)/textmine report

test: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile --nbval --nbval-current-env tests notebooks

processors: $(READY)
	@$(BIN)/python -m tests.processors $(ARGS)

lab: $(READY)
	@$(BIN)/jupyter lab --notebook-dir=. notebooks

bench: $(READY)
	@$(BIN)/python -m tests.benchmarks

lock: $(READY)
	@$(BIN)/uv pip compile --system-certs --universal --upgrade --generate-hashes --no-header -q \
	    --python-version 3.11 --extra test pyproject.toml -o requirements.lock

clean:
	@rm -rf .venv

python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else 1)' 2>/dev/null || { \
	    echo "textmine needs Python 3.11, 3.12 or 3.13; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 | head -n 1)."; \
	    echo "Name another interpreter: PYTHON=python3.12 make reproduce"; exit 1; }

# uv installs the locked packages in seconds; pip does the same, slower, where uv cannot be had.
$(READY): requirements.lock pyproject.toml | python
	@echo "setting up $(VENV) (once; one to three minutes)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@{ $(BIN)/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION) \
	   && $(BIN)/uv pip install -q --system-certs --python $(BIN)/python --require-hashes -r requirements.lock \
	   && $(BIN)/uv pip install -q --system-certs --python $(BIN)/python --no-deps -e .; } \
	 || { echo "uv did not succeed; installing with pip"; \
	      $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock \
	      && $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .; }
	@touch $@
