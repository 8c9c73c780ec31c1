# Everything starts here. `make help` lists the words.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
export PYTHONDONTWRITEBYTECODE :=
export PYTHONUNBUFFERED := 1

.PHONY: help setup demo up down status test lint types contracts unit integration web bench quality-bench web-bench generate clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install the locked libraries into .venv
	@scripts/bootstrap

demo: setup ## a sample province through all stages of the plan, in a real Airflow; then the progress table
	@$(BIN)/python -m hotich_airflow demo

up: setup ## start PostgreSQL and Airflow with its web UI, and leave them running (ctrl-C or `make down` ends them)
	@$(BIN)/python -m hotich_airflow up

down: setup ## stop what `make up` started
	@$(BIN)/python -m hotich_airflow down

status: setup ## what is running, and where
	@$(BIN)/python -m hotich_airflow status

test: setup ## every check: lint, types, contracts, generated files, unit, expectations, DAGs, integration, web
	@scripts/test

lint: setup ## ruff, format included
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: setup ## mypy, strict
	@$(BIN)/mypy

contracts: setup ## dependencies point down
	@$(BIN)/lint-imports

unit: setup ## the tests that need no server
	@$(BIN)/pytest -q tests/unit tests/expectations

integration: setup ## the tests with PostgreSQL and Airflow
	@$(BIN)/pytest -q tests/dags tests/integration tests/faults

web: setup ## the tests in a real browser
	@$(BIN)/pytest -q tests/web

bench: setup ## rows a second, as ratios to raw \copy and to the usual way; writes build/bench.json
	@$(BIN)/python -m benchmarks

quality-bench: setup ## what the rules find of planted faults, and false alarms; writes build/quality.json
	@$(BIN)/python -m benchmarks.quality

web-bench: setup ## how fast the dashboard's pages answer over a history of two million cases; writes build/web.json
	@$(BIN)/python -m benchmarks.web

generate: setup ## write the suites and the reference pages again from the descriptions
	@$(BIN)/hotich generate

clean: ## remove the sample province, databases and build results (not .venv)
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m hotich_airflow down || true; fi
	@rm -rf build var
