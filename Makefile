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

export UV_NO_PROGRESS := 1
export RASA_TELEMETRY_ENABLED := false

.PHONY: help run setup test golden lint catalogs locks clean

help: ## List the commands.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: setup ## Install, train and start everything; Ctrl-C ends it.
	@exec $(PROGRAM)/bin/amparo up

setup: $(PROGRAM)/.installed $(ENGINE)/.installed $(COMPILED) ## Install both environments, compile the catalogs, train.
	@$(PROGRAM)/bin/amparo train

test: setup $(PROGRAM)/.tested ## Run every check: lint, types, ladder, content, tests with real parts.
	@$(PROGRAM)/bin/python -m tests.run

golden: setup $(PROGRAM)/.tested ## Record the golden conversations anew; NAMES="child hi/english_sms" records only some.
	@$(PROGRAM)/bin/python -m tests.conversations.record $(NAMES)

# uv from a wheel, in an environment of its own; where Python has no venv module, pip puts it into a plain folder.
$(UV):
	@echo "Installing uv ..."
	@python3 -m venv .bootstrap >/dev/null 2>&1 || { rm -rf .bootstrap; python3 -m pip --version >/dev/null 2>&1 || \
		{ echo "Python 3 has neither venv nor pip: install one (Debian: python3-venv), then run make again." >&2; exit 1; }; }
	@if test -x .bootstrap/bin/pip; then .bootstrap/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); \
		else python3 -m pip install --quiet --disable-pip-version-check --target .bootstrap uv==$(UV_VERSION); fi
	@test -x $@

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
	@$(PROGRAM)/bin/amparo knowledge compile $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

catalogs: $(PROGRAM)/.installed ## Bring the catalogs up to date with the English texts, for translators.
	@$(PROGRAM)/bin/pybabel --quiet extract --mapping-file translations/babel.cfg --sort-by-file --add-location file --width 110 --output-file .bootstrap/amparo.pot .
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
