# make run   judges the reference build
# make test  does everything CI does
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .stamps
SECONDS_SHOWN := 10

.PHONY: help run test lint types arrows unit features mutants code-mutation sample explore nightly wheel lock clean

help: ## Show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit("mylexus needs Python 3.11 or newer, found " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: $(STAMPS)/venv requirements/run.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/test: $(STAMPS)/run requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

run: $(STAMPS)/run ## Judge the reference build; the last line says where the report is
	$(BIN)/mylexus run

test: ## Everything that CI runs
	@$(MAKE) --no-print-directory $(STAMPS)/test
	@$(MAKE) --no-print-directory -j 2 --output-sync=target lint types arrows
	@$(MAKE) --no-print-directory unit features sample wheel

lint: $(STAMPS)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/interrogate --quiet harness steps fakes

types: $(STAMPS)/test
	$(BIN)/mypy

arrows: $(STAMPS)/test
	$(BIN)/lint-imports

unit: $(STAMPS)/test
	$(BIN)/python -m pytest tests -q -n 2 --dist loadfile --durations=$(SECONDS_SHOWN)

features: $(STAMPS)/test
	$(BIN)/mylexus run --jobs 2

mutants: $(STAMPS)/test ## Judge every build made wrong on purpose
	$(BIN)/mylexus mutants run --jobs 2

code-mutation: $(STAMPS)/test ## Change the reference build's domain code by mutmut; the features alone have to notice
	$(BIN)/mylexus mutants code --jobs 2 --most 60 --out reports/out/code

sample: $(STAMPS)/test ## Judge some of them, those first that the last commit touches; wants the run of `features`
	$(BIN)/mylexus mutants run --jobs 2 --from reports/out/latest --out reports/out/sample --fallback section --sample 40 \
	  --seed $$(git rev-list --count HEAD) $$(git rev-parse -q --verify HEAD~1 >/dev/null && echo --since HEAD~1)

explore: $(STAMPS)/test ## Let customers wander for a minute, held against the guide's invariants
	$(BIN)/mylexus explore --seconds 60

nightly: $(STAMPS)/test ## Explore for ten minutes, and walk every journey
	$(BIN)/mylexus explore --seconds 600 --seed $$(date +%Y%m%d)
	$(BIN)/mylexus journeys --cover all --walk --shared --jobs 2

wheel: $(STAMPS)/test
	sh tests/wheel/try_wheel.sh $(BIN)/python

lock: $(STAMPS)/venv ## Write the locks anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --generate-hashes --extra build pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --generate-hashes --extra build --extra test -c requirements/run.txt pyproject.toml -o requirements/test.txt

clean:
	rm -rf $(VENV) $(STAMPS) reports/out dist build .mypy_cache .ruff_cache .pytest_cache
