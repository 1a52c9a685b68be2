.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check accuracy bench chaos load fuzz calibrate lock clean
PY := .venv/bin/python

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

setup: ## install what running needs (system packages included)
	@scripts/setup.sh run

setup-dev:
	@scripts/setup.sh dev

run: setup ## serve http://127.0.0.1:8000
	@.venv/bin/tonghop serve

test: setup-dev check ## install what testing needs and run every test
	@OMP_THREAD_LIMIT=1 $(PY) -m pytest -q

check: setup-dev ## format, lint, types
	@.venv/bin/ruff format --check -q .
	@.venv/bin/ruff check -q .
	@.venv/bin/mypy

accuracy: setup-dev ## generate reports with judging seeds, read them, print the figures
	@$(PY) -m samples.accuracy
	@$(PY) -m samples.reading_accuracy --seed 9001 --count 10
	@$(PY) -m samples.turns --seed 9001

bench: setup-dev ## pages a minute and CPU against OCRmyPDF and bare Tesseract; memory over 1,000 pages
	@OMP_THREAD_LIMIT=1 $(PY) -m pytest -q -m benchmark -s tests/benchmarks

chaos: setup-dev ## 200 kills while 300 reports are read, on SQLite and on PostgreSQL with three workers
	@OMP_THREAD_LIMIT=1 $(PY) -m tests.endurance.chaos

load: setup-dev ## 50 reviewers and 20 uploaders for five minutes at one server that reads
	@OMP_THREAD_LIMIT=1 $(PY) -m tests.endurance.load

fuzz: setup-dev ## bend files out of shape for FUZZ_SECONDS (300) and tell what no parser foresaw
	@OMP_THREAD_LIMIT=1 $(PY) -m tests.fuzz.run --seconds $${FUZZ_SECONDS:-300}

scaling: setup-dev ## pages a minute of two workers against one on PostgreSQL, each on a core of its own
	@OMP_THREAD_LIMIT=1 $(PY) -m tests.endurance.scaling

calibrate: setup-dev ## fit the confidence model on reports with tuning seeds
	@$(PY) -m samples.calibrate

lock: setup-dev ## write requirements/*.txt anew from pyproject.toml
	@scripts/lock.sh

clean: ## remove what set-up and tests made (never the data folder)
	rm -rf .venv node_modules models service/static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
