# The suite: `make run` opens it, `make test` tests it. README.md tells the rest.
# PORT, LANG_CODE, ODOO_SRC and DB_URI override the defaults; ARGS goes to pytest or the benchmarks.
PYTHON ?= python3
export PORT LANG_CODE ODOO_SRC DB_URI

.PHONY: help setup run test bench shell stop clean lint i18n
.DEFAULT_GOAL := help

help:
	@echo "make run     set up what is missing and serve on 127.0.0.1:8069 (PORT=...)"
	@echo "make test    run every test (ARGS=\"-k approval\")"
	@echo "make bench   run the benchmarks"
	@echo "make shell   Odoo's Python shell on the served database"
	@echo "make lint    check the code"
	@echo "make i18n    write the translation templates and merge them"
	@echo "make stop    stop Odoo and the database"
	@echo "make clean   remove everything the set-up made, data included"

setup run shell stop clean lint i18n:
	@exec $(PYTHON) -m tools $@

test bench:
	@exec $(PYTHON) -m tools $@ $(ARGS)
