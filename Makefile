# `make help` lists the targets. Each one makes what it needs, from a fresh clone on.

OUT ?= build/report
REPORT_ARGS ?=
DOCS ?= build/docs
PYTEST_ARGS ?=
BENCHMARK_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
CHECK := build/check
BENCHMARK := build/benchmark
TOOLS := $(BENCHMARK)/tools
AUDIT := build/audit
SIMUK := build/simuk
KILLS ?= 300
STUDIES ?= 300
REFITS ?= 1000
CERTIFY := $(if $(filter 1000,$(REFITS)),--certify reports/run/certificates/reanalysis.npz)

export MPLBACKEND := Agg
export OPENBLAS_NUM_THREADS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help report picture wheel test docs tools benchmark trust golden audit check lint types format install lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-10s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

report: $(STAMP) ## Fit the graph and write the report to OUT (build/report)
	$(BIN)/llm-barriers report --out "$(OUT)" $(REPORT_ARGS)

picture: report ## Make the README's picture again, from the report
	$(BIN)/llm-barriers figure update_ratio --study "$(OUT)" --out reports/example.png

test: $(STAMP) ## Run the tests, which is what CI runs
	$(BIN)/python -m pytest -q -n 2 --dist loadfile $(PYTEST_ARGS)

docs: $(STAMP) ## Build the documentation, its tutorial executed, into DOCS (build/docs)
	$(BIN)/python -m pip install --quiet --require-hashes -r docs/requirements.txt
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs "$(DOCS)"

# What others use today, to be timed beside and to run what is exported; whatever cannot be had is skipped.
tools: $(STAMP) ## Install squigglepy and Squiggle, into build/benchmark/tools
	@test -d $(TOOLS)/python || { $(BIN)/python -m venv $(TOOLS)/python && \
	  $(TOOLS)/python/bin/python -m pip install --quiet squigglepy==0.30; } || rm -rf $(TOOLS)/python
	@test -d $(TOOLS)/node || npm install --silent --prefix $(TOOLS)/node @quri/squiggle-lang@0.10.0 || rm -rf $(TOOLS)/node

benchmark: tools ## Time the graph beside other tools, into build/benchmark
	$(BIN)/python tests/benchmarks --out $(BENCHMARK) --tools $(TOOLS) $(BENCHMARK_ARGS)

# All in earnest takes hours; KILLS=3 REFITS=20 does less of each, and leaves the certificate as it is.
trust: $(STAMP) ## Hold the fits to quadrature, simulated reports and golden posteriors, and provoke faults
	$(BIN)/python -m pytest -q tests/analyses/calibration tests/golden tests/reports/test_security.py \
	  tests/reports/page/test_folder.py tests/reports/page/test_reproducing.py tests/model/weights/test_compatible.py
	$(BIN)/python tests/fuzz
	$(BIN)/python -m pytest -q -m trust tests
	$(BIN)/python -m tests.oracle --seeds 1-$(STUDIES)
	$(BIN)/python tests/faults --kills $(KILLS)
	@test -d $(SIMUK) || $(BIN)/python -m pip install --quiet --no-deps --target $(SIMUK) simuk==0.3.0 tqdm==4.70.1 || true
	PYTHONPATH=$(SIMUK) $(BIN)/python tests/simuk
	$(BIN)/llm-barriers calibrate --around prior --refits $(REFITS) $(CERTIFY)
	$(BIN)/llm-barriers calibrate --around posterior --refits $(REFITS) $(CERTIFY)
	$(BIN)/llm-barriers calibrate --explorer --refits $(if $(CERTIFY),200,$(REFITS))

golden: $(STAMP) ## Make the golden posteriors again
	$(BIN)/python tests/golden

audit: $(STAMP) ## Look for known vulnerabilities of the pinned requirements
	@test -x $(AUDIT)/bin/pip-audit || { $(BIN)/python -m venv $(AUDIT) && \
	  $(AUDIT)/bin/python -m pip install --quiet pip-audit==2.10.1; }
	@$(AUDIT)/bin/pip-audit --require-hashes --disable-pip --vulnerability-service osv \
	  -r requirements.txt -r docs/requirements.txt 2>$(AUDIT)/said || { \
	  grep -q 'requests.exceptions\|ServiceError' $(AUDIT)/said && \
	    echo 'error: nothing was audited: api.osv.dev cannot be reached' >&2 || cat $(AUDIT)/said >&2; exit 1; }

check: lint types test ## Run the linter, the type checker and the tests

lint: $(STAMP) ## Check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP) ## Check the types of the packages as they are installed
	rm -rf $(CHECK) build/lib build/bdist.*
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --target $(CHECK) .
	$(BIN)/mypy

format: $(STAMP) ## Sort the imports and format the code
	$(BIN)/ruff check --select I --fix .
	$(BIN)/ruff format .

install: $(STAMP) ## Make .venv with the pinned requirements and this project

lock: ## Pin in requirements.txt what pyproject.toml asks for; needs uv
	uv pip compile pyproject.toml --group dev --output-file requirements.txt --quiet \
	  --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-annotate \
	  --custom-compile-command "make lock"
	uv pip compile pyproject.toml --group docs --constraint requirements.txt --output-file docs/requirements.txt --quiet \
	  --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-annotate \
	  --custom-compile-command "make lock"

wheel: $(STAMP) ## Build the wheel, into build/wheel
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir build/wheel .

clean: ## Remove what was built and the caches, but not .venv
	rm -rf build *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find analyses model priors reports tests -name __pycache__ -prune -exec rm -rf {} +

# `python3` is the one that .python-version names where pyenv is used.
$(STAMP): requirements.txt pyproject.toml
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  for python in python3 python3.13 python3.12 python3.14; do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then \
	      echo "$$python -m venv $(VENV)"; exec $$python -m venv --clear $(VENV); \
	    fi; \
	  done; \
	  echo 'error: Python 3.12 or later is needed, as python3, python3.13, python3.12 or python3.14' >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
