"""Give Debian's wkhtmltopdf what it was built without: headers, footers and several documents in one PDF.

Debian builds wkhtmltopdf on a plain Qt. That build prints one document and ignores `--header-html` and
`--footer-html`. This program takes the command line Odoo writes for the patched build, and

1. prints each body with the plain program,
2. prints all headers and footers in one more run, each in a frame of its own on a page of the same size,
   with the same query string the patched build gives them (page, topage, webpage, sitepage...),
3. lays them over the bodies' pages, and marks where each document begins, as Odoo splits by those marks.

It runs as a program of its own: `letterhead.py <plain wkhtmltopdf> <arguments of Odoo>`.
"""

import argparse
import contextlib
import html
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

VERSION = "wkhtmltopdf 0.12.6 (with patched qt)"
POINTS_PER_MM = 72 / 25.4
PARALLEL = 4
# the plain build refuses these or only warns about them; the two first are what this program is for
NOT_PASSED = {"header_html", "footer_html", "header_spacing", "footer_spacing", "header_line", "footer_line",
              "viewport_size", "disable_smart_shrinking", "enable_smart_shrinking"}  # fmt: skip
FRAME = '<iframe scrolling="no" allowtransparency="true" style="top:{top:.4f}%;height:{height:.4f}%" src="{source}?{query}"></iframe>'
# Qt writes text in a font it downloaded as mere outlines, which nobody can search or copy; the same families are
# installed from Odoo's own files (see debian.py), and a face defined later wins over the page's
FAMILIES = ("Lato", "Roboto", "Open Sans", "Montserrat", "Oswald", "Raleway", "Tajawal", "Fira Mono")
FACE = "@font-face {{ font-family: '{family}'; font-weight: {weight}; font-style: {style}; src: local('{family}'); }}\n"
INSTALLED_FONTS = "".join(
    FACE.format(family=family, weight=weight, style=style)
    for family in FAMILIES for weight in range(100, 1000, 100) for style in ("normal", "italic")
)  # fmt: skip
# the body is laid out without a screen, so no rule for a minimal screen width applies to it; a frame has a width
AS_WIDE_AS_BODY = "body.container { max-width: none; }"
SHEET = """<!DOCTYPE html><html><head><meta charset="utf-8"><style>
html, body {{ margin: 0; padding: 0; }}
.sheet {{ position: relative; height: 0; padding-top: {ratio:.4f}%; overflow: hidden; page-break-after: always; }}
.sheet:last-child {{ page-break-after: avoid; }}
iframe {{ position: absolute; left: 0; width: 100%; border: 0; background: transparent; }}
</style></head><body>{sheets}</body></html>
"""


def build_parser():
    """Return the parser of the options Odoo uses; any other is refused."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    for flag in ("--disable-local-file-access", "--quiet", "--header-line", "--footer-line",
                 "--disable-smart-shrinking", "--enable-smart-shrinking"):  # fmt: skip
        parser.add_argument(flag, action="store_true")
    for option in ("--viewport-size", "--page-size", "--page-width", "--page-height", "--dpi", "--zoom", "--orientation",
                   "--javascript-delay", "--cookie-jar", "--header-html", "--footer-html", "--margin-left", "--margin-right"):  # fmt: skip
        parser.add_argument(option)
    parser.add_argument("--cookie", nargs=2, action="append")
    for option in ("--margin-top", "--margin-bottom", "--header-spacing", "--footer-spacing"):
        parser.add_argument(option, type=parse_millimetres, default=None)
    parser.add_argument("files", nargs="+")
    return parser


def parse_millimetres(text):
    """Return a length in millimetres.

    >>> parse_millimetres("52.0"), parse_millimetres("10mm"), parse_millimetres("1in")
    (52.0, 10.0, 25.4)
    """
    units = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
    unit = next((name for name in units if text.endswith(name)), "")
    return float(text.removesuffix(unit)) * units.get(unit, 1.0)


def plain_arguments(options, **changed):
    """Return the options as the plain build takes them, `changed` in the place of Odoo's.

    :return: list of command-line words, without the files.
    """
    values = {**{name: value for name, value in vars(options).items() if name != "files"}, **changed}
    words = []
    for name, value in values.items():
        if value is None or value is False or name in NOT_PASSED:
            continue
        flag = "--" + name.replace("_", "-")
        if isinstance(value, list):
            words += [word for pair in value for word in (flag, *pair)]
        else:
            words += [flag] if value is True else [flag, str(value)]
    return words


def print_plain(program, words, source, target):
    """Print one HTML file with the plain build.

    :return: (exit code, what it said).
    """
    done = subprocess.run([program, *words, source, target], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          errors="replace", check=False)  # fmt: skip
    return done.returncode, done.stderr


def add_style(source, target, rules):
    """Copy an HTML file with style rules that come after its own."""
    text = Path(source).read_text(encoding="utf-8", errors="replace")
    Path(target).write_text(text.replace("</head>", f"<style>{rules}</style></head>", 1), encoding="utf-8")


def print_bodies(program, options, sources, folder):
    """Print every body into a PDF of its own, some at a time.

    :return: list of (exit code, message, PDF path) in the order of `sources`.
    """
    words = plain_arguments(options)
    copies = [str(folder / f"body{number}.html") for number in range(len(sources))]
    targets = [str(folder / f"body{number}.pdf") for number in range(len(sources))]
    for source, copy in zip(sources, copies, strict=True):
        add_style(source, copy, INSTALLED_FONTS)
    with ThreadPoolExecutor(PARALLEL) as pool:
        results = list(pool.map(lambda pair: print_plain(program, words, *pair), zip(copies, targets, strict=True)))
    return [(code, message, target) for (code, message), target in zip(results, targets, strict=True)]


def page_queries(sources, counts):
    """Return the query string of each page, as the patched build numbers them.

    :param sources: body files, in order.
    :param counts: number of pages of each.
    :return: list of query strings, one a page.

    >>> page_queries(["/tmp/report.body.tmp.0.x.html"], [2])[1]
    'page=2&frompage=1&topage=2&webpage=/tmp/report.body.tmp.0.x.html&section=&subsection=&subsubsection=&sitepage=2&sitepages=2'
    """
    total, queries = sum(counts), []
    for source, count in zip(sources, counts, strict=True):
        for sitepage in range(1, count + 1):
            values = {"page": len(queries) + 1, "frompage": 1, "topage": total, "webpage": source, "section": "",
                      "subsection": "", "subsubsection": "", "sitepage": sitepage, "sitepages": count}  # fmt: skip
            queries.append("&".join(f"{name}={quote(str(value))}" for name, value in values.items()))
    return queries


def frame_places(options, height):
    """Return where header and footer stand on a page.

    The patched build starts the header `header-spacing` above the text and the footer `footer-spacing` below it.

    :param float height: of the page, in mm.
    :return: {"header_html": (top, height), "footer_html": ...} in percent of the page.
    """
    top = max((options.margin_top or 0.0) - (options.header_spacing or 0.0), 0.0)
    foot = height - (options.margin_bottom or 0.0) + (options.footer_spacing or 0.0)
    scale = 100 / height
    return {"header_html": (top * scale, (foot - top) * scale), "footer_html": (foot * scale, (height - foot) * scale)}


def build_sheets(options, queries, page_size, folder):
    """Write the HTML that holds the headers and footers of all pages.

    :param page_size: (width, height) of the printed part of the page, in mm.
    :return: its path.
    """
    width, height = page_size
    frames = []
    for name, place in frame_places(options, height).items():
        source = getattr(options, name)
        if source and place[1] > 0:
            add_style(source, folder / f"{name}.html", INSTALLED_FONTS + AS_WIDE_AS_BODY)
            frames.append((f"{name}.html", place))
    sheets = "".join(
        '<div class="sheet">'
        + "".join(FRAME.format(top=top, height=size, source=name, query=html.escape(query)) for name, (top, size) in frames)
        + "</div>"
        for query in queries
    )
    path = folder / "sheets.html"
    # a hair less than the page, so that rounding never starts an empty one
    path.write_text(SHEET.format(ratio=99.7 * height / width, sheets=sheets), encoding="utf-8")
    return path


def print_sheets(program, options, queries, page_size, folder):
    """Print headers and footers of all pages in one run.

    :return: (exit code, message, PDF path).
    """
    path = build_sheets(options, queries, page_size, folder)
    delay = min(int(options.javascript_delay or 200), 200)
    words = plain_arguments(options, margin_top=0.0, margin_bottom=0.0, javascript_delay=delay, disable_local_file_access=True)
    target = str(folder / "sheets.pdf")
    return *print_plain(program, [*words, "--allow", str(folder)], str(path), target), target


def add_marks(writer, starts):
    """Mark the page on which each document begins: a named destination and a top-level outline entry.

    Odoo reads the page *number* from the destination, as the patched build writes it.

    :param starts: list of page numbers from 0.
    """
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, NumberObject, TextStringObject

    root = writer.root_object
    names = [NameObject(f"/document{number}") for number in range(len(starts))]
    fit = (NameObject("/XYZ"), NullObject(), NullObject(), NullObject())
    root[NameObject("/Dests")] = writer._add_object(
        DictionaryObject({name: ArrayObject([NumberObject(page), *fit]) for name, page in zip(names, starts, strict=True)})
    )
    outline = DictionaryObject({NameObject("/Type"): NameObject("/Outlines"), NameObject("/Count"): NumberObject(len(starts))})
    holder = writer._add_object(outline)
    nodes = [DictionaryObject({NameObject("/Title"): TextStringObject(str(number + 1)), NameObject("/Dest"): name,
                               NameObject("/Parent"): holder}) for number, name in enumerate(names)]  # fmt: skip
    places = [writer._add_object(node) for node in nodes]
    for node, following in zip(nodes, places[1:], strict=False):  # the last one has nothing after it
        node[NameObject("/Next")] = following
    outline.update({NameObject("/First"): places[0], NameObject("/Last"): places[-1]})
    root[NameObject("/Outlines")] = holder


def printed_size(page, options):
    """Return (width, height) in mm of the page between its left and right margins."""
    sides = sum(parse_millimetres(getattr(options, name) or "10mm") for name in ("margin_left", "margin_right"))
    return float(page.mediabox.width) / POINTS_PER_MM - sides, float(page.mediabox.height) / POINTS_PER_MM


def assemble(program, options, sources, folder, target):
    """Print, overlay and join everything.

    :return: (exit code, message) as the plain build gave them, the worst of all runs.
    """
    from pypdf import PdfReader, PdfWriter

    results = print_bodies(program, options, sources, folder)
    failed = next(((code, message) for code, message, path in results if not Path(path).exists()), None)
    if failed:
        return failed[0] or 1, failed[1]
    readers = [PdfReader(path) for _code, _message, path in results]
    counts = [len(reader.pages) for reader in readers]
    writer = PdfWriter()
    for reader in readers:
        for page in reader.pages:
            writer.add_page(page)
    if options.header_html or options.footer_html:
        queries = page_queries(sources, counts)
        code, message, path = print_sheets(program, options, queries, printed_size(writer.pages[0], options), folder)
        results.append((code, message, path))
        overlays = PdfReader(path).pages if Path(path).exists() else []
        if len(overlays) != len(writer.pages):
            return code or 1, message + f"{len(overlays)} headers were printed for {len(writer.pages)} pages"
        for page, overlay in zip(writer.pages, overlays, strict=True):
            page.merge_page(overlay, over=False)
    if len(sources) > 1:
        add_marks(writer, [sum(counts[:number]) for number in range(len(counts))])
    writer.compress_identical_objects(remove_unreferenced=True)
    writer.write(target)
    worst = max(results, key=lambda result: abs(result[0]))
    return worst[0], worst[1]


def main(arguments):
    """Print as the patched wkhtmltopdf would.

    :param arguments: path of the plain program, then Odoo's arguments.
    :return int: exit code.
    """
    program, *words = arguments
    if words in (["--version"], ["-V"]):
        print(VERSION)
        return 0
    options = build_parser().parse_args(words)
    *sources, target = options.files
    if not sources:
        print("You need to specify at least one input file, and exactly one output file", file=sys.stderr)
        return 1
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="report.letterhead.")))
        code, message = assemble(program, options, [os.path.abspath(source) for source in sources], folder, target)
    if message:
        sys.stderr.write(message)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
