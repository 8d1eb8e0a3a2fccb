# The two commands of a newcomer are `make demo` and `make test`. Both make what they need below .venv and .cache, and
# touch nothing else (but see check_python in tools/gatekit/venvs.py for root on Debian).

# The first Python that the pinned ansible-core runs on. A name on the PATH may be a dead shim, so each one is tried.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && command -v $$p && break; \
	done)
VENV ?= .venv
# Names of gates, for example GATES="ruff yamllint"; empty means all of them.
GATES ?=
KEEP ?=

.DEFAULT_GOAL := help
.PHONY: help demo demo-check lab lab-down test matrix record lint unit integration sanity build docs gates clean python

help: ## Show the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | expand -t 14

demo: python ## Configure two data centers of stand-ins from one inventory and verify them (KEEP=1 leaves them running)
	@$(PYTHON) tools/gatekit/venvs.py $(VENV) requirements/demo.txt
	@KEEP=$(KEEP) $(VENV)/bin/python demo/run.py

demo-check: python ## As demo, but prove that --check predicts exactly what the run then changes
	@$(PYTHON) tools/gatekit/venvs.py $(VENV) requirements/demo.txt
	@$(VENV)/bin/python demo/run.py --check

lab: python ## Bring the laboratory up: 14 hosts in two data centers (Linux, as root; docs/laboratory.md)
	@$(PYTHON) tools/gatekit/venvs.py $(VENV) requirements/demo.txt
	@PYTHONPATH=tests $(VENV)/bin/python -m lab up

lab-down: python ## End the laboratory; nothing of it is left
	@PYTHONPATH=tests $(PYTHON) -m lab down

test: python ## Pass the gates that each change has to pass (GATES="ruff units" for some, `make gates` lists them)
	@$(PYTHON) tools/gates.py $(GATES)

matrix: python ## Pass every gate, on every supported ansible-core; takes hours
	@$(PYTHON) tools/gates.py --all $(GATES)

record: python ## The same, and write down what was tested on what: docs/tested.md
	@$(PYTHON) tools/gates.py --all --record $(GATES)

lint: python ## The gates that read and run nothing
	@$(PYTHON) tools/gates.py ruff mypy yamllint ansible-lint docs changelog house generated artifact

unit: python ## Unit tests on ansible-core 2.19
	@$(PYTHON) tools/gates.py units units-roles units-standins

integration: python ## Integration tests: the demo, end to end
	@$(PYTHON) tools/gates.py integration

sanity: python ## ansible-test sanity on ansible-core 2.19 and 2.16
	@$(PYTHON) tools/gates.py sanity-2.19 sanity-2.16 sanity-py3.6

build: python ## Build gir-multidc-<version>.tar.gz here, having checked what is in it; needs ansible-core alone
	@$(PYTHON) tools/gates.py --write artifact

docs: python ## Write the generated parts of the documentation and CHANGELOG.rst anew
	@$(PYTHON) tools/gates.py --write generated changelog

gates: python ## List the gates
	@$(PYTHON) tools/gates.py --list

clean: ## Remove everything that the targets above made
	rm -rf .venv .cache .ansible rendered .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 on the PATH: install one (Debian: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
