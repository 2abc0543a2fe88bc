# Two commands do everything on a fresh machine: `make serve` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: serve lab test check bench notebooks format clean

serve: $(VENV)/.app
	$(BIN)/kneelab serve

lab: $(VENV)/.app
	$(BIN)/kneelab lab

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/vendor.py --check
	$(BIN)/kneelab check
	$(BIN)/pytest -n 2 --dist worksteal

check: $(VENV)/.app
	$(BIN)/kneelab check

bench: $(VENV)/.dev
	$(BIN)/python -m bench

notebooks: $(VENV)/.dev  ## run every notebook again and store its text twin
	$(BIN)/python scripts/store_twins.py

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) build dist kneelab/content/compiled.json kneelab/content/compiled_cases.json

$(VENV)/.app: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -e ".[app,lab,anatomy]"
	touch $@

$(VENV)/.dev: $(VENV)/.app
	$(BIN)/python -m pip install --quiet -e ".[app,lab,anatomy,test,dev]"
	$(BIN)/python scripts/find_browser.py
	touch $@
