# Everything that one does here. `make` lists it; PYTHON= names the Python (3.11 or newer) to build the environment with.
.DEFAULT_GOAL := help
.PHONY: help run test check format generated lock bench bench-audit bench-import bench-mail setup
ifdef PYTHON
export PYTHON
endif
python := .venv/bin/python

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: setup ## Set everything up and start the demo on http://127.0.0.1:8000/ (Ctrl-C ends it)
	@scripts/frontend || echo "Going on without GraphiQL and the mail room page."
	@exec $(python) server.py --demo

test: ## Set everything up, run all checks and all tests (what the CI runs)
	@scripts/test

check: setup ## The checks alone: format, lint, types, layers, drift …
	@scripts/check

format: setup ## Format the code and mend what ruff can mend
	@$(python) -m ruff check --quiet --fix-only .
	@$(python) -m ruff format .

generated: setup ## Rewrite the committed files that follow from code (schema.graphql, .env.example, docs/limits.md)
	@$(python) -m scripts.generate

lock: setup ## Renew requirements.lock from pyproject.toml
	@scripts/lock

bench: setup ## Our queries beside hand-written SQL and others (ARGS=--quick for the short one; see bench/README.md)
	@bench/setup
	@$(python) -m bench.queries_bench $(ARGS)

bench-audit: setup ## Read text PDFs; match invoice lines with a million prices; both beside others (ARGS=--quick: 100,000)
	@$(python) -m bench.audit_pages
	@$(python) -m bench.audit_bench $(ARGS)

bench-import: setup ## Import a million prices into SQLite and PostgreSQL, and measure
	@$(python) -m bench.import_bench

bench-mail: setup ## Mails from the mailbox to the accepted answer: how many a second, how long one takes (bench/README.md)
	@$(python) -m bench.mail_bench $(ARGS)

setup: ## Only make .venv, with exactly what requirements.lock names
	@scripts/setup
