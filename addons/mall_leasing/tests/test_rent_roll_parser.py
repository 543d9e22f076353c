import doctest
import io
from datetime import date, datetime
from decimal import Decimal
from unittest.mock import patch

from openpyxl import Workbook

from odoo.tests import BaseCase, tagged

from odoo.addons.mall_leasing.core import occupancy, rent_roll, tabular
from odoo.addons.mall_leasing.wizard.rent_roll_reasons import COLUMNS, REASONS

HEADER = "unit,tenant,brand,trade,area,from,to,rent,deposit"
ROW = "1F-01,Test Tenant,Test Brand,Coffee,100,2026-01-01,2027-12-31,90000,180000"
MALL = rent_roll.Mall(
    units={"1f-01": (1, Decimal("100.00"), True), "1f-02": (2, Decimal("200.00"), False)},
    trades={"coffee": [7], "fashion": [8, 9]},
    tenants={"twins": 2},
    standing={1: [(date(2030, 1, 1), None)]},
    today=date(2026, 11, 23),
)


def codes(text, mall=MALL):
    """Return the reason codes against each row of a file, or against the file."""
    data = text.encode() if isinstance(text, str) else text
    try:
        rows = rent_roll.parse_table(rent_roll.read_table(data))
    except tabular.TableError as error:
        return error.problem.code
    return [[problem.code for problem in row.problems] for row in rent_roll.check_rows(rows, mall)]


def with_cell(**cells):
    """Return a file of one row, like ROW but for the cells given."""
    row = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | cells
    return f"{HEADER}\n" + ",".join(f'"{row[name]}"' for name in HEADER.split(","))


@tagged("post_install", "-at_install")
class TestRentRollParser(BaseCase):
    """DESIGN rule 9: each bad row is named with every reason, in pure code without a database."""

    def test_doctests(self):
        for module in (occupancy, rent_roll, tabular):
            failed, tried = doctest.testmod(module)
            self.assertFalse(failed, module.__name__)
            self.assertGreater(tried, 2, module.__name__)

    # What to feed for each reason code. The table is complete: see test_every_reason_is_reached.
    FILES = {
        "empty_file": b"\n \n",
        "too_large": b"unit\n" + b"x" * tabular.MAX_BYTES,
        "too_many_rows": f"{HEADER}\n" + f"{ROW}\n" * (tabular.MAX_ROWS + 1),
        "unreadable": b"PK\x03\x04 no workbook",
        "encoding": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00",
        "missing_column": "unit,tenant\n1F-01,Test Tenant",
        "duplicate_header": f"{HEADER},鋪位\n{ROW},1F-02",
        "no_rows": HEADER,
    }
    ROWS = {
        "missing_value": with_cell(tenant=" "),
        "bad_date": with_cell(**{"from": "01/03/2026"}),
        "bad_number": with_cell(rent="ninety"),
        "negative_number": with_cell(rent="-1"),
        "unknown_unit": with_cell(unit="9F-99"),
        "archived_unit": with_cell(unit="1F-02", area="200"),
        "area_differs": with_cell(area="100.51"),
        "ambiguous_tenant": with_cell(tenant="Twins"),
        "unknown_trade": with_cell(trade="Alchemy"),
        "ambiguous_trade": with_cell(trade="Fashion"),
        "dates_reversed": with_cell(**{"from": "2028-01-01"}),
        "term_over": with_cell(to="2026-11-22"),
        "overlaps_standing": with_cell(to="2030-01-01"),
    }

    def test_each_bad_file_is_refused_for_its_reason(self):
        for code, data in self.FILES.items():
            with self.subTest(code=code):
                self.assertEqual(codes(data), code)

    def test_each_bad_row_is_refused_for_its_reason_alone(self):
        for code, data in self.ROWS.items():
            with self.subTest(code=code):
                self.assertEqual(codes(data), [[code]])

    def test_rows_that_overlap_name_each_other(self):
        text = f"{HEADER}\n{ROW}\n" + ROW.replace("2026-01-01", "2027-12-31").replace("2027-12-31,9", "2028-12-31,9")
        self.assertEqual(codes(text), [[], ["overlaps_row"]])

    def test_every_reason_has_its_words_and_is_reached(self):
        reached = {*self.FILES, *self.ROWS, "overlaps_row"}
        self.assertEqual(reached, set(REASONS))
        self.assertEqual(set(COLUMNS), set(rent_roll.ALIASES))

    def test_boundaries_are_let_through(self):
        """0.5 % of area, a lease that ends today, one that ends the day before the next, rent 0."""
        for cells in ({"area": "100.50"}, {"area": "99.50"}, {"to": "2026-11-23"}, {"to": "2029-12-31"}, {"rent": "0"}):
            with self.subTest(cells=cells):
                self.assertEqual(codes(with_cell(**cells)), [[]])

    def test_a_row_names_all_its_reasons(self):
        text = with_cell(unit="9F-99", tenant="", rent="-5", **{"from": "soon"})
        self.assertEqual(codes(text), [["missing_value", "bad_date", "negative_number", "unknown_unit"]])

    def test_encodings_and_delimiters(self):
        text = "單元;租戶;品牌;業態;面積;起租日;到期日;月租金;押金\n1F-01;藍鵲;藍鵲;Coffee;100;民國115/03/01;116.2.28;90,000;0\n"
        simplified = text.translate(str.maketrans("單業態積戶", "单业态积户"))
        for encoding, content in (
            ("utf-8", text),
            ("utf-8-sig", text),
            ("utf-16", text),
            ("big5", text),
            ("gb18030", simplified),
        ):
            with self.subTest(encoding=encoding):
                row = rent_roll.parse_table(rent_roll.read_table(content.encode(encoding)))[0]
                self.assertFalse(row.problems)
                self.assertEqual(row.values["date_from"], date(2026, 3, 1))
                self.assertEqual(row.values["date_to"], date(2027, 2, 28))
                self.assertEqual(row.values["rent"], Decimal(90000))
                self.assertEqual(row.values["tenant"], "藍鵲")

    def _write_workbook(self, *rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def test_workbook_with_real_dates_and_serial_days(self):
        cells = ["1F-01", "T", None, "Coffee", 100, datetime(2026, 3, 1), 46446, 90000.5, None]
        data = self._write_workbook(HEADER.split(","), [], cells)
        row = rent_roll.parse_table(rent_roll.read_table(data))[0]
        self.assertEqual((row.number, row.problems), (3, []))
        self.assertEqual(row.values["date_from"], date(2026, 3, 1))
        self.assertEqual(row.values["date_to"], date(2027, 2, 28))
        self.assertEqual(row.values["rent"], Decimal("90000.5"))
        self.assertEqual((row.values["brand"], row.values["deposit"]), (None, Decimal(0)))

    def test_workbook_that_unpacks_to_too_much_is_refused(self):
        data = self._write_workbook(HEADER.split(","), ROW.split(","))
        with patch.object(tabular, "MAX_UNPACKED_BYTES", 1000):
            self.assertEqual(codes(data), "too_large")

    def test_no_damage_to_a_workbook_makes_it_crash(self):
        good = self._write_workbook(HEADER.split(","), ROW.split(","))
        for position in range(2, len(good), 41):
            with self.subTest(position=position):
                self.assertTrue(codes(good[:position] + b"\x7f" + good[position + 1 :]))

    def test_no_bytes_make_it_crash(self):
        """Whatever is uploaded, the answer is rows or one reason."""
        good = f"{HEADER}\n{ROW}\n".encode()
        for position in range(0, len(good), 7):
            for byte in (b"\x00", b'"', b"\xff", b"\n"):
                with self.subTest(position=position, byte=byte):
                    self.assertTrue(codes(good[:position] + byte + good[position + 1 :]))
