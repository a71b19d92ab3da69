# Two commands on a fresh machine: `make demo` and `make test`. Both make .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST := $(BIN)/python -m pytest

.PHONY: demo test quick check format train evaluate notebooks clean

demo: $(READY)
	$(BIN)/outcome-classifier audit examples/care_plans.xlsx --out report --force

test: check
	$(PYTEST) -n 2

quick: $(READY)
	$(PYTEST) -n 2 -m "not slow"

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

train: $(READY)
	$(BIN)/outcome-classifier train data/statements.csv --languages data/languages.csv \
		--out models/0.1.0 --version-name 0.1.0 --force

evaluate: $(READY)
	$(BIN)/outcome-classifier evaluate --data data/statements.csv --publish

notebooks: $(READY)
	cd notebooks && ../$(BIN)/jupyter-execute --inplace --timeout=900 \
		--NotebookClient.record_timing=False *.ipynb
	$(BIN)/ruff format notebooks

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $(READY)

clean:
	rm -rf $(VENV) report build dist
