"""Reading a table people send: bytes of a CSV or XLSX file in, rows of cells out, and what single cells mean.

Nothing here knows what the table is about. What is wrong comes back as a :class:`Problem`, a reason code with its facts;
whoever shows it supplies the words.
"""

import csv
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from openpyxl import load_workbook

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_ROWS = 5000


@dataclass(frozen=True)
class Problem:
    """One reason why a file or row cannot go in: a code and the facts its sentence needs."""

    code: str
    column: str = ""
    facts: dict = field(default_factory=dict)


class TableError(Exception):
    """Tell that the file as a whole cannot be read; ``problem`` says why."""

    def __init__(self, code, column="", **facts):
        self.problem = Problem(code, column, facts)
        super().__init__(code)


@dataclass
class Row:
    """One line of the table: its row number in the file, cells as text, values, and what is wrong with it."""

    number: int
    cells: dict
    values: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)

    def refuse(self, code, column, **facts):
        """Note one reason against the row."""
        self.problems.append(Problem(code, column, facts))


# --- words and values


def normalise(text):
    """Return a name as it is compared: full-width as half-width, without case and white space.

    >>> normalise("  Blue　Magpie Ｃafé ")
    'bluemagpiecafé'
    """
    return squeeze(text).lower()


def squeeze(text):
    """Return a name with full-width letters as half-width and without white space, its case kept."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text or "")))


def clean(value):
    """Return a cell as text without white space at its ends; whole numbers without decimals.

    >>> clean(101.0), clean(None), clean(" 1F-01 "), clean(datetime(2026, 3, 1))
    ('101', '', '1F-01', '2026-03-01')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return unicodedata.normalize("NFKC", str(value)).strip()


def parse_date(value):
    """Return the day a cell means, or None if it means none for certain.

    Year first is the only order accepted, because 03/04/2026 is two days. Years below 1000 are years of the
    Republic (民國), bare five-digit numbers are Excel's day count.

    >>> [str(parse_date(text)) for text in ("2026-03-01", "2026/3/1", "20260301", "2026年3月1日", "2026.03.01")]
    ['2026-03-01', '2026-03-01', '2026-03-01', '2026-03-01', '2026-03-01']
    >>> [str(parse_date(text)) for text in ("民國115年3月1日", "民國 115/03/01", "115.3.1", "1150301", "民國99.3.1")]
    ['2026-03-01', '2026-03-01', '2026-03-01', '2026-03-01', '2010-03-01']
    >>> str(parse_date(46082)), str(parse_date("46082")), str(parse_date(datetime(2026, 3, 1, 12)))
    ('2026-03-01', '2026-03-01', '2026-03-01')
    >>> [parse_date(text) for text in ("01/03/2026", "26/03/01", "2026-02-30", "soon", 12)]
    [None, None, None, None, None]
    """
    if isinstance(value, datetime):
        return value.date()
    text = re.sub(r"\s*(00:00:00)?$", "", clean(value))
    text = re.sub(r"^民[國国]\s*(?=\d{2}\D)", "0", text)  # 民國99: a marked two-digit year is no 1999
    text = re.sub(r"^民[國国]\s*", "", text)
    if re.fullmatch(r"[2-7]\d{4}", text):
        return date(1899, 12, 30) + timedelta(days=int(text))
    match = re.fullmatch(r"(\d{3,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", text) or re.fullmatch(
        r"(\d{3,4})(\d{2})(\d{2})", text
    )
    if not match:
        return None
    year, month, day = map(int, match.groups())
    try:
        return date(year + 1911 if year < 1000 else year, month, day)
    except ValueError:
        return None


def parse_number(value):
    """Return the number a cell means as Decimal, or None if it is none.

    >>> [parse_number(text) for text in ("1,234,567.5", "NT$ 90,000", "９００元", "-5", 12.5, "85.20 m²")]
    [Decimal('1234567.5'), Decimal('90000'), Decimal('900'), Decimal('-5'), Decimal('12.5'), Decimal('85.20')]
    >>> parse_number("1,23"), parse_number("1.234,5"), parse_number("abc"), parse_number("nan"), parse_number("")
    (None, None, None, None, None)
    """
    text = re.sub(r"^(NT\$|TWD|RMB|CNY|[$¥])\s*|\s*(元|m2|sqm|㎡|平方公尺|平方米)$", "", clean(value), flags=re.I)
    if not re.fullmatch(r"-?(\d{1,3}(,\d{3})+|\d{1,12})(\.\d{1,6})?", text):
        return None
    return Decimal(text.replace(",", ""))


# --- from bytes to cells


def read_table(data, headings=()):
    """Return the filled rows of a CSV or XLSX file.

    :param bytes data: the file
    :param headings: simplified headings that are expected, to tell encodings apart; see :func:`decode`
    :return: list of ``(row number, list of cells)``; the first is the header
    :raises TableError: empty, too large, too many rows, or not a readable CSV or XLSX

    >>> read_table("unit;rent\\n\\n1F-01;90,000\\n".encode())
    [(1, ['unit', 'rent']), (3, ['1F-01', '90,000'])]
    >>> read_table("單元,月租金\\n".encode("big5"))
    [(1, ['單元', '月租金'])]
    """
    if not data or not data.strip():
        raise TableError("empty_file")
    if len(data) > MAX_BYTES:
        raise TableError("too_large", megabytes=MAX_BYTES // 1024**2)
    cells = _read_xlsx(data) if data.startswith(b"PK") else _read_csv(decode(data, headings))
    table = []
    for number, row in enumerate(cells, start=1):
        if any(clean(cell) for cell in row):
            table.append((number, list(row)))
        if len(table) > MAX_ROWS + 1:
            raise TableError("too_many_rows", rows=MAX_ROWS)
    if not table:
        raise TableError("empty_file")
    return table


def decode(data, headings=()):
    """Return the text of a CSV file in UTF-8, UTF-16 (marked), Big5 or GB18030.

    Big5 and GB18030 cannot be told apart by their bytes alone, so the one in which the first row holds
    more known headings is taken.

    :raises TableError: if it is no text, or in none of these encodings

    :param headings: simplified headings that are expected

    >>> known = ("鋪位", "租戶", "业态")
    >>> decode("鋪位,租戶,业态".encode("gb18030"), known), decode("鋪位,租戶".encode("utf-8-sig"), known)
    ('鋪位,租戶,业态', '鋪位,租戶')
    >>> decode(b"\\xd0\\xcf\\x11\\xe0 an old workbook \\x00")
    Traceback (most recent call last):
    odoo.addons.mall_leasing.core.tabular.TableError: encoding
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig",) if _decodes(data, "utf-8-sig") else ("cp950", "gb18030")
    texts = [data.decode(encoding) for encoding in encodings if _decodes(data, encoding)]
    texts = [text for text in texts if "\x00" not in text]
    if not texts:
        raise TableError("encoding")
    return max(texts, key=lambda text: _count_known(text, headings))


def _decodes(data, encoding):
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _count_known(text, headings):
    header = next(_read_csv(text), [])
    return sum(simplify_heading(cell) in headings for cell in header)


def _read_csv(text):
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise TableError("unreadable") from error


def _read_xlsx(data):
    _check_unpacked_size(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(values_only=True)
    except Exception as error:
        # Of a damaged workbook openpyxl raises whatever the broken part makes it: XML, zlib, type and key errors.
        raise TableError("unreadable") from error


def _check_unpacked_size(data):
    """Refuse a workbook that would fill the memory once it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise TableError("unreadable") from error
    if size > MAX_UNPACKED_BYTES:
        raise TableError("too_large", megabytes=MAX_UNPACKED_BYTES // 1024**2)


# --- headings


def simplify_heading(text):
    """Return a heading as it is compared: without units in brackets, punctuation, white space and case."""
    text = re.sub(r"\(.*?\)|\[.*?\]", " ", unicodedata.normalize("NFKC", str(text or "")))
    return re.sub(r"[\s_.:*/-]+", " ", text).strip().casefold()


def find_columns(cells, headings):
    """Return where each column stands.

    :param list cells: the header row; headings nobody knows are left aside
    :param dict headings: {simplified heading: column}
    :return: ``{column: position}``
    :raises TableError: if a column comes twice

    >>> find_columns(["Unit", "Remarks", "Area (m²)"], {"unit": "unit", "area": "area"})
    {'unit': 0, 'area': 2}
    >>> find_columns(["Unit", "UNIT:"], {"unit": "unit"})
    Traceback (most recent call last):
    odoo.addons.mall_leasing.core.tabular.TableError: duplicate_header
    """
    columns = {}
    for position, cell in enumerate(cells):
        column = headings.get(simplify_heading(cell))
        if column in columns:
            raise TableError("duplicate_header", column, headings=[clean(cells[columns[column]]), clean(cell)])
        if column:
            columns[column] = position
    return columns
