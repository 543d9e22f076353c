"""Let only drawings through: what an uploaded SVG may contain, and the clean copy that is kept.

What is dangerous is refused with the reason and the line; what is merely unknown is left out. The copy is written anew
from the whitelists below, so that nothing this page does not name can reach a browser.
"""

import re
from collections import Counter
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

MAX_BYTES, MAX_ELEMENTS, MAX_DEPTH, MAX_REPEATED = 2 * 1024 * 1024, 5_000, 64, 20_000

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
INKSCAPE_LABEL = "http://www.inkscape.org/namespaces/inkscape label"
#: Attributes in which drawing programs keep the name people gave a shape.
LABELS = {INKSCAPE_LABEL, "data-name", "aria-label"}

SHAPES = frozenset(["path", "rect", "circle", "ellipse", "polygon", "polyline"])
ELEMENTS = SHAPES | frozenset(
    [
        "svg", "g", "defs", "symbol", "use", "line", "text", "tspan", "title", "desc", "linearGradient",
        "radialGradient", "stop", "clipPath", "image",
    ]
)
#: Left out whole, with what is inside: no part of the drawing (``style`` is read, not kept).
TEXTS = frozenset(["text", "tspan", "title", "desc", "style"])
REFUSED = {
    **dict.fromkeys(("script", "handler", "listener"), "script"),
    **dict.fromkeys(("foreignObject", "iframe", "embed", "object", "video", "audio", "canvas", "html", "body"), "foreign"),
    **dict.fromkeys(
        ("animate", "animateColor", "animateMotion", "animateTransform", "set", "mpath", "discard"), "animation"
    ),
}
STYLES = frozenset(
    [
        "clip-path", "clip-rule", "color", "display", "dominant-baseline", "fill", "fill-opacity", "fill-rule",
        "font-family", "font-size", "font-style", "font-weight", "letter-spacing", "opacity", "stop-color",
        "stop-opacity", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
        "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor", "vector-effect", "visibility",
    ]
)
ATTRIBUTES = STYLES | frozenset(
    [
        "id", "transform", "d", "points", "x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "y1",
        "x2", "y2", "dx", "dy", "fx", "fy", "offset", "viewBox", "preserveAspectRatio", "gradientUnits",
        "gradientTransform", "spreadMethod", "clipPathUnits",
    ]
)

URL = re.compile(r"url\(\s*(['\"]?)(.*?)\1\s*\)", re.I)
LOCAL = re.compile(r"#[^\s\"'<>]+")
PICTURE = re.compile(r"data:image/(?:png|jpe?g|webp);base64,[A-Za-z0-9+/=\s]+")
SCRIPT = re.compile(r"(?:java|vb|live)script:", re.I)
STYLE_VALUE = re.compile(r"[\w\s.,%#()+'\"-]*")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
FORBIDDEN_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Cleaned(NamedTuple):
    """What became of a file: the clean SVG, its view box "x y width height", {id: label} of its shapes; or a reason."""

    svg: str = ""
    view_box: str = ""
    elements: dict = {}
    reason: str = ""
    line: int = 0


class _Refused(Exception):
    """The file cannot be let through; the reason is one of the codes of the catalogue."""

    def __init__(self, reason, line=0):
        self.reason, self.line = reason, line
        super().__init__(reason)


class _Node:
    """An element being read: its name, kept attributes, and children (elements or text)."""

    __slots__ = ("name", "attributes", "children", "classes", "line")

    def __init__(self, name, attributes=None, classes=(), line=0):
        self.name, self.attributes, self.classes, self.line = name, attributes or {}, classes, line
        self.children = []

    def walk(self):
        """Yield the element and all below it, in the order of the document."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(child for child in reversed(node.children) if isinstance(child, _Node))


def clean(data, with_shapes=True):
    """Read an SVG file and return its clean copy, or the reason why it is refused.

    :param bytes data: the file as uploaded
    :param bool with_shapes: the file's shapes are to be units, so some must carry an id
    :return: Cleaned; reason is one of empty, too_large, not_svg, not_well_formed, entity, script, event_handler,
        foreign, animation, external, too_many, too_deep, repeated, no_size, no_ids

    >>> plan = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect id="A-1" width="9" onfoo="1"/></svg>'
    >>> clean(plan).reason, clean(plan).line
    ('event_handler', 1)
    >>> clean(plan.replace(b'onfoo="1"', b'foo="1"'))[:3]
    ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect id="A-1" width="9"/></svg>', '0 0 9 9', {'A-1': ''})
    >>> clean(b" "), clean(b"GIF89a").reason, clean(b"<html/>").reason, clean(b"<svg").reason
    (Cleaned(svg='', view_box='', elements={}, reason='empty', line=0), 'not_svg', 'not_svg', 'not_well_formed')
    >>> clean(b'<svg viewBox="0 0 9 9"><rect/></svg>').reason, clean(b'<svg viewBox="0 0 9 9"/>', False).reason
    ('no_ids', '')
    """
    try:
        root = _Reader().parse(data)
        _check_repeats(root)
        view_box = _view_box(root.attributes)
        elements = _named_shapes(root)
        if with_shapes and not elements:
            raise _Refused("no_ids")
    except _Refused as refused:
        return Cleaned(reason=refused.reason, line=refused.line)
    root.attributes = {"viewBox": view_box, **{key: root.attributes[key] for key in STYLES & set(root.attributes)}}
    return Cleaned(_write(root), view_box, elements)


class _Reader:
    """Read a file into nodes, element by element, and stop at the first thing that may not pass."""

    def __init__(self):
        self.stack, self.skipped, self.count, self.root, self.css = [], 0, 0, None, []

    def parse(self, data):
        """Return the root node.

        :raises _Refused: at the first reason
        """
        if not data or not data.strip():
            raise _Refused("empty")
        if len(data) > MAX_BYTES:
            raise _Refused("too_large")
        if b"<" not in data[:4096].replace(b"\x00", b""):
            raise _Refused("not_svg")
        self.parser = self._prepare_parser()
        try:
            self.parser.Parse(data, True)
        except (expat.ExpatError, UnicodeError, LookupError, ValueError) as error:
            raise _Refused("not_well_formed", getattr(error, "lineno", 0)) from error
        _apply_css("".join(self.css), self.root)
        return self.root

    def _prepare_parser(self):
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        # An entity is a way to hide or to multiply text, and to reach for other files.
        parser.EntityDeclHandler = parser.SkippedEntityHandler = parser.ExternalEntityRefHandler = self._entity
        return parser

    def _entity(self, *_args):
        raise _Refused("entity", self.parser.CurrentLineNumber)

    def _start(self, tag, attributes):
        line = self.parser.CurrentLineNumber
        space, _space, name = tag.rpartition(" ")
        self._check_element(space, name, line)
        for key, value in attributes.items():
            _check_attribute(key, value, line)
        if self.skipped or space not in (SVG, "") or name not in ELEMENTS | {"style", "a"}:
            self.skipped += 1
            return
        node = _Node("g" if name == "a" else name, _kept(attributes), attributes.get("class", "").split(), line)
        if self.stack:
            self.stack[-1].children.append(node)
        self.root = self.root or node
        self.stack.append(node)

    def _check_element(self, space, name, line):
        """Count the element and refuse it if it may not be in a drawing at all.

        :raises _Refused: with the line
        """
        self.count += 1
        if not self.root and not (name == "svg" and space in (SVG, "")):
            raise _Refused("not_svg")
        if name in REFUSED:
            raise _Refused(REFUSED[name], line)
        if self.count > MAX_ELEMENTS:
            raise _Refused("too_many", line)
        if len(self.stack) + self.skipped >= MAX_DEPTH:
            raise _Refused("too_deep", line)

    def _end(self, _tag):
        if self.skipped:
            self.skipped -= 1
            return
        node = self.stack.pop()
        if node.name == "style":
            self.css.extend(node.children)
            _check_css("".join(node.children), node.line)
            self.stack[-1].children.remove(node)

    def _text(self, text):
        if not self.skipped and self.stack and self.stack[-1].name in TEXTS:
            self.stack[-1].children.append(text)


def _check_attribute(key, value, line):
    """Refuse an attribute that runs code or reaches outside the file, wherever it stands.

    :raises _Refused: with the line
    """
    name = key.rpartition(" ")[2].lower()
    if name.startswith("on"):
        raise _Refused("event_handler", line)
    if SCRIPT.search(re.sub(r"[\s\x00]+", "", value)):
        raise _Refused("script", line)
    if name in ("href", "src") and not (LOCAL.fullmatch(value.strip()) or PICTURE.fullmatch(value.strip())):
        raise _Refused("external", line)
    if key == "style" or name in STYLES:
        _check_css(value, line)


def _check_css(text, line):
    """Refuse style that fetches something from outside the file.

    >>> _check_css("fill:url(#sea)", 1)
    >>> _check_css("@import 'x.css'", 1)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    _Refused: external
    """
    text = _without_comments(text)
    if "@import" in text.lower() or any(not LOCAL.fullmatch(url) for _quote, url in URL.findall(text)):
        raise _Refused("external", line)


def _without_comments(css):
    return re.sub(r"/\*.*?\*/", "", css, flags=re.S)


def _kept(attributes):
    """Return the attributes that are let through, labels under the name ``label``, style taken apart."""
    kept = {}
    for key, value in attributes.items():
        if key in LABELS:
            kept.setdefault("label", value)
        elif key in ("href", f"{XLINK} href"):
            kept["href"] = value.strip()
        elif key in STYLES:
            kept.update(_declarations(f"{key}:{value}"))
        elif key in ATTRIBUTES:
            kept[key] = FORBIDDEN_CHARACTERS.sub("", value)
    return kept | _declarations(attributes.get("style", ""))


def _declarations(css):
    """Return the known style properties of ``name: value; ...``; what is not plainly harmless is left out.

    >>> _declarations("fill: #fff; behavior: url(#x); stroke:u\\\\72l(x); opacity:.5 !important")
    {'fill': '#fff', 'opacity': '.5'}
    """
    found = {}
    for declaration in _without_comments(css).split(";"):
        name, _colon, value = declaration.partition(":")
        value = value.replace("!important", "").strip()
        plain = STYLE_VALUE.fullmatch(value) and "url" not in URL.sub("", value).lower()
        if name.strip().lower() in STYLES and value and plain:
            found[name.strip().lower()] = value
    return found


def _apply_css(css, root):
    """Put the style sheet's simple rules (``.class``, ``#id``, ``element``) onto the elements they mean.

    A sheet would style the whole page the drawing is shown in; on the elements it styles the drawing alone.
    """
    rules = [
        (selector.strip(), _declarations(body))
        for selectors, body in RULE.findall(_without_comments(css))
        for selector in selectors.split(",")
    ]
    for node in root.walk() if rules else ():
        own = {node.name, f"#{node.attributes.get('id')}", *(f".{name}" for name in node.classes)}
        styles = {}
        for selector, declarations in rules:
            if selector in own:
                styles |= declarations
        node.attributes = styles | node.attributes


def _check_repeats(root):
    """Refuse ``use`` of what uses something itself, and more copies than a screen can draw.

    :raises _Refused: with the line
    """
    by_id = {node.attributes["id"]: node for node in root.walk() if node.attributes.get("id")}
    drawn = 0
    # counted once for each drawing that is repeated, not once for each copy
    uses = Counter(node.attributes.get("href", "")[1:] for node in root.walk() if node.name == "use")
    for target, times in uses.items():
        inside = list(by_id[target].walk()) if target in by_id else []
        drawn += len(inside) * times
        if drawn > MAX_REPEATED or any(node.name == "use" for node in inside):
            raise _Refused("repeated", inside[0].line)


def _view_box(attributes):
    """Return the drawing's box as "x y width height" in its own units.

    >>> _view_box({"viewBox": "0,0 , 120 80.50"}), _view_box({"width": "120mm", "height": "80"})
    ('0 0 120 80.5', '0 0 120 80')

    :raises _Refused: if it says no size, or one that is none
    """
    text = attributes.get("viewBox") or f"0 0 {attributes.get('width', '')} {attributes.get('height', '')}"
    parts = re.fullmatch(rf"\s*({NUMBER})[\s,]+({NUMBER})[\s,]+({NUMBER})[a-z]*[\s,]+({NUMBER})[a-z]*\s*", text, re.I)
    box = [float(part) for part in parts.groups()] if parts else [0, 0, 0, 0]
    if not (0 < box[2] <= 1e6 and 0 < box[3] <= 1e6 and abs(box[0]) <= 1e6 and abs(box[1]) <= 1e6):
        raise _Refused("no_size")
    return " ".join(f"{part:.10g}" for part in box)


def _named_shapes(root):
    """Return {id: label} of the shapes and groups that carry an id and are drawn where they stand."""
    hidden = {id(node) for top in root.walk() if top.name in ("defs", "symbol", "clipPath") for node in top.walk()}
    return {
        node.attributes["id"]: node.attributes.get("label", "") or _title(node)
        for node in root.walk()
        if node.name in SHAPES | {"g", "use"} and node.attributes.get("id") and id(node) not in hidden
    }


def _title(node):
    titles = [child for child in node.children if isinstance(child, _Node) and child.name == "title"]
    return "".join(text for text in titles[0].children if isinstance(text, str)).strip() if titles else ""


def _write(node):
    """Return a node and what is in it as text; the root says which language it is."""
    space = f' xmlns="{SVG}"' if node.name == "svg" else ""
    parts = (f" {name}={quoteattr(value)}" for name, value in node.attributes.items() if name != "label")
    inside = "".join(_write(child) if isinstance(child, _Node) else escape(child) for child in node.children)
    opened = f"<{node.name}{space}{''.join(parts)}"
    return f"{opened}>{inside}</{node.name}>" if inside else f"{opened}/>"
