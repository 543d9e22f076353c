import doctest

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, tagged

from ..clause_reasons import ClauseRefused
from ..core import clause, word_diff
from ..exceptions import FieldGated
from ..lease_reasons import LeaseTermsFrozen
from .clause_common import ClauseCase


@tagged("-at_install", "post_install")
class TestClauseDoctests(TransactionCase):
    def test_l4_1_examples_of_words_and_differences_hold(self):
        """The examples in the handling of words are its specification."""
        for module in (clause, word_diff):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 5)
            self.assertEqual(result.failed, 0)


@tagged("-at_install", "post_install")
class TestClause(ClauseCase):
    """L4.1: the clause library, and the articles of a lease."""

    # === WORDS === #

    def test_l4_1_unknown_placeholder_is_refused(self):
        for text in ("<p>{{tenant.vat}}</p>", "<p>{{1+1}}</p>", "<p>{{tenant</p>", "<p>{{user}}</p>"):
            with self.subTest(text), self.assertRaises(ClauseRefused) as caught:
                self.use.text = text
            self.assertEqual(caught.exception.reason, "placeholder_unknown")
            self.assertIn("{{date_start}}", str(caught.exception))
        line = self._draft().clause_line_ids[0]
        with self.assertRaises(ClauseRefused):
            line.text = "<p>{{lease.company_id.name}}</p>"

    def test_l4_1_placeholders_are_replaced_plainly(self):
        """A tenant whose name looks like code or markup is printed as it is called."""
        self.tenant_partner.name = "<b>Big</b> {{deposit}} Co."
        shown = str(self._draft().clause_line_ids[0].text_shown)
        self.assertIn("&lt;b&gt;Big&lt;/b&gt; {{deposit}} Co. uses 1F-01 for Test Coffee.", shown)

    def test_l4_1_editing_the_library_changes_no_lease(self):
        lease = self._draft()
        self.use.write({"text": "<p>{{tenant}} uses it as agreed.</p>", "name": "Purpose"})
        self.insurance.obligation_ids.unlink()
        first, second = lease.clause_line_ids
        self.assertEqual((first.heading, str(first.text)), ("Use", "<p>{{tenant}} uses {{units}} for {{trade}}.</p>"))
        self.assertEqual(len(second.term_ids), 2)
        self.assertFalse(any((first | second).mapped("is_changed")))
        self.assertEqual((self.use.version, first.clause_version), (2, 1))
        self.assertIn("<ins>", str(self.use.message_ids[:1].body))

    def test_l4_1_articles_are_taken_in_the_language_of_the_lease(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.use.with_context(lang="fr_FR").write({"name": "Usage", "text": "<p>{{tenant}} occupe {{units}}.</p>"})
        lease = self._draft(document_lang="fr_FR")
        self.assertEqual(lease.clause_line_ids[0].heading, "Usage")
        lease.clause_line_ids[1].heading = "Assurance convenue"
        lease.document_lang = "en_US"
        self.assertEqual(lease.clause_line_ids.mapped("heading"), ["Use", "Assurance convenue"])

    # === DRAFTING === #

    def test_l4_1_standard_clauses_follow_the_trade(self):
        """Those for every trade, those of the trade and of the one above it; neither other trades' nor those by choice."""
        below = self.env["mall.trade.category"].create({"name": "Espresso", "parent_id": self.trade.id})
        other = self.env["mall.trade.category"].create({"name": "Shoes"})
        coffee = self._create_clause("COF-1", "Grease", trade_category_ids=[Command.set(self.trade.ids)], sequence=30)
        self._create_clause("SHO-1", "Shoes", trade_category_ids=[Command.set(other.ids)])
        self._create_clause("EXC-1", "Exclusivity", default_in_lease=False)
        lease = self._draft(clauses=self.env["mall.lease.clause"], trade_category_id=below.id)
        lease.action_take_standard_clauses()
        self.assertEqual(lease.clause_line_ids.clause_id, self.use | self.insurance | coffee)
        lease.action_take_standard_clauses()
        self.assertEqual(len(lease.clause_line_ids), 3)

    def test_l4_1_lease_drafted_from_an_offer_starts_with_the_standard(self):
        offer = self._create_offer(unit_ids=[Command.set(self.unit.ids)], trade_category_id=self.trade.id)
        values = offer._prepare_lease_values()
        self.assertEqual([command[2]["clause_id"] for command in values["clause_line_ids"]], (self.use | self.insurance).ids)

    def test_l4_1_clauses_are_added_by_hand_to_drafts_only(self):
        extra = self._create_clause("EXC-1", "Exclusivity", default_in_lease=False)
        lease = self._draft()
        wizard = self._as(self.env["mall.lease.clause.add"], self.specialist).create({"lease_id": lease.id})
        self.assertEqual(wizard.available_ids, extra)
        wizard.clause_ids = extra
        wizard.action_add()
        self.assertEqual(lease.clause_line_ids.mapped("heading"), ["Use", "Insurance", "Exclusivity"])
        self._submit(lease)
        with self.assertRaises(ClauseRefused) as caught:
            wizard.action_add()
        self.assertEqual(caught.exception.reason, "draft_only")

    def test_l4_1_amendment_takes_articles_and_obligations_along(self):
        lease = self._draft()
        lease.clause_line_ids[0].text = "<p>Agreed otherwise.</p>"
        lease.sudo()._gate_write({"state": "active"})
        with freeze_time("2027-03-10"):
            draft = self._amend(lease)
        self.assertEqual(draft.clause_line_ids.mapped("heading"), ["Use", "Insurance"])
        self.assertEqual(draft.clause_line_ids.mapped("is_changed"), [True, False])
        self.assertEqual(draft.obligation_term_ids.mapped("name"), lease.obligation_term_ids.mapped("name"))
        self.assertEqual(draft.obligation_term_ids.lease_id, draft)

    # === REVIEW === #

    def test_l4_2_legal_sees_what_deviates_from_the_library(self):
        removed = self._create_clause("FEE-1", "Fees", sequence=30)
        chosen = self._create_clause("EXC-1", "Exclusivity", default_in_lease=False)
        lease = self._draft(clauses=self.use | self.insurance | chosen)
        own = {"heading": "Terrace", "text": "<p>The terrace is free.</p>"}
        lease.write({"clause_line_ids": [Command.create(own)]})
        lease.clause_line_ids[0].text = "<p>{{tenant}} uses {{units}} for <i>anything</i>.</p>"
        self._submit(lease)
        seen = self._as(lease, self.legal)
        found = [(found["kind"], found["line"].heading or found["clause"].name) for found in seen._get_deviations()]
        self.assertEqual(
            found, [("changed", "Use"), ("added", "Exclusivity"), ("added", "Terrace"), ("removed", removed.name)]
        )
        self.assertEqual(seen.clause_deviation_count, 4)
        html = str(seen.clause_deviation_html)
        self.assertIn("<ins>anything</ins>", html)
        self.assertIn("left out", html)

    def test_l4_2_changed_obligation_is_a_deviation(self):
        lease = self._draft()
        lease.clause_line_ids[1].term_ids[0].offset_days = 60
        self.assertEqual(lease.clause_line_ids.mapped("is_changed"), [False, True])

    def test_l4_2_changed_article_asks_legal_again(self):
        lease = self._lease_in("leadership_approval")
        self._change(lease, {"clause_line_ids": [Command.update(lease.clause_line_ids[0].id, {"text": "<p>Other.</p>"})]})
        self.assertEqual(lease.state, "legal_review")

    def test_l4_2_changed_obligation_asks_legal_again(self):
        lease = self._lease_in("to_sign")
        term = lease.obligation_term_ids[0]
        self._as(term, self.specialist).offset_days = 90
        self.env.cr.flush()
        self.assertEqual(lease.state, "legal_review")

    def test_l4_2_articles_are_frozen_once_the_lease_is_signed(self):
        lease = self._lease_in("tenant_signed")
        line, term = lease.clause_line_ids[1], lease.obligation_term_ids[0]
        duty = {"name": "Sweep", "clause_line_id": line.id}
        for attempt in (
            lambda: self._as(line, self.manager).write({"text": "<p>x</p>"}),
            lambda: self._as(line, self.manager).unlink(),
            lambda: self._as(line, self.manager).create({"lease_id": lease.id, "heading": "x", "text": "<p>x</p>"}),
            lambda: self._as(term, self.manager).write({"offset_days": 1}),
            lambda: self._as(term, self.manager).unlink(),
            lambda: self._as(term, self.manager).create(duty),
            lambda: self._as(lease, self.manager).write({"tenant_legal_name": "Another Ltd."}),
            lambda: self._as(lease, self.manager).write({"clause_line_ids": [Command.clear()]}),
        ):
            with self.assertRaises(LeaseTermsFrozen):
                attempt()

    def test_l4_1_where_an_article_comes_from_is_not_forged(self):
        line = self._draft().clause_line_ids[0]
        forged = {"version": 9, "heading": "x", "text": "x", "duties": []}
        for values in ({"standard": forged}, {"clause_id": self.insurance.id}, {"lease_id": self._draft().id}):
            with self.subTest(values), self.assertRaises(ClauseRefused) as caught:
                self._as(line, self.specialist).write(values)
            self.assertEqual(caught.exception.reason, "standard_gated")
        values = {"lease_id": line.lease_id.id, "heading": "x", "text": "<p>x</p>", "standard": forged}
        self.assertFalse(self._as(line, self.specialist).create(values).standard)
        with self.assertRaises(FieldGated):
            self._as(self.use, self.manager).version = 7

    # === WHO === #

    def test_l4_1_library_is_kept_by_legal_and_manager(self):
        for user in (self.legal, self.manager):
            self._as(self.use, user).text = f"<p>{user.login}</p>"
        for user in (self.specialist, self.leader):
            seen = self._as(self.use, user)
            self.assertEqual(seen.code, "USE-1")
            with self.assertRaises(AccessError):
                seen.write({"text": "<p>x</p>"})
            with self.assertRaises(AccessError):
                seen.create({"code": "X", "name": "X", "text": "<p>x</p>"})
            with self.assertRaises(AccessError):
                self._as(self.insurance.obligation_ids[0], user).write({"offset_days": 1})
        with self.assertRaises(AccessError):
            self._as(self.use, self.tenant).read(["text"])

    def test_l4_2_articles_follow_the_right_on_the_lease(self):
        """Another specialist and another tenant never; approvers from submission, the tenant from signature on."""
        lease = self._draft()
        outsider = self._create_user("t_other", "mall_leasing.group_mall_leasing_specialist")
        rows = (lease.clause_line_ids, lease.obligation_term_ids)
        steps = (
            (lambda: None, (self.specialist, self.manager), (self.legal, self.leader, self.tenant)),
            (lambda: self._submit(lease), (self.legal, self.leader), (self.tenant,)),
            (lambda: self._approve(lease, self.legal) or self._approve(lease, self.leader), (self.tenant,), ()),
        )
        for move, allowed, refused in steps:
            move()
            for record in rows:
                for user in allowed:
                    self.assertTrue(self._as(record, user).mapped("display_name"))
                for user in (*refused, outsider, self.other_tenant):
                    with self.subTest(user.login), self.assertRaises(AccessError):
                        self._as(record, user).read(["display_name"])
        for user in (self.tenant, self.legal, outsider):
            with self.assertRaises(AccessError):
                self._as(lease.clause_line_ids[0], user).write({"heading": "x"})
        with self.assertRaises(AccessError):
            self._as(lease.clause_line_ids[0], self.tenant).read(["standard"])

    # === PAPER === #

    def test_l4_1_document_prints_articles_and_the_tenant_as_agreed(self):
        self.tenant_partner.write({"vat": "12345675", "street": "1 Harbour Road"})
        lease = self._draft()
        self.tenant_partner.write({"name": "Renamed Ltd.", "street": "9 Other Road"})
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("mall_leasing.report_mall_lease", lease.ids)[0].decode()
        for words in ("Article 1.", "Article 2.", "Article 3.", "Test Tenant Co.", "12345675", "1 Harbour Road"):
            self.assertIn(words, html)
        self.assertIn("Hand in the certificate of insurance", html)
        self.assertNotIn("Renamed Ltd.", html)

    # === SCALE === #

    def test_l4_2_submitting_costs_the_same_for_2_and_22_clauses(self):
        counts = []
        for count, prefix in ((1, "A"), (2, "B"), (22, "C")):
            clauses = self.env["mall.lease.clause"]
            for number in range(count):
                clauses += self._create_clause(f"{prefix}{number}", f"Clause {number}", duties=[{"name": f"Duty {prefix}{number}"}])
            lease = self._draft(clauses=clauses, unit_ids=[Command.set(self._create_unit(f"Q-{prefix}").ids)])
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(count):
                before = self.env.cr.sql_log_count
                self._submit(lease)
                counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1], counts)
