"""Odoo 19: from a checkout (`ODOO_SRC`), else from Debian's package, else from a clone of the public repository."""

import os
import re
import shutil
from pathlib import Path

from . import apt, paths, python_env, stamps, static_repairs
from .errors import SetupError, full_disk_explained
from .process import must_run, run, say

PACKAGE, VERSION = "odoo-19", "19.0.0+dfsg-1"
SUITES = ("sid", "testing")
LANGUAGES = ("zh_TW", "zh_CN", "zh")  # 820 MB of translations otherwise
LEFT_OUT = ("./usr/lib/python3/dist-packages/addons", "./usr/lib/python3/dist-packages/setup", "./usr/share/lintian",
            "./usr/share/doc", "./etc", "./lib/systemd")  # fmt: skip
# They install themselves beside crm and ask a paid service about every new lead: without network each call is a warning
# in the log, with it clients' names leave the house. (partner_autocomplete, which does so for company names typed in,
# has to stay: crm's own forms use its widget.)
CALL_OUTSIDE = ("crm_iap_enrich", "crm_iap_mine")
REPOSITORY = "https://github.com/odoo/odoo.git"
METADATA = "Metadata-Version: 2.1\nName: odoo\nVersion: {version}\n{requires}"
LAUNCHER = "#!{python}\nimport sys\n\nfrom odoo.cli import main\n\nsys.exit(main())\n"
NOWHERE = "Odoo 19 is neither in Debian's archive nor in the public repository: set ODOO_SRC to an Odoo 19.0 checkout."


def override():
    """Return the checkout named by ODOO_SRC, or None.

    :raises SetupError: if it holds no Odoo 19.
    """
    text = os.environ.get("ODOO_SRC")
    if not text:
        return None
    source = Path(text).expanduser().resolve()
    release = source / "odoo" / "release.py"
    if not release.is_file() or "(19, 0" not in release.read_text():
        raise SetupError(f"ODOO_SRC is {source}, which holds no Odoo 19.0.")
    return source


def addons_folders():
    """Return the folders with Odoo's own add-ons, besides those inside the package `odoo` itself."""
    source = override() or paths.ODOO_HOME / "checkout"
    return [source / "addons"] if (source / "addons").is_dir() else []


def fonts_folder():
    """Return the folder with the fonts of Odoo's report layouts."""
    web = [folder / "web" for folder in (*addons_folders(), paths.ODOO_SITE / "odoo/addons")]
    return next((folder for folder in web if folder.is_dir()), web[-1]) / "static/fonts"


def prepare():
    """Make `import odoo` work in the environment; do nothing if it does.

    :raises SetupError: no source, no network, full disk.
    """
    source = override()
    key = stamps.digest(PACKAGE, VERSION, SUITES, LANGUAGES, CALL_OUTSIDE, static_repairs.SELFIE, static_repairs.PACKAGES, str(source), "layout 2")
    if not (stamps.is_done("odoo", key) and paths.ODOO_SITE.is_dir()):
        with full_disk_explained(paths.VAR):
            if source:
                build(lambda half: write_metadata(half, requirements=[]))
            elif fetch_packages():
                build(unpack_package)
            else:
                build(clone_repository)
        stamps.mark_done("odoo", key)
    link(source)


def build(fill):
    """Fill a new folder and move it into place when it is whole."""
    half = paths.VAR / "odoo.half"
    shutil.rmtree(half, ignore_errors=True)
    (half / paths.ODOO_SITE.relative_to(paths.ODOO_HOME)).mkdir(parents=True)
    fill(half)
    shutil.rmtree(paths.ODOO_HOME, ignore_errors=True)
    half.rename(paths.ODOO_HOME)


def package_files():
    """Return {package: file} of the downloaded packages."""
    return {path.name.split("_")[0]: path for path in (paths.VAR / "debs/odoo").glob("*.deb")}


def fetch_packages():
    """Download Odoo and the packages it links to from another suite of the machine's mirror.

    :return bool: whether the archive has Odoo 19.
    :raises SetupError: without network.
    """
    if PACKAGE in package_files():
        return True
    archives = apt.release_archives(apt.configured_archives(), apt.codename())
    if not archives:
        return False
    for suite in SUITES:
        archive = apt.Archive.of_suite(suite)
        archive.update()
        say(f"downloading Odoo from Debian {suite}")
        for odoo in (f"{PACKAGE}={VERSION}", PACKAGE):
            if archive.download([odoo, *static_repairs.PACKAGES], paths.VAR / "debs/odoo"):
                return True
    return False


def unpack_package(half):
    """Unpack the Debian packages and make the tree stand alone."""
    say("unpacking Odoo")
    for name, package in sorted(package_files().items()):
        apt.unpack(package, half, *(LEFT_OUT if name == PACKAGE else ()))
    site = half / paths.ODOO_SITE.relative_to(paths.ODOO_HOME)
    for name in CALL_OUTSIDE:
        shutil.rmtree(site / "odoo/addons" / name)
    drop_translations(site / "odoo/addons")
    static_repairs.repair(site / "odoo/addons")
    egg = next(site.glob("odoo-*.egg-info"))
    requirements = re.findall(r"^Requires-Dist: .*$", (egg / "PKG-INFO").read_text(), re.M)
    shutil.rmtree(egg)
    write_metadata(half, requirements)
    shutil.rmtree(paths.VAR / "debs/odoo")


def drop_translations(addons):
    """Remove the translations into languages that the suite does not speak."""
    kept = {f"{language}.po" for language in LANGUAGES}
    for translation in addons.glob("*/i18n/*.po"):
        if translation.name not in kept:
            translation.unlink()


def clone_repository(half):
    """Clone the public repository's branch 19.0, newest state only."""
    say("cloning Odoo 19.0")
    checkout = half / "checkout"
    done = run(["git", "clone", "--quiet", "--depth", "1", "--branch", "19.0", REPOSITORY, checkout])
    if done.returncode:
        raise SetupError(NOWHERE)
    write_metadata(half, requirements=[])


def write_metadata(half, requirements):
    """Tell pip that Odoo 19.0 is here, and what it needs.

    Two requirements are named as we satisfy them: psycopg2-binary needs no compiler, and pypdf is the PyPDF2
    that Odoo supports and that is still maintained.
    """
    site = half / paths.ODOO_SITE.relative_to(paths.ODOO_HOME)
    info = site / "odoo-19.0.dist-info"
    info.mkdir()
    named = [re.sub(r"\bpsycopg2\b", "psycopg2-binary", re.sub(r"\bPyPDF2\b.*", "pypdf", line)) for line in requirements]
    (info / "METADATA").write_text(METADATA.format(version="19.0", requires="".join(f"{line}\n" for line in named)))
    (info / "INSTALLER").write_text("make\n")
    (info / "top_level.txt").write_text("odoo\n")


def link(source):
    """Put Odoo on the environment's path and write the `odoo` command.

    `odoo` and `odoo.addons` are namespace packages, so the OCA add-ons in site-packages merge with it.
    """
    checkout = source or (paths.ODOO_HOME / "checkout")
    lines = [paths.ODOO_SITE] + ([checkout] if checkout.is_dir() else [])
    write_if_changed(python_env.site_packages() / "odoo_19.pth", "".join(f"{line}\n" for line in lines))
    launcher = paths.VENV / "bin" / "odoo"
    write_if_changed(launcher, LAUNCHER.format(python=paths.PYTHON))
    launcher.chmod(0o755)


def write_if_changed(path, text):
    """Write a small file unless it says so already."""
    if not path.is_file() or path.read_text() != text:
        path.write_text(text)


def verify():
    """Import Odoo once.

    :raises SetupError: if it does not import.
    """
    must_run([paths.PYTHON, "-c", "import odoo.cli"], "Odoo does not start: remove var/ and .venv/ with `make clean` and start again.")
