"""The words for every reason ``core.sales_import`` gives against a file or a row."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

COLUMNS = {
    "lease": _lt("Lease"),
    "unit": _lt("Unit"),
    "month": _lt("Month"),
    "gross": _lt("Gross Sales"),
    "tickets": _lt("Receipts"),
    "reason": _lt("Reason"),
}

REASONS = {
    # the file
    "empty_file": _lt("The file is empty: it needs a heading row and one row for each shop and month."),
    "too_large": _lt("The file is larger than %(megabytes)s MB: split it and import the parts."),
    "too_many_rows": _lt("The file has more than %(rows)s rows: split it and import the parts."),
    "unreadable": _lt("The file cannot be read: save it as XLSX or CSV."),
    "encoding": _lt("The characters of the file cannot be read: save it as XLSX, or as CSV in UTF-8."),
    "missing_shop": _lt("The heading row has neither a column Lease nor a column Unit: one of them names the shop."),
    "missing_column": _lt("The heading row lacks these columns: %(columns)s."),
    "duplicate_header": _lt("Two columns mean %(column)s (%(headings)s): keep one of them."),
    "no_rows": _lt("There is no row below the heading row."),
    # a row
    "missing_value": _lt("is empty; every row needs one."),
    "bad_month": _lt("“%(value)s” is no month; expected is year-month, for example 2026-03 or 115/03."),
    "bad_number": _lt("“%(value)s” is no number; expected are digits, for example 85,000."),
    "bad_count": _lt("“%(value)s” is no number of receipts; expected is a whole number from 0 on."),
    "negative_number": _lt("“%(value)s” cannot be; expected is an amount from 0 on."),
    "unknown_lease": _lt("“%(value)s” is no lease in force of yours."),
    "unknown_unit": _lt("“%(value)s” was not let in that month under a lease of yours."),
    "ambiguous_unit": _lt("“%(value)s” was let under several leases in that month; name the lease."),
    "month_outside": _lt("“%(value)s” lies outside the term of the lease."),
    "month_future": _lt("“%(value)s” is not over yet."),
    "net_negative": _lt("what is taken off is more than the gross sales of “%(value)s”."),
    "kind_not_agreed": _lt("is not taken off the sales under this lease: leave the cell empty."),
    "same_month": _lt("“%(value)s” of the same shop stands in row %(row)s already."),
    "version_open": _lt("“%(value)s” is being declared with other figures: finish that version first."),
}
