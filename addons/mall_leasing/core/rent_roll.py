"""Reading a rent roll: bytes of a CSV or XLSX file in, checked rows with every reason against them out.

Nothing here knows the database. :func:`read_table` turns the file into rows of cells, :func:`parse_table` turns
cells into values, and :func:`check_rows` holds the values against what the mall knows (:class:`Mall`). What is
wrong comes back as a :class:`Problem`, a reason code with its facts; whoever shows it supplies the words.
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

from .bounds import is_within
from .occupancy import overlaps

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_ROWS = 5000
AREA_TOLERANCE = Decimal("0.005")

# Column -> the headings it goes by, as people write them in English, traditional and simplified Chinese.
ALIASES = {
    "unit": "unit|unit no|unit code|shop|shop no|鋪位|鋪位號|鋪號|單元|單元號|櫃位|铺位|铺位号|铺号|单元|单元号",
    "tenant": "tenant|tenant name|lessee|company|租戶|租戶名稱|承租人|承租方|租户|租户名称",
    "brand": "brand|brand name|trade name|品牌|品牌名稱|品牌名称|店名",
    "trade": "trade|trade category|category|業態|業種|业态|业种",
    "area": "area|net area|area m2|area sqm|net area m2|面積|租賃面積|室內面積|面积|租赁面积|室内面积",
    "date_from": "from|start|start date|date from|lease start|起租日|起租日期|起始日|起租|租期起",
    "date_to": "to|end|end date|date to|lease end|expiry|expiry date|到期日|到期日期|終止日|租期止|终止日",
    "rent": "rent|monthly rent|base rent|rent per month|月租金|租金|每月租金|月租",
    "deposit": "deposit|security deposit|押金|保證金|保证金",
}
REQUIRED = ("unit", "tenant", "trade", "area", "date_from", "date_to", "rent")
DATES = ("date_from", "date_to")
NUMBERS = ("area", "rent", "deposit")


@dataclass(frozen=True)
class Problem:
    """One reason why a file or row cannot go in: a code and the facts its sentence needs."""

    code: str
    column: str = ""
    facts: dict = field(default_factory=dict)


class RentRollError(Exception):
    """Tell that the file as a whole cannot be read; ``problem`` says why."""

    def __init__(self, code, column="", **facts):
        self.problem = Problem(code, column, facts)
        super().__init__(code)


@dataclass
class Row:
    """One line of the rent roll: its row number in the file, cells as text, values, and what is wrong with it."""

    number: int
    cells: dict
    values: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)

    def refuse(self, code, column, **facts):
        """Note one reason against the row."""
        self.problems.append(Problem(code, column, facts))


@dataclass(frozen=True)
class Mall:
    """What the rows are held against.

    :param dict units: normalised code -> ``(id, net area in m2 as Decimal, active)``
    :param dict trades: normalised name -> list of trade ids
    :param dict tenants: normalised name -> number of contacts of that name
    :param dict standing: unit id -> list of ``(first day, last day or None)`` already taken
    :param date today: leases that ended before it are no part of a rent roll
    """

    units: dict
    trades: dict
    tenants: dict
    standing: dict
    today: date


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


def read_table(data):
    """Return the filled rows of a CSV or XLSX file.

    :param bytes data: the file
    :return: list of ``(row number, list of cells)``; the first is the header
    :raises RentRollError: empty, too large, too many rows, or not a readable CSV or XLSX

    >>> read_table("unit;rent\\n\\n1F-01;90,000\\n".encode())
    [(1, ['unit', 'rent']), (3, ['1F-01', '90,000'])]
    >>> read_table("單元,月租金\\n".encode("big5"))
    [(1, ['單元', '月租金'])]
    """
    if not data or not data.strip():
        raise RentRollError("empty_file")
    if len(data) > MAX_BYTES:
        raise RentRollError("too_large", megabytes=MAX_BYTES // 1024**2)
    cells = _read_xlsx(data) if data.startswith(b"PK") else _read_csv(decode(data))
    table = []
    for number, row in enumerate(cells, start=1):
        if any(clean(cell) for cell in row):
            table.append((number, list(row)))
        if len(table) > MAX_ROWS + 1:
            raise RentRollError("too_many_rows", rows=MAX_ROWS)
    if not table:
        raise RentRollError("empty_file")
    return table


def decode(data):
    """Return the text of a CSV file in UTF-8, UTF-16 (marked), Big5 or GB18030.

    Big5 and GB18030 cannot be told apart by their bytes alone, so the one in which the first row holds
    more known headings is taken.

    :raises RentRollError: if it is no text, or in none of these encodings

    >>> decode("鋪位,租戶,业态".encode("gb18030")), decode("鋪位,租戶".encode("utf-8-sig"))
    ('鋪位,租戶,业态', '鋪位,租戶')
    >>> decode(b"\\xd0\\xcf\\x11\\xe0 an old workbook \\x00")
    Traceback (most recent call last):
    odoo.addons.mall_leasing.core.rent_roll.RentRollError: encoding
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig",) if _decodes(data, "utf-8-sig") else ("cp950", "gb18030")
    texts = [data.decode(encoding) for encoding in encodings if _decodes(data, encoding)]
    texts = [text for text in texts if "\x00" not in text]
    if not texts:
        raise RentRollError("encoding")
    return max(texts, key=_count_known_headings)


def _decodes(data, encoding):
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _count_known_headings(text):
    header = next(_read_csv(text), [])
    return sum(bool(_find_column(cell)) for cell in header)


def _read_csv(text):
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise RentRollError("unreadable") from error


def _read_xlsx(data):
    _check_unpacked_size(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(values_only=True)
    except Exception as error:
        # Of a damaged workbook openpyxl raises whatever the broken part makes it: XML, zlib, type and key errors.
        raise RentRollError("unreadable") from error


def _check_unpacked_size(data):
    """Refuse a workbook that would fill the memory once it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise RentRollError("unreadable") from error
    if size > MAX_UNPACKED_BYTES:
        raise RentRollError("too_large", megabytes=MAX_UNPACKED_BYTES // 1024**2)


# --- from cells to values


def _simplify_heading(text):
    text = re.sub(r"\(.*?\)|\[.*?\]", " ", unicodedata.normalize("NFKC", str(text or "")))
    return re.sub(r"[\s_.:*/-]+", " ", text).strip().casefold()


HEADINGS = {
    _simplify_heading(alias): column for column, aliases in ALIASES.items() for alias in aliases.split("|")
}


def _find_column(heading):
    return HEADINGS.get(_simplify_heading(heading))


def map_header(cells):
    """Return where each column stands.

    :param list cells: the header row; headings nobody knows are left aside
    :return: ``{column: position}``
    :raises RentRollError: a required column is missing, or one comes twice

    >>> map_header(["單元", "Remarks", "租戶", "業態", "面積（m²）", "起租日", "到期日", "月租金"])["area"]
    4
    >>> map_header(["unit", "Shop No."])
    Traceback (most recent call last):
    odoo.addons.mall_leasing.core.rent_roll.RentRollError: duplicate_header
    >>> map_header(["unit", "tenant"])
    Traceback (most recent call last):
    odoo.addons.mall_leasing.core.rent_roll.RentRollError: missing_column
    """
    columns = {}
    for position, cell in enumerate(cells):
        column = _find_column(cell)
        if column in columns:
            raise RentRollError("duplicate_header", column, headings=[clean(cells[columns[column]]), clean(cell)])
        if column:
            columns[column] = position
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise RentRollError("missing_column", columns=missing)
    return columns


def parse_table(table):
    """Return the rows of a rent roll with their values; cells that mean nothing are noted against the row.

    :param list table: as :func:`read_table` returns it
    :return: list of :class:`Row`; values are text, ``date`` and ``Decimal``
    :raises RentRollError: if the header does not do, or no row follows it
    """
    (_number, header), *body = table
    columns = map_header(header)
    if not body:
        raise RentRollError("no_rows")
    return [_parse_row(number, cells, columns) for number, cells in body]


def _parse_row(number, cells, columns):
    raw = {column: cells[at] if at < len(cells) else None for column, at in columns.items()}
    row = Row(number, {column: clean(value) for column, value in raw.items()})
    for column, value in raw.items():
        row.values[column] = _parse_cell(row, column, value)
    row.values.setdefault("brand", "")
    row.values["deposit"] = row.values.get("deposit") or Decimal(0)
    return row


def _parse_cell(row, column, value):
    text = clean(value)
    if not text:
        if column in REQUIRED:
            row.refuse("missing_value", column)
        return None
    if column in DATES:
        day = parse_date(value)
        return _noted(row, column, "bad_date", day if day and is_within(day) else None)
    if column in NUMBERS:
        number = _noted(row, column, "bad_number", parse_number(value))
        if number is not None and (number < 0 or number == 0 and column == "area"):
            row.refuse("negative_number", column, value=text)
        return number
    return text


def _noted(row, column, code, parsed):
    if parsed is None:
        row.refuse(code, column, value=row.cells[column])
    return parsed


# --- holding the values against the mall


def check_rows(rows, mall):
    """Note against each row all that the mall says against it.

    :param list rows: of :class:`Row`; ``problems`` grow, ``values`` gain ``unit_id`` and ``trade_id``
    :param Mall mall: units, trades, tenants and what is taken
    :return: the rows
    """
    taken = {}
    for row in rows:
        _check_unit(row, mall)
        _check_names(row, mall)
        _check_term(row, mall)
        _check_overlap(row, mall, taken)
    return rows


def _check_unit(row, mall):
    code, area = row.values["unit"], row.values["area"]
    if not code:
        return
    if normalise(code) not in mall.units:
        row.refuse("unknown_unit", "unit", value=code)
        return
    unit_id, unit_area, active = mall.units[normalise(code)]
    row.values["unit_id"] = unit_id
    if not active:
        row.refuse("archived_unit", "unit", value=code)
    if area and area > 0 and abs(area - unit_area) > unit_area * AREA_TOLERANCE:
        row.refuse("area_differs", "area", value=str(area), expected=str(unit_area))


def _check_names(row, mall):
    tenant, trade = row.values["tenant"], row.values["trade"]
    if tenant and mall.tenants.get(normalise(tenant), 0) > 1:
        row.refuse("ambiguous_tenant", "tenant", value=tenant, count=mall.tenants[normalise(tenant)])
    found = mall.trades.get(normalise(trade), []) if trade else []
    if len(found) == 1:
        row.values["trade_id"] = found[0]
    elif trade:
        row.refuse("ambiguous_trade" if found else "unknown_trade", "trade", value=trade)


def _check_term(row, mall):
    start, end = row.values["date_from"], row.values["date_to"]
    if start and end and end < start:
        row.refuse("dates_reversed", "date_to", start=start, end=end)
    elif end and end < mall.today:
        row.refuse("term_over", "date_to", end=end)


def _check_overlap(row, mall, taken):
    unit_id, start, end = row.values.get("unit_id"), row.values["date_from"], row.values["date_to"]
    if not (unit_id and start and end) or end < start:
        return
    for other, period in taken.setdefault(unit_id, []):
        if overlaps((start, end), period):
            row.refuse("overlaps_row", "unit", value=row.values["unit"], row=other)
    for period in mall.standing.get(unit_id, []):
        if overlaps((start, end), period):
            row.refuse("overlaps_standing", "unit", value=row.values["unit"], start=period[0], end=period[1])
    taken[unit_id].append((row.number, (start, end)))
