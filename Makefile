# run     the whole shop on this machine: make run, or make run PORT=8001; Ctrl-C closes it
# test    everything that must hold before a change lands
# bench   what pages cost as the catalogue grows: make bench SIZES="10000 100000 1000000" ONLY="listing search";
#         without such wishes it goes on to orders a second and deliveries, and ends with the torture
# torture a crowd, few copies, and everything breaking: make torture BUYERS=200 SEED=1
# format  bring the Python files into shape
#
# Each installs what it needs into .venv, from the locked lists in requirements/.

PYTHON ?= python3
BIN := .venv/bin
TEMPLATES := templates

# Checks need settings, not secrets: no file of this machine decides whether they pass.
CHECKING := ENV_FILE=/dev/null SECRET_KEY=only-for-checks-that-never-serve-a-page-9d81f3b2c7a64e05 \
	LOCALPG_FOLDER=var/pg-test LOCALPG_FORGETFUL=true
AS_LIVE := $(CHECKING) SITE_URL=https://books.example EMAIL_URL=smtp+tls://mail.example:587

# Dozens of the shop's programs are started in a run of the tests: what is compiled once is kept.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check style floors migrations sound sound-live bench torture format

run: .venv/.installed
	@$(BIN)/python -m storefront.run

test: check
	$(BIN)/python -m pytest -n 3 --dist worksteal --ignore tests/browser
	$(BIN)/python -m pytest -n 2 --dist worksteal tests/browser

check: .venv/.installed-dev
	@$(MAKE) --no-print-directory -j 3 style floors migrations sound sound-live

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint $(TEMPLATES)

floors:
	$(BIN)/lint-imports

migrations:
	$(CHECKING) DEMO=true $(BIN)/python manage.py makemigrations --check --dry-run

sound:
	$(CHECKING) DEMO=true $(BIN)/python manage.py check --fail-level WARNING

sound-live:
	$(AS_LIVE) $(BIN)/python manage.py check --deploy --fail-level WARNING

torture: .venv/.installed-dev
	@$(BIN)/python -m bench.torture $(if $(BUYERS),--buyers $(BUYERS)) $(if $(SEED),--seed $(SEED))

bench: .venv/.installed-dev
	@$(BIN)/python -m bench $(if $(SIZES),--sizes $(SIZES)) $(if $(ONLY),--only $(ONLY)) $(if $(IMPORTS),--imports $(IMPORTS))
	@$(if $(SIZES)$(ONLY)$(IMPORTS),true,$(BIN)/python -m bench.checkout)
	@$(if $(SIZES)$(ONLY)$(IMPORTS),true,$(BIN)/python -m bench.deliveries)
	@$(if $(SIZES)$(ONLY)$(IMPORTS),true,$(BIN)/python -m bench.torture)

format: .venv/.installed-dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

# uv installs in seconds; where it cannot be had, or trusts nobody, pip does the same from the same list.
define install
	@echo "Installing $(1) into .venv …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv && \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) || \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
endef

.venv/.installed: requirements/base.txt
	$(call install,requirements/base.txt)
	@touch $@

.venv/.installed-dev: requirements/dev.txt
	$(call install,requirements/dev.txt)
	@touch $@ .venv/.installed
