"""wkhtmltopdf, Chromium and a Chinese font, unpacked from Debian packages under `var/debian`.

A tool that is already on PATH is used as it is. The unpacked programs are started through small
scripts in `var/bin` that point them to their libraries, fonts and plug-ins.
"""

import os
import shutil
import subprocess

from . import apt, odoo_source, paths, stamps
from .errors import SetupError, full_disk_explained
from .process import environment, must_run, run, say

LAYOUT = 5
PACKAGES = {"wkhtmltopdf": "wkhtmltopdf", "chromium": "chromium"}
CHROMIUM_NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
# the packaged launcher is left aside: it reads /etc/chromium.d; without these switches Chromium
# keeps calling its maker's servers, which a closed network refuses many times a second
CHROMIUM_SWITCHES = (
    "--disable-background-networking --disable-component-update --disable-sync --disable-quic --no-first-run"
    " --disable-domain-reliability --disable-features=OptimizationHints,MediaRouter,Translate,DialMediaRouteProvider"
)  # fmt: skip

PREAMBLE = """#!/bin/sh
# written by the set-up
here=$(CDPATH= cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
root=$here/../debian
export FONTCONFIG_FILE="$here/fonts.conf"
"""
LIBRARIES = """export LD_LIBRARY_PATH="{libraries}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
export QT_PLUGIN_PATH="$root/usr/lib/{triplet}/qt5/plugins"
"""
WKHTMLTOPDF = """export QT_QPA_PLATFORM=offscreen
if [ -z "$XDG_RUNTIME_DIR" ]; then
  XDG_RUNTIME_DIR=$(mktemp -d) && export XDG_RUNTIME_DIR && trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
fi
{program} "$@"
"""
# the patched build does all by itself; the plain one gets its headers and footers from letterhead.py
PATCHED = 'exec "$here/wkhtmltopdf-plain" "$@"\n'
PLAIN = 'exec "{python}" "{letterhead}" "$here/wkhtmltopdf-plain" "$@"\n'
CHROMIUM = 'exec {program} {switches} "$@"\n'
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>{root}/usr/share/fonts</dir>
  <dir>{odoo_fonts}</dir>
  <include ignore_missing="yes">/etc/fonts/conf.d</include>
{fallback}
  <cachedir>{root}/font-cache</cachedir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""
FALLBACK = """  <alias binding="weak">
    <family>{generic}</family>
    <prefer>
      <family>DejaVu {latin}</family>
      <family>Noto {cjk} CJK TC</family>
      <family>Noto {cjk} CJK SC</family>
    </prefer>
  </alias>"""


def program_on_path(*names):
    """Return the first of these programs on PATH, our own scripts left out, or None."""
    folders = [part for part in os.environ.get("PATH", "").split(os.pathsep) if part]
    search = os.pathsep.join(folder for folder in folders if not os.path.realpath(folder).startswith(str(paths.BIN)))
    return next(filter(None, (shutil.which(name, path=search) for name in names)), None)


def is_patched(program):
    """Say whether a wkhtmltopdf can print headers and footers by itself (built with the patched Qt)."""
    done = run([program, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, errors="replace")
    return "with patched qt" in done.stdout


def missing_packages():
    """Return the Debian packages that must be unpacked because the machine lacks the tool.

    :return: sorted list of package names; the font is always there, as no cheap test finds one.
    """
    wanted = []
    if not program_on_path("wkhtmltopdf"):
        wanted.append("wkhtmltopdf")
    if not program_on_path(*CHROMIUM_NAMES):
        wanted.append("chromium")
    if not list_cjk_fonts():
        wanted += ["fonts-dejavu-core", "fonts-noto-cjk"]
    return wanted


def list_cjk_fonts():
    """Return the Chinese font files that the machine has in the usual place."""
    found = run(["find", "/usr/share/fonts", "-iname", "*CJK*.ttc"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return found.stdout.split()


def prepare():
    """Make `var/bin/wkhtmltopdf` and `var/bin/chromium` work; do nothing if they do.

    :raises SetupError: without network or on a full disk.
    """
    wanted = missing_packages()
    key = stamps.digest(LAYOUT, PREAMBLE, LIBRARIES, WKHTMLTOPDF, PATCHED, PLAIN, CHROMIUM, CHROMIUM_SWITCHES, FONTS, str(paths.PYTHON), str(odoo_source.fonts_folder()), *wanted)
    if stamps.is_done("debian", key) and (paths.BIN / "chromium").exists():
        return
    with full_disk_explained(paths.VAR):
        if wanted and not (stamps.is_done("debian-packages", stamps.digest(*wanted)) and paths.DEBIAN_ROOT.is_dir()):
            unpack_packages(wanted)
            stamps.mark_done("debian-packages", stamps.digest(*wanted))
        write_scripts()
    check_scripts()
    stamps.mark_done("debian", key)


def unpack_packages(names):
    """Download and unpack packages with all that the machine lacks for them."""
    archive = apt.Archive.of_machine()
    archive.update()
    specs = archive.closure(names)
    debs = paths.VAR / "debs" / "tools"
    say(f"downloading {', '.join(names)} ({len(specs)} packages)")
    if not archive.download(specs, debs):
        raise SetupError("The packages for PDF and browser cannot be downloaded: check the network and start again.")
    half = paths.VAR / "debian.half"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    unwanted = ("./usr/share/doc", "./usr/share/man", "./usr/share/locale", "./usr/share/lintian")
    for package in sorted(debs.glob("*.deb")):
        apt.unpack(package, half, *unwanted)
    shutil.rmtree(paths.DEBIAN_ROOT, ignore_errors=True)
    half.rename(paths.DEBIAN_ROOT)
    shutil.rmtree(debs)


def machine_triplet():
    """Return the folder name of this machine's libraries, such as `x86_64-linux-gnu`."""
    return f"{os.uname().machine}-linux-gnu"


def library_folders():
    """Return the folders with shared libraries in the unpacked tree, as shell text relative to `$root`."""
    top = paths.DEBIAN_ROOT
    found = {library.parent for library in top.glob("**/*.so*") if "plugins" not in library.parts}
    wanted = [folder for folder in found if "lib" in folder.parts and "qml" not in folder.parts]
    return ":".join(f"$root/{folder.relative_to(top)}" for folder in sorted(wanted))


def write_scripts():
    """Write the font list and the starting scripts."""
    paths.BIN.mkdir(parents=True, exist_ok=True)
    pairs = (("sans-serif", "Sans", "Sans"), ("serif", "Serif", "Serif"), ("monospace", "Sans Mono", "Sans Mono"))
    fallback = "\n".join(FALLBACK.format(generic=name, latin=latin, cjk=cjk) for name, latin, cjk in pairs)
    (paths.BIN / "fonts.conf").write_text(FONTS.format(root=paths.DEBIAN_ROOT, odoo_fonts=odoo_source.fonts_folder(), fallback=fallback))
    own = PREAMBLE + LIBRARIES.format(libraries=library_folders(), triplet=machine_triplet())
    write_script("wkhtmltopdf-plain", "wkhtmltopdf", "usr/bin/wkhtmltopdf", own, WKHTMLTOPDF)
    write_printer()
    write_script("wkhtmltoimage", "wkhtmltoimage", "usr/bin/wkhtmltoimage", own, WKHTMLTOPDF)
    write_script("chromium", CHROMIUM_NAMES, "usr/lib/chromium/chromium", own, CHROMIUM)


def write_printer():
    """Write the wkhtmltopdf that Odoo calls."""
    body = PATCHED if is_patched(paths.BIN / "wkhtmltopdf-plain") else PLAIN
    script = paths.BIN / "wkhtmltopdf"
    script.write_text(PREAMBLE + body.format(python=paths.PYTHON, letterhead=paths.ROOT / "tools/letterhead.py"))
    script.chmod(0o755)


def write_script(name, on_path, unpacked, own, body):
    """Write one starting script, for the tool on PATH if there is one, else for the unpacked one."""
    names = (on_path,) if isinstance(on_path, str) else on_path
    program = program_on_path(*names)
    text = body.format(program=f'"{program}"' if program else f'"$root/{unpacked}"', switches=CHROMIUM_SWITCHES)
    script = paths.BIN / name
    script.write_text((PREAMBLE if program else own) + text)
    script.chmod(0o755)


def check_scripts():
    """Start each tool once.

    :raises SetupError: naming the tool that does not start.
    """
    warm_font_cache()
    for name in ("wkhtmltopdf", "chromium"):
        must_run([paths.BIN / name, "--version"], f"The program {paths.BIN / name} does not start on this machine.")


def warm_font_cache():
    """Fill the font cache, so that the first PDF does not wait for it; harmless where fc-cache is missing."""
    tool = program_on_path("fc-cache")
    if tool:
        run([tool, "-s"], env=environment(FONTCONFIG_FILE=paths.BIN / "fonts.conf"), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)  # fmt: skip
