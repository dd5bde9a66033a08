# `make run` builds the sample warehouse; `make help` lists the rest. Every target sets up its own .venv first.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

BULLETINS ?= tests/corpus/bulletins
ARGS ?=
JOBS ?= 2
TESTS ?=

VENV := .venv
BIN := $(VENV)/bin
# The environment is made anew when the lock's content changes, not when a checkout touches its date.
INSTALLED := $(VENV)/.installed-$(shell cksum < requirements.lock | tr -d ' ')

# The page goes on with what was built last, unless it is told otherwise or nothing was built yet.
BUILT := $(wildcard $(or $(FANGZHI_HOME),data)/sources.json)
DEV_SOURCES := $(if $(BUILT),$(if $(filter file,$(origin BULLETINS)),,"$(BULLETINS)"),"$(BULLETINS)")

PACKAGES := ingestion expectations warehouse orchestration
PYTHON_CODE := $(PACKAGES) tests docs benchmarks .ci

# Nothing here reports home, whichever library a target loads.
export DAGSTER_DISABLE_TELEMETRY := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false

.PHONY: help setup run dev test lint format score bench docs audit clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-8s %s\n", $$1, $$2}'
	@echo; echo "  BULLETINS=<folder, archive or address>  what run and dev read (default: $(BULLETINS))"
	@echo "  TESTS=<path>                            the tests to run (default: all, with coverage)"
	@echo "  SLOW=1                                  and those of many whole builds: kills, full disks, other machines"

$(INSTALLED): requirements.lock
	@.ci/setup $(VENV)
	@rm -f $(VENV)/.installed-* && touch $@

setup: $(INSTALLED) ## make .venv from requirements.lock, every package checked against its hash

run: $(INSTALLED) ## build, audit and publish data/warehouse.duckdb from BULLETINS
	@$(BIN)/fangzhi build "$(BULLETINS)"

dev: $(INSTALLED) ## open Dagster's web page on this machine
	@$(BIN)/fangzhi dev $(DEV_SOURCES)

test: $(INSTALLED) ## run the tests with coverage
ifeq ($(strip $(TESTS)),)
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(addprefix --cov=,$(PACKAGES)) --cov-report=term
else
	@$(BIN)/python -m pytest $(TESTS)
endif

lint: $(INSTALLED) ## check style, types, SQL, the rooms' borders and what is tracked
	$(BIN)/ruff check $(PYTHON_CODE)
	$(BIN)/ruff format --check $(PYTHON_CODE)
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes $(JOBS) dbt_project
	$(BIN)/lint-imports
	$(BIN)/python .ci/check_tree.py

format: $(INSTALLED) ## put Python and SQL into the project's form
	$(BIN)/ruff check --fix $(PYTHON_CODE)
	$(BIN)/ruff format $(PYTHON_CODE)
	$(BIN)/sqlfluff fix --processes $(JOBS) dbt_project

score: $(INSTALLED) ## measure what is read against annotated bulletins, with every miss (ARGS=--record writes it down)
	@$(BIN)/python benchmarks/score.py $(ARGS)

bench: $(INSTALLED) ## time reading, peers and whole builds over generated bulletins (ARGS=--full: 100,000 of them)
	@$(BIN)/python benchmarks/bench.py $(ARGS)

docs: $(INSTALLED) ## write the generated pages again: README results, data dictionary, licences
	@$(BIN)/python docs/generate.py

audit: $(INSTALLED) ## look the locked packages up in the vulnerability database
	@.ci/audit $(BIN)

clean: ## remove .venv, caches and dbt's output; data/ and its warehouse stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* \
	  *.egg-info dbt_project/target dbt_project/logs logs
	find $(PYTHON_CODE) -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
