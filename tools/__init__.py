"""Set-up, start and test of the suite, with nothing but Python's standard library.

`python3 -m tools <command>` is what the Makefile calls. One module holds one idea:

- `errors`, `paths`, `process`, `stamps`, `accounts`: what every step stands on
- `apt`, `debian`: packages of the machine's own Debian mirror, unpacked privately under `var/`
- `python_env`, `odoo_source`, `static_repairs`: the interpreter, its libraries, Odoo
- `postgres`, `databases`: the private cluster, databases and their files
- `addons`, `odoo_run`, `people`: which add-ons there are, how Odoo is called, who may log in
- `commands`: run, test, shell, stop, clean, lint, i18n, bench
"""
