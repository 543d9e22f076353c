"""Mend the static files that Debian's Odoo package replaces by links to other packages, or leaves out.

Without them pages answer 500 (jQuery) and every asset bundle logs an error.
"""

import shutil

from . import paths
from .process import must_run

# packages whose files the links point to
PACKAGES = (
    "libjs-jquery", "libjs-jquery-form", "libjs-underscore", "fonts-roboto-unhinted", "fonts-montserrat",
    "fonts-inconsolata", "fonts-ocr-b",
)  # fmt: skip
TTF = "import sys; from fontTools.ttLib import TTFont; font = TTFont(sys.argv[1]); font.flavor = None; font.save(sys.argv[2])"
# left out of the package as it ships pre-built only; it blurs the background of video calls and nothing else
SELFIE = """/* Background blur in video calls is not part of this build. */
window.SelfieSegmentation = class {
    constructor() {
        throw new Error("Background blur is not available");
    }
};
"""


def repair(addons):
    """Make the tree stand alone: icon font, linked files, the missing library.

    :param Path addons: `odoo/addons` of the unpacked package, the linked packages unpacked beside it.
    """
    write_icon_font(addons / "web/static/src/libs/fontawesome/fonts")
    shutil.rmtree(addons / "web/static/lib/fontawesome", ignore_errors=True)  # dangling links nobody uses
    replace_links(addons)
    library = addons / "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    if not library.exists():
        library.parent.mkdir(parents=True, exist_ok=True)
        library.write_text(SELFIE)


def write_icon_font(folder):
    """Write the TrueType icon font from the woff beside it; icons in e-mails are drawn with it."""
    font = folder / "fontawesome-webfont.ttf"
    if not font.exists():
        font.unlink(missing_ok=True)
        must_run([paths.PYTHON, "-c", TTF, folder / "fontawesome-webfont.woff", font], "The icon font cannot be written.")


def replace_links(addons):
    """Put the file in the place of each link in a static folder; drop links that lead nowhere.

    :return: list of the dropped ones.
    """
    dropped = []
    for link in [path for path in addons.glob("*/static/**/*") if path.is_symlink()]:
        target = link.resolve()
        link.unlink()
        if target.is_file():
            shutil.copyfile(target, link)
        else:
            dropped.append(link)
    return dropped
