"""Reading a rent roll: bytes of a CSV or XLSX file in, checked rows with every reason against them out.

Nothing here knows the database. :func:`read_table` turns the file into rows of cells, :func:`parse_table` turns
cells into values, and :func:`check_rows` holds the values against what the mall knows (:class:`Mall`). What is
wrong comes back as a :class:`core.tabular.Problem`, a reason code with its facts; whoever shows it supplies the words.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from . import tabular
from .bounds import is_within
from .occupancy import overlaps
from .tabular import Row, TableError, clean, find_columns, normalise, parse_date, parse_number, simplify_heading

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


# --- from cells to values


HEADINGS = {
    simplify_heading(alias): column for column, aliases in ALIASES.items() for alias in aliases.split("|")
}


def read_table(data):
    """Return the filled rows of a rent roll file, see :func:`core.tabular.read_table`."""
    return tabular.read_table(data, HEADINGS)


def map_header(cells):
    """Return where each column stands.

    :param list cells: the header row; headings nobody knows are left aside
    :return: ``{column: position}``
    :raises TableError: a required column is missing, or one comes twice

    >>> map_header(["單元", "Remarks", "租戶", "業態", "面積（m²）", "起租日", "到期日", "月租金"])["area"]
    4
    >>> map_header(["unit", "Shop No."])
    Traceback (most recent call last):
    odoo.addons.mall_leasing.core.tabular.TableError: duplicate_header
    >>> map_header(["unit", "tenant"])
    Traceback (most recent call last):
    odoo.addons.mall_leasing.core.tabular.TableError: missing_column
    """
    columns = find_columns(cells, HEADINGS)
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise TableError("missing_column", columns=missing)
    return columns


def parse_table(table):
    """Return the rows of a rent roll with their values; cells that mean nothing are noted against the row.

    :param list table: as :func:`read_table` returns it
    :return: list of :class:`Row`; values are text, ``date`` and ``Decimal``
    :raises TableError: if the header does not do, or no row follows it
    """
    (_number, header), *body = table
    columns = map_header(header)
    if not body:
        raise TableError("no_rows")
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
