"""Set-up, start and test of the suite, with nothing but Python's standard library.

`python3 -m tools <command>` is what the Makefile calls. One module holds one idea:

- `errors`, `paths`, `process`, `stamps`, `accounts`: what every step stands on
- `apt`, `debian`, `letterhead`: packages of the machine's own Debian mirror, unpacked under `var/`; PDF with header and footer
- `python_env`, `odoo_source`, `static_repairs`, `setup`: the interpreter, its libraries, Odoo, and their order
- `postgres`, `databases`: the private cluster, databases and their files
- `addons`, `odoo_run`, `people`: which add-ons there are, how Odoo is called, who may log in
- `serve`, `suite`, `benchmarks`, `translations`, `commands`: what the Makefile's targets do
- `lifecycle`, `expected_log`, `pytest_guard`: what tests lean on; `merge_po` runs where polib is
"""
