"""Keys by which one client entered twice is recognised: name, registration number, telephone.

Two files with an equal key are possibly one client; people decide. An empty key says nothing. Clause: L2.2.
"""

import re
import unicodedata

#: What says what kind of company it is, not which: cut off the end of a name, longest first.
SUFFIXES = (
    "股份有限公司台灣分公司", "股份有限公司", "有限責任公司", "有限公司", "分公司", "總公司", "企業社", "商行", "公司",
    "股份有限公司台湾分公司", "有限责任公司", "总公司", "企业社",
    "corporation", "incorporated", "company", "limited", "holdings", "group", "gmbh", "corp", "pvt", "pte", "ltd", "llc", "llp", "plc",
    "inc", "co", "kk", "sa", "ag", "bv",
)  # fmt: skip
PREFIXES = ("the ", "股份有限公司", "有限公司")
#: Country codes of two digits; 1 and 7 have one, all others three.
COUNTRY_CODES = frozenset(
    map(
        str,
        (20, 27, *range(30, 35), 36, 39, 40, 41, *range(43, 50), *range(51, 59), *range(60, 67), 81, 82, 84, 86, *range(90, 96), 98),
    )
)
EXTENSION = re.compile(r"(?:#|ext\.?|x|分機|分机|轉|转).*$", re.IGNORECASE)
SHORTEST_NAME, SHORTEST_NUMBER, SHORTEST_PHONE = 2, 5, 7


def fold(text):
    """Return a text without differences of case, width, accents of layout, and spaces at its ends.

    >>> fold(" Ｂｌｕｅ  Magpie ")
    'blue  magpie'
    """
    return unicodedata.normalize("NFKC", text or "").casefold().strip()


def name_key(name):
    """Return what is left of a company's or person's name without case, width, punctuation and legal form.

    >>> name_key("Ｂｌｕｅ Magpie Coffee Co., Ltd.")
    'bluemagpiecoffee'
    >>> name_key("blue-magpie coffee inc")
    'bluemagpiecoffee'
    >>> name_key("豐巷超市股份有限公司"), name_key("豐巷超市（股）公司 "), name_key("豐巷超市")
    ('豐巷超市', '豐巷超市', '豐巷超市')
    >>> name_key("Co"), name_key(""), name_key(None)
    ('co', '', '')
    """
    words = re.sub(r"[(（](?:股|有)[)）]", "", name or "")
    words = " ".join(re.split(r"[\W_]+", fold(words))).strip()
    for prefix in PREFIXES:
        words = words.removeprefix(prefix)
    shortened = _cut_suffixes(words)
    key = (shortened or words).replace(" ", "")
    return key if len(key) >= SHORTEST_NAME else ""


def _cut_suffixes(words):
    """Cut legal forms off the end, Latin ones only where they stand as a word of their own."""
    while True:
        for suffix in SUFFIXES:
            form = f" {suffix}" if suffix.isascii() else suffix
            if words.endswith(form):
                words = words.removesuffix(form).strip()
                break
        else:
            return words


def registration_key(*numbers):
    """Return the first usable registration number without country letters, spaces and punctuation.

    >>> registration_key("TW 1234-5675"), registration_key("12345675"), registration_key(False, "１２３４５６７５")
    ('12345675', '12345675', '12345675')
    >>> registration_key("/"), registration_key("12")
    ('', '')
    """
    for number in numbers:
        key = re.sub(r"[\W_]+", "", fold(number or ""))
        key = re.sub(r"^[a-z]{2}(?=\d)", "", key)
        if len(key) >= SHORTEST_NUMBER:
            return key
    return ""


def phone_key(phone):
    """Return the national digits of a telephone number, without country code, trunk zero and extension.

    >>> phone_key("+886 7 555 0141"), phone_key("(07) 555-0141 #12"), phone_key("00886-7-5550141")
    ('75550141', '75550141', '75550141')
    >>> phone_key("+1 212 555 0100"), phone_key("+352 27 55 01 00")
    ('2125550100', '27550100')
    >>> phone_key("110"), phone_key(None)
    ('', '')
    """
    text = EXTENSION.sub("", fold(phone))
    digits = re.sub(r"\D", "", text)
    if text.startswith("+"):
        digits = _cut_country(digits)
    elif digits.startswith("00"):
        digits = _cut_country(digits[2:])
    digits = digits.lstrip("0")
    return digits if len(digits) >= SHORTEST_PHONE else ""


def _cut_country(digits):
    if digits[:1] in ("1", "7"):
        return digits[1:]
    return digits[2:] if digits[:2] in COUNTRY_CODES else digits[3:]
