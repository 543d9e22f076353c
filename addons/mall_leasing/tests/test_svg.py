import doctest

from odoo.tests import TransactionCase, tagged

from ..core import floor_plan, svg
from ..models.property.plan_reasons import PlanRefused

HEAD = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">\n'
SHAPE = b'<rect id="A-1" width="4" height="4"/>'


def drawing(inside, shape=SHAPE):
    return HEAD + shape + inside + b"</svg>"


#: What may not pass: {name: (file, reason)}.
BAD = {
    "script": (drawing(b"<script>alert(1)</script>"), "script"),
    "script with a prefix": (drawing(b'<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>'), "script"),
    "script of the page's language": (drawing(b'<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>'), "script"),
    "script in metadata": (drawing(b"<metadata><x><script/></x></metadata>"), "script"),
    "click": (drawing(b'<g onclick="alert(1)"/>'), "event_handler"),
    "load in capitals": (drawing(b'<g ONLOAD="alert(1)"/>'), "event_handler"),
    "load on the root": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)" viewBox="0 0 9 9"/>', "event_handler"),
    "handler in metadata": (drawing(b'<metadata><x onbegin="alert(1)"/></metadata>'), "event_handler"),
    "link to code": (drawing(b'<a xlink:href="javascript:alert(1)"><path/></a>'), "script"),
    "link to code, broken up": (drawing(b'<a href="java&#10;script:alert(1)"><path/></a>'), "script"),
    "page inside": (drawing(b"<foreignObject><p/></foreignObject>"), "foreign"),
    "frame": (drawing(b'<iframe xmlns="http://www.w3.org/1999/xhtml"/>'), "foreign"),
    "animation": (drawing(b'<animate attributeName="href" values="javascript:alert(1)"/>'), "animation"),
    "set": (drawing(b'<set attributeName="onmouseover" to="alert(1)"/>'), "animation"),
    "picture elsewhere": (drawing(b'<image href="http://192.0.2.1/spy.png"/>'), "external"),
    "use of another file": (drawing(b'<use xlink:href="other.svg#a"/>'), "external"),
    "svg in a picture": (drawing(b'<image href="data:image/svg+xml;base64,AAAA"/>'), "external"),
    "fill from elsewhere": (drawing(b'<path fill="url(http://192.0.2.1/a#b)"/>'), "external"),
    "style from elsewhere": (drawing(b'<path style="fill:url(&quot;//192.0.2.1/a&quot;)"/>'), "external"),
    "sheet from elsewhere": (drawing(b'<style>@im/**/port "a.css"; @IMPORT url(a.css);</style>'), "external"),
    "sheet with a far picture": (drawing(b"<style>.a{fill:url('http://192.0.2.1/')}</style>"), "external"),
    "entity": (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + drawing(b"<text>&a;</text>"), "entity"),
    "entity of a file": (b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + drawing(b"<text>&a;</text>"), "entity"),
    "a billion laughs": (
        b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>' + drawing(b"&c;"),
        "entity",
    ),
    "entity of a parameter": (b'<!DOCTYPE svg [<!ENTITY % a SYSTEM "http://192.0.2.1/a.dtd"> %a;]>' + drawing(b""), "entity"),
    "too many elements": (drawing(b"<path/>" * 5001), "too_many"),
    "too deep": (drawing(b"<g>" * 70 + b"</g>" * 70), "too_deep"),
    "too deep in metadata": (drawing(b"<metadata>" + b"<x>" * 70 + b"</x>" * 70 + b"</metadata>"), "too_deep"),
    "too large": (drawing(b"<!--" + b"x" * 2**21 + b"-->"), "too_large"),
    "copies of copies": (drawing(b'<g id="a"><use href="#A-1"/></g><use href="#a"/>'), "repeated"),
    "copies of itself": (drawing(b'<g id="a"><use href="#a"/></g>'), "repeated"),
    "too many copies": (
        drawing(b'<g id="a">' + b"<path/>" * 2000 + b"</g>" + b'<use href="#a"/>' * 11),
        "repeated",
    ),
    "no ids": (drawing(b"", shape=b"<rect/>"), "no_ids"),
    "ids only where nothing is drawn": (drawing(b'<defs><path id="a"/></defs>', shape=b""), "no_ids"),
    "no size": (b'<svg xmlns="http://www.w3.org/2000/svg"><rect id="a"/></svg>', "no_size"),
    "no size but a word": (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 NaN 9"><rect id="a"/></svg>', "no_size"),
    "nothing": (b"", "empty"),
    "blanks": (b"  \n ", "empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "not_svg"),
    "packed": (b"\x1f\x8b\x08\x00abc", "not_svg"),
    "a page": (b"<html><script>alert(1)</script></html>", "not_svg"),
    "another language's svg": (b'<svg xmlns="http://www.w3.org/1999/xhtml"/>', "not_svg"),
    "cut off": (drawing(b"")[:-4], "not_well_formed"),
    "unknown encoding": (b'<?xml version="1.0" encoding="martian"?>' + drawing(b""), "not_well_formed"),
}


@tagged("post_install", "-at_install")
class TestSvg(TransactionCase):
    """Issue 3, the plan you can see: a bad SVG is refused with the reason."""

    def test_examples(self):
        for module in (svg, floor_plan):
            self.assertEqual(doctest.testmod(module).failed, 0)

    def test_bad_files_are_refused_with_the_reason(self):
        for name, (data, reason) in BAD.items():
            with self.subTest(name):
                found = svg.clean(data)
                self.assertEqual(found.reason, reason)
                self.assertFalse(found.svg)

    def test_each_reason_of_the_sanitiser_has_its_sentence(self):
        for _data, reason in BAD.values():
            message = str(PlanRefused(self.env, reason, line=7))
            self.assertNotIn("%(", message)

    def test_the_line_is_told(self):
        self.assertEqual(svg.clean(drawing(b"\n\n<script/>")).line, 4)

    def test_what_drawing_programs_write_passes_clean(self):
        """A plain doctype, a style sheet, editors' own data: the drawing is kept, the rest is left out."""
        found = svg.clean(
            b'<?xml version="1.0"?><?xml-stylesheet href="a.css"?>'
            b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
            b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" width="9mm" height="8">'
            b"<style>.a, rect{fill:#fff} body{display:none} .a{behavior:x}</style><metadata><x>y</x></metadata>"
            b'<rect class="a" id="p1" inkscape:label="1F-01" data-x="1" style="stroke:red;position:fixed"/>'
            b"<text>A &amp; B</text><unknown><rect id='z'/></unknown></svg>"
        )
        self.assertEqual(
            found.svg,
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 8">'
            '<rect fill="#fff" id="p1" stroke="red"/><text>A &amp; B</text></svg>',
        )
        self.assertEqual(found.elements, {"p1": "1F-01"})

    def test_clean_copy_stays_as_it_is(self):
        once = svg.clean(drawing(b'<g transform="scale(2)" fill="url(#x)"><path id="b" d="M0,0 h9"/></g>')).svg
        self.assertEqual(svg.clean(once.encode()).svg, once)

    def test_background_needs_no_ids(self):
        self.assertFalse(svg.clean(drawing(b"", shape=b"<rect/>"), with_shapes=False).reason)
