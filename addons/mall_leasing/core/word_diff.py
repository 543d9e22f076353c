"""Differences of two texts, word by word, as marked-up HTML that is safe to show.

Chinese is compared character by character, since its words have no spaces between them.
Clause: L4.1.
"""

import re
from difflib import SequenceMatcher
from html import escape
from html.parser import HTMLParser

_TOKEN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|\w+|\s+|[^\w\s]")
_BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "br", "hr", "blockquote"})


class _Paragraphs(HTMLParser):
    """Collect the text of each block of an HTML text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = [""]

    def handle_starttag(self, tag, attrs):
        if tag in _BLOCKS:
            self.found.append("")

    def handle_endtag(self, tag):
        if tag in _BLOCKS:
            self.found.append("")

    def handle_data(self, data):
        self.found[-1] += data


def paragraphs(html):
    """Return the paragraphs of an HTML text as plain text, empty ones left out.

    >>> paragraphs("<h5>Tenant</h5><ol><li>pays &amp; trades</li><li> </li></ol>rest")
    ['Tenant', 'pays & trades', 'rest']
    """
    parser = _Paragraphs()
    parser.feed(html or "")
    parser.close()
    return [text for text in (" ".join(block.split()) for block in parser.found) if text]


def mark_words(old, new):
    """Return one paragraph with the words taken out and put in marked; HTML, escaped.

    >>> mark_words("pays in 30 days", "pays within 30 days")
    'pays <del>in</del><ins>within</ins> 30 days'
    >>> mark_words("每月五日", "每月十日")
    '每月<del>五</del><ins>十</ins>日'
    >>> mark_words("<b>", "<i>")
    '&lt;<del>b</del><ins>i</ins>&gt;'
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    parts = []
    for code, i1, i2, j1, j2 in matcher.get_opcodes():
        if code == "equal":
            parts.append(escape("".join(before[i1:i2])))
            continue
        parts.append(_mark("del", "".join(before[i1:i2])) + _mark("ins", "".join(after[j1:j2])))
    return "".join(parts)


def diff_html(old, new):
    """Return both HTML texts as one, paragraph by paragraph, with what was taken out and put in marked.

    Paragraphs that are the same are matched first, so that long texts cost no more than what differs in them.

    :return: str, HTML of ``<p>``, ``<del>`` and ``<ins>`` only, everything else escaped

    >>> diff_html("<p>One.</p><p>Rent is due.</p>", "<p>One.</p><p>Rent was due.</p><p>Two.</p>")
    '<p>One.</p><p>Rent <del>is</del><ins>was</ins> due.</p><p><ins>Two.</ins></p>'
    >>> diff_html("", "<p>New</p>"), diff_html("<p>Old</p>", "")
    ('<p><ins>New</ins></p>', '<p><del>Old</del></p>')
    """
    before, after = paragraphs(old), paragraphs(new)
    shown = []
    for code, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if code == "equal":
            shown += [escape(text) for text in before[i1:i2]]
            continue
        pairs = min(i2 - i1, j2 - j1)
        shown += [mark_words(before[i1 + place], after[j1 + place]) for place in range(pairs)]
        shown += [_mark("del", text) for text in before[i1 + pairs : i2]]
        shown += [_mark("ins", text) for text in after[j1 + pairs : j2]]
    return "".join(f"<p>{text}</p>" for text in shown)


def is_same_text(old, new):
    """Tell whether two HTML texts say the same, whatever their tags.

    >>> is_same_text("<p>a  b</p>", "<div>a b</div>"), is_same_text("<p>a</p>", "<p>b</p>")
    (True, False)
    """
    return paragraphs(old) == paragraphs(new)


def _mark(tag, text):
    return f"<{tag}>{escape(text)}</{tag}>" if text else ""
