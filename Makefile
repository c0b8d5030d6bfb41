# Commands for people who work on suanbei; everything runs in VENV, which is made on first use.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.suanbei-dev
SARIF := build/sarif

.DEFAULT_GOAL := help
.PHONY: help dev check lint test coverage golden docs sarif hook bench

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/printf "make %-9s %s\\n" \1 "\2"/' | sh

dev: $(READY) ## make the virtual environment (VENV=folder for another one) with all that development needs

$(READY): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	touch $@

check: lint test sarif ## everything that must hold before a commit: lint, test, sarif

lint: $(READY) ## formatting, style, types, import layers; all of them, whichever fails
	@code=0; \
	for command in "ruff format --check --output-format concise ." "ruff check --output-format concise ." mypy lint-imports; do \
	  echo "$$command"; $(BIN)/$$command || code=1; \
	done; exit $$code

test: $(READY) ## all tests, among them that the outputs shown in the README are real
	$(BIN)/python -m pytest -n auto --dist worksteal

coverage: $(READY) ## all tests, and the lines of scanner/ that none of them runs
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

golden: $(READY) ## write tests/golden anew; read the difference like code
	$(BIN)/python -m pytest tests/test_golden.py tests/test_worksheet_command.py --update-golden

docs: $(READY) ## write the outputs in both READMEs, docs/catalogue.md and the file patterns of the hooks anew
	PYTHONPATH=. $(BIN)/python tools/hooks.py
	$(BIN)/python tools/readme.py
	$(BIN)/python tools/catalogue.py

# REQUIRE_NPM=1 makes a missing npm an error.
sarif: $(READY) ## validate the SARIF of the sample projects with Microsoft's validator (needs npm)
	@if command -v npx > /dev/null; then \
	  rm -rf $(SARIF) && mkdir -p $(SARIF) && \
	  for folder in fixtures/projects/*/; do \
	    slug=$$(basename "$$folder"); \
	    $(BIN)/suanbei scan "$$folder" -q --fail-on none --lang zh -o "sarif=$(SARIF)/$$slug.sarif" && \
	    $(BIN)/suanbei scan "$$folder" -q --fail-on none --lang en --sarif-full -o "sarif=$(SARIF)/$$slug-full.sarif" || exit 1; \
	  done && \
	  tools/validate_sarif.sh $(SARIF)/*.sarif; \
	else \
	  echo "sarif: NOT VALIDATED, npm is absent"; \
	  test -z "$(REQUIRE_NPM)"; \
	fi

hook: ## run the hook with the real pre-commit (needs pre-commit and a package index): try-repo and git commit
	tools/try_hook.sh

bench: $(READY) ## time a scan against other tools
	$(BIN)/python benchmarks/cold_scan.py
