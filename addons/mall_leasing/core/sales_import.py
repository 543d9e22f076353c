"""Reading tenants' monthly sales from a table: which shop, which month, gross sales, what is taken off, receipts.

A shop is named by its lease or by its unit. Every kind of exclusion is a column of its own, headed by its code or name;
the caller says which kinds there are. What is wrong with a row is noted against it.
Clause: L4.1.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .bounds import is_within
from .tabular import Row, TableError, clean, find_columns, normalise, parse_date, parse_number, simplify_heading

ALIASES = {
    "lease": "lease|lease no|lease number|contract|合約|合約編號|合同|合同编号",
    "unit": "unit|unit no|unit code|shop|shop no|鋪位|鋪位號|鋪號|單元|櫃位|铺位|铺位号|铺号|单元",
    "month": "month|period|sales month|月份|年月|銷售月份|销售月份",
    "gross": "gross|gross sales|sales|turnover|營業額|銷售額|總營業額|营业额|销售额",
    "tickets": "tickets|receipts|number of receipts|transactions|單數|交易筆數|单数|交易笔数",
    "reason": "reason|correction reason|更正原因|原因",
}
HEADINGS = {simplify_heading(alias): column for column, aliases in ALIASES.items() for alias in aliases.split("|")}
KIND = "kind:"


@dataclass(frozen=True)
class Shops:
    """What the rows are held against.

    :param dict leases: normalised lease number -> lease id
    :param dict units: normalised unit code -> list of (lease id, first day, last day)
    :param dict terms: lease id -> (first day, last day), both inclusive
    :param dict kinds: lease id -> ids of the exclusion kinds agreed; None where nothing was agreed
    :param date today: months that are not over by then are not declared
    """

    leases: dict
    units: dict
    terms: dict
    kinds: dict
    today: date


def parse_month(value):
    """Return the first day of the month a cell means, or None.

    >>> [str(parse_month(text)) for text in ("2026-03", "2026/3", "202603", "2026年3月", "115/03", "民國115年3月")]
    ['2026-03-01', '2026-03-01', '2026-03-01', '2026-03-01', '2026-03-01', '2026-03-01']
    >>> [str(parse_month(text)) for text in ("2026-03-31", date(2026, 3, 5))]
    ['2026-03-01', '2026-03-01']
    >>> parse_month("2026-13"), parse_month("March"), parse_month("")
    (None, None, None)
    """
    text = clean(value)
    match = re.fullmatch(r"((?:民[國国])?\s*\d{3,4})\s*[-/.年]?\s*(\d{1,2})\s*月?", text)
    day = parse_date(f"{match[1]}-{match[2]}-1") if match else parse_date(value)
    return day.replace(day=1) if day and is_within(day) else None


def map_header(cells, kinds):
    """Return where each column stands, those of the kinds as ``kind:<id>``.

    :param dict kinds: {code or name of a kind: its id}
    :raises TableError: no column names the shop, a required column is missing, or one comes twice

    >>> map_header(["Unit", "Month", "Gross", "VAT"], {"vat": 7})
    {'unit': 0, 'month': 1, 'gross': 2, 'kind:7': 3}
    >>> map_header(["Month", "Gross"], {})
    Traceback (most recent call last):
    odoo.addons.mall_leasing.core.tabular.TableError: missing_shop
    """
    columns = find_columns(cells, get_headings(kinds))
    if "lease" not in columns and "unit" not in columns:
        raise TableError("missing_shop")
    missing = [column for column in ("month", "gross") if column not in columns]
    if missing:
        raise TableError("missing_column", columns=missing)
    return columns


def get_headings(kinds):
    """Return the simplified headings a sales table may have."""
    return {**{simplify_heading(name): f"{KIND}{kind}" for name, kind in kinds.items()}, **HEADINGS}


def parse_table(table, kinds):
    """Return the rows of a sales table with their values.

    :param list table: as ``core.tabular.read_table`` returns it
    :param dict kinds: as :func:`map_header` takes them
    :return: list of ``core.tabular.Row``; ``exclusions`` is {kind id: Decimal}
    :raises TableError: if the header does not do, or no row follows it

    >>> row = parse_table([(1, ["unit", "month", "gross", "VAT"]), (2, ["1F-01", "2026-03", "105,000", "5000"])], {"vat": 7})[0]
    >>> row.values["month"], row.values["gross"], row.values["exclusions"], row.problems
    (datetime.date(2026, 3, 1), Decimal('105000'), {7: Decimal('5000')}, [])
    """
    (_number, header), *body = table
    columns = map_header(header, kinds)
    if not body:
        raise TableError("no_rows")
    return [_parse_row(number, cells, columns) for number, cells in body]


def _parse_row(number, cells, columns):
    raw = {column: cells[at] if at < len(cells) else None for column, at in columns.items()}
    row = Row(number, {column: clean(value) for column, value in raw.items()})
    row.values = {column: clean(raw.get(column)) for column in ("lease", "unit", "reason")}
    row.values["month"] = _required(row, "month", parse_month(raw["month"]), "bad_month")
    row.values["gross"] = _required(row, "gross", _amount(row, "gross", raw["gross"]), "bad_number")
    row.values["tickets"] = _count(row, raw.get("tickets"))
    amounts = {column: _amount(row, column, value) for column, value in raw.items() if column.startswith(KIND) and clean(value)}
    for column, amount in amounts.items():
        _required(row, column, amount, "bad_number")
    row.values["exclusions"] = {int(column.removeprefix(KIND)): amount for column, amount in amounts.items() if amount}
    return row


def _required(row, column, parsed, code):
    """Note a cell that is empty or means nothing; a number below zero was noted already."""
    if parsed is None:
        row.refuse(code if row.cells[column] else "missing_value", column, value=row.cells[column])
    return parsed


def _amount(row, column, value):
    number = parse_number(value)
    if number is not None and (number < 0 or not is_within(float(number))):
        row.refuse("negative_number", column, value=clean(value))
    return number


def _count(row, value):
    if not clean(value):
        return None
    number = parse_number(value)
    if number is None or number < 0 or number != int(number) or not is_within(float(number)):
        row.refuse("bad_count", "tickets", value=clean(value))
        return None
    return int(number)


def check_rows(rows, shops):
    """Note against each row all that speaks against it; ``values`` gain ``lease_id``.

    :param list rows: of ``core.tabular.Row``
    :param Shops shops: leases, units and months
    :return: the rows
    """
    seen = {}
    for row in rows:
        row.values["lease_id"] = _find_lease(row, shops)
        _check_month(row, shops)
        _check_sums(row, shops)
        key = (row.values["lease_id"], row.values["month"])
        if all(key) and key in seen:
            row.refuse("same_month", "month", value=row.cells["month"], row=seen[key])
        seen.setdefault(key, row.number)
    return rows


def _find_lease(row, shops):
    """Return the lease a row names, by its number or by the unit it lets in that month."""
    number, unit, month = row.values["lease"], row.values["unit"], row.values["month"]
    if number:
        found = shops.leases.get(normalise(number))
        if not found:
            row.refuse("unknown_lease", "lease", value=number)
        return found
    if not unit:
        row.refuse("missing_value", "unit" if "unit" in row.cells else "lease")
        return None
    lets = shops.units.get(normalise(unit), [])
    found = [lease for lease, first, last in lets if month and first.replace(day=1) <= month <= last]
    if len(found) == 1:
        return found[0]
    if month or not lets:
        row.refuse("ambiguous_unit" if found else "unknown_unit", "unit", value=unit)
    return None


def _check_month(row, shops):
    month, term = row.values["month"], shops.terms.get(row.values["lease_id"])
    if not month or not term:
        return
    first, last = term
    month_last = date(month.year + month.month // 12, month.month % 12 + 1, 1) - timedelta(days=1)
    if month_last < first or month > last:
        row.refuse("month_outside", "month", value=row.cells["month"])
    elif min(month_last, last) >= shops.today:
        row.refuse("month_future", "month", value=row.cells["month"])


def _check_sums(row, shops):
    gross, taken = row.values["gross"], row.values["exclusions"]
    if gross is not None and gross >= 0 and sum(taken.values(), Decimal(0)) > gross:
        row.refuse("net_negative", "gross", value=row.cells["gross"])
    agreed = shops.kinds.get(row.values["lease_id"])
    for kind in taken:
        if agreed is not None and kind not in agreed:
            row.refuse("kind_not_agreed", f"{KIND}{kind}")
