"""The words for every reason ``core.rent_roll`` gives against a file or a row."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

COLUMNS = {
    "unit": _lt("Unit"),
    "tenant": _lt("Tenant"),
    "brand": _lt("Brand"),
    "trade": _lt("Trade"),
    "area": _lt("Area"),
    "date_from": _lt("From"),
    "date_to": _lt("To"),
    "rent": _lt("Rent"),
    "deposit": _lt("Deposit"),
}

REASONS = {
    # the file
    "empty_file": _lt("The file is empty: a rent roll has a heading row and one row for each lease."),
    "too_large": _lt("The file is larger than %(megabytes)s MB: split it and import the parts."),
    "too_many_rows": _lt("The file has more than %(rows)s rows: split it and import the parts."),
    "unreadable": _lt("The file cannot be read: save the rent roll as XLSX or CSV."),
    "encoding": _lt("The characters of the file cannot be read: save it as XLSX, or as CSV in UTF-8."),
    "missing_column": _lt("The heading row lacks these columns: %(columns)s."),
    "duplicate_header": _lt("Two columns mean %(column)s (%(headings)s): keep one of them."),
    "no_rows": _lt("There is no row below the heading row."),
    # a row
    "missing_value": _lt("is empty; every lease needs one."),
    "bad_date": _lt("“%(value)s” is no date; expected is year-month-day, for example 2026-03-01 or 115/03/01."),
    "bad_number": _lt("“%(value)s” is no number; expected are digits, for example 85,000."),
    "negative_number": _lt("“%(value)s” is too low; expected is an amount of at least 0 and an area above 0."),
    "unknown_unit": _lt("“%(value)s” is not a unit of this property."),
    "archived_unit": _lt("unit “%(value)s” is archived; expected is a unit in use."),
    "area_differs": _lt("%(value)s m² differs from the unit's net area of %(expected)s m² by more than 0.5 %%."),
    "ambiguous_tenant": _lt("%(count)s contacts are named “%(value)s”; merge or rename them so that one is left."),
    "unknown_trade": _lt("“%(value)s” is not one of the trade categories."),
    "ambiguous_trade": _lt("several trade categories are named “%(value)s”; write the full path, Parent / Trade."),
    "dates_reversed": _lt("the lease ends on %(end)s, before it starts on %(start)s."),
    "term_over": _lt("the lease ended on %(end)s already; a rent roll holds leases that run or are to come."),
    "overlaps_row": _lt("“%(value)s” is let in row %(row)s in the same period."),
    "overlaps_standing": _lt("“%(value)s” is already held or let %(period)s."),
}
