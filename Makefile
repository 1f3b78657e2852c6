# `make run` starts Amparo, `make test` checks it; both install what they need first. Needs Python 3, make and a network.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON_VERSION := 3.11
UV_VERSION := 0.13.9
UV := $(CURDIR)/.bootstrap/bin/uv
PROGRAM := $(CURDIR)/.venv
ENGINE := $(CURDIR)/.venv-engine
CATALOGS := $(wildcard translations/*/LC_MESSAGES/amparo.po)
COMPILED := $(CATALOGS:.po=.mo)

export UV_NO_PROGRESS := $(if $(CI),1,)
export RASA_TELEMETRY_ENABLED := false

.PHONY: help run setup test lint catalogs locks clean

help: ## List the commands.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: setup ## Install, train and start everything; Ctrl-C ends it.
	@exec $(PROGRAM)/bin/amparo up

setup: $(PROGRAM)/.installed $(ENGINE)/.installed $(COMPILED) ## Install both environments, compile the catalogs, train.
	@$(PROGRAM)/bin/amparo train

test: setup $(PROGRAM)/.tested ## Run every check: lint, types, ladder, content, tests with real parts.
	@tests/run

$(UV):
	@tests/bootstrap $(UV_VERSION)

$(PROGRAM)/.installed: requirements/program.txt pyproject.toml | $(UV)
	@echo "Installing the program ..."
	@test -x $(PROGRAM)/bin/python || $(UV) venv --quiet --python $(PYTHON_VERSION) $(PROGRAM)
	@$(UV) pip install --quiet --python $(PROGRAM) --require-hashes --requirement requirements/program.txt
	@$(UV) pip install --quiet --python $(PROGRAM) --no-build-isolation --no-deps --editable .
	@touch $@

$(PROGRAM)/.tested: requirements/tests.txt $(PROGRAM)/.installed
	@echo "Installing what the tests need ..."
	@$(UV) pip install --quiet --python $(PROGRAM) --require-hashes --requirement requirements/tests.txt
	@touch $@

$(ENGINE)/.installed: requirements/engine.txt | $(UV)
	@echo "Installing the engine (about 1.6 GB the first time) ..."
	@test -x $(ENGINE)/bin/python || $(UV) venv --quiet --python $(PYTHON_VERSION) $(ENGINE)
	@$(UV) pip sync --quiet --python $(ENGINE) --require-hashes requirements/engine.txt
	@touch $@

%.mo: %.po $(PROGRAM)/.installed
	@$(PROGRAM)/bin/pybabel --quiet compile --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

catalogs: $(PROGRAM)/.installed ## Bring the catalogs up to date with the English texts, for translators.
	@$(PROGRAM)/bin/pybabel --quiet extract --mapping-file translations/babel.cfg --sort-by-file --width 110 --output-file .bootstrap/amparo.pot .
	@$(PROGRAM)/bin/pybabel --quiet update --input-file .bootstrap/amparo.pot --output-dir translations --domain amparo --previous --width 110
	@$(MAKE) --no-print-directory $(COMPILED)

locks: | $(UV) ## Resolve requirements/*.in anew into hashed locks.
	@for name in program tests engine training; do \
		test -f requirements/$$name.in || continue; \
		$(UV) pip compile --quiet --python-version $(PYTHON_VERSION) --generate-hashes --no-header --no-annotate --upgrade \
			requirements/$$name.in --output-file requirements/$$name.txt; \
	done

clean: ## Remove what was installed and trained; the tickets in the data folder stay.
	rm -rf .bootstrap .venv .venv-engine .mypy_cache .ruff_cache .pytest_cache $(COMPILED) .amparo/models .amparo/cache
