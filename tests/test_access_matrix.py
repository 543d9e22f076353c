"""Who may do what with which model: every model of the suite against every role of the demonstration.

The table is the decision; record rules narrow it further and are tested where they are written. A model that is not in
the table fails the test: access is decided, never left over.
"""

from odoo.tests import TransactionCase, tagged

OPERATIONS = {"create": "c", "read": "r", "write": "w", "unlink": "d"}
NONE, READ, ALL = "----", "-r--", "crwd"
ROLES = ("leasing_specialist", "leasing_manager", "legal", "leader", "ops_manager", "hr", "tenant", "member")
MATRIX = {
    # model                      specialist manager legal leader  ops   hr    tenant member
    "approval.delegation":        (ALL,     ALL,    ALL,  ALL,    ALL,  ALL,  NONE,  NONE),
    "approval.step":              (READ,    READ,   READ, READ,   READ, READ, NONE,  NONE),
    "mall.brand":                 ("crw-",  ALL,    READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.channel.cost":         (READ, ALL, NONE, NONE, NONE, NONE, NONE, NONE),
    "mall.channel.report":       (READ, READ, NONE, NONE, NONE, NONE, NONE, NONE),
    "mall.client.shop":           (ALL,     ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.communication":         ("cr--",  "cr--", READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.floor":                 (READ,    ALL,    READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.floor.shape":           (READ,    ALL,    READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.lease":                 ("crw-",  ALL,    READ, READ,   NONE, NONE, READ,  READ),
    "mall.lease.cancel":          (ALL,     ALL,    NONE, ALL,    NONE, NONE, NONE,  NONE),
    "mall.lease.change":          (ALL,     ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.lease.charge":          (ALL,     ALL,    READ, READ,   NONE, NONE, READ,  READ),
    "mall.lease.charge.step":     (ALL,     ALL,    READ, READ,   NONE, NONE, READ,  READ),
    "mall.lease.clause":          (READ,    ALL,    ALL,  READ,   NONE, NONE, NONE,  NONE),
    "mall.lease.clause.add":      (ALL,     ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.lease.clause.line":     (ALL,     ALL,    READ, READ,   NONE, NONE, READ,  READ),
    "mall.lease.clause.obligation": (READ,  ALL,    ALL,  READ,   NONE, NONE, NONE,  NONE),
    "mall.lease.compare":         (ALL,     ALL,    ALL,  ALL,    NONE, NONE, NONE,  NONE),
    "mall.lease.countersign":     (NONE,    NONE,   NONE, ALL,    NONE, NONE, NONE,  NONE),
    "mall.lease.obligation":      (ALL,     ALL,    READ, READ,   NONE, NONE, READ,  READ),
    "mall.lease.obligation.close": (ALL,    ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.lease.obligation.term": (ALL,     ALL,    READ, READ,   NONE, NONE, READ,  READ),
    "mall.lease.termination":     ("crw-",  ALL,    READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.lease.termination.check": (ALL,   ALL,    READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.lease.termination.word": (ALL,    ALL,    NONE, ALL,    NONE, NONE, NONE,  NONE),
    "mall.lease.version":         (READ,    READ,   READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.leasing.forecast.report":(READ, READ, NONE, NONE, NONE, NONE, NONE, NONE),
    "mall.leasing.hand.over":      (NONE,   ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.leasing.hand.over.line": (NONE,   ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.leasing.hand.over.log":  (NONE,   READ,   NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.lease.critical.date":   (ALL,     ALL,    READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.lease.deposit.book":    (ALL,     ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.lease.deposit.entry":   (READ,    READ,   READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.lease.option":          (ALL,     ALL,    READ, READ,   NONE, NONE, READ,  READ),
    "mall.leasing.plan":         (READ, ALL, NONE, READ, NONE, NONE, NONE, NONE),
    "mall.leasing.plan.goal":    (READ, ALL, NONE, READ, NONE, NONE, NONE, NONE),
    "mall.leasing.plan.mix":     (READ, ALL, NONE, READ, NONE, NONE, NONE, NONE),
    "mall.leasing.plan.proposal":(NONE, ALL, NONE, READ, NONE, NONE, NONE, NONE),
    "mall.leasing.plan.proposal.answer":(NONE, NONE, NONE, ALL, NONE, NONE, NONE, NONE),
    "mall.leasing.plan.report":  (NONE, ALL, NONE, READ, NONE, NONE, NONE, NONE),
    "mall.leasing.plan.report.line":(NONE, READ, NONE, READ, NONE, NONE, NONE, NONE),
    "mall.leasing.plan.target":  (READ, ALL, NONE, READ, NONE, NONE, NONE, NONE),
    "mall.market.research":      (ALL, ALL, NONE, READ, NONE, NONE, NONE, NONE),
    "mall.market.research.competitor":(ALL, ALL, NONE, READ, NONE, NONE, NONE, NONE),
    "mall.market.research.figure":(ALL, ALL, NONE, READ, NONE, NONE, NONE, NONE),
    "mall.market.research.finding":(ALL, ALL, NONE, READ, NONE, NONE, NONE, NONE),
    "mall.market.research.source":(ALL, ALL, NONE, READ, NONE, NONE, NONE, NONE),
    "mall.market.research.trend":(ALL, ALL, NONE, READ, NONE, NONE, NONE, NONE),
    "mall.offer":                 (ALL,     ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.offer.accept":          (ALL,     ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.offer.hold.extend":     (NONE,    ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.offer.question":        (ALL,     ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.offer.step":            (ALL,     ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.property":              (READ,    ALL,    READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.rent.index":            (READ,    ALL,    READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.rent.index.value":      (READ,    "cr--", READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.rent.review":           (READ,    READ,   READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.rent.review.reject":    (NONE,    ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.rent.roll.import":      (NONE,    ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.rent.roll.import.line": (NONE,    ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.sales.declaration":     (ALL,     ALL,    READ, READ,   NONE, NONE, READ,  READ),
    "mall.sales.declaration.exclusion": (ALL, ALL,  READ, READ,   NONE, NONE, READ,  READ),
    "mall.sales.exclusion.kind":  (READ,    ALL,    READ, READ,   NONE, NONE, READ,  READ),
    "mall.sales.import":          (ALL,     ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.sales.import.line":     (ALL,     ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.site.visit":           (ALL, ALL, NONE, NONE, NONE, NONE, NONE, NONE),
    "mall.site.visit.criterion": (READ, ALL, NONE, NONE, NONE, NONE, NONE, NONE),
    "mall.site.visit.photo":     (ALL, ALL, NONE, NONE, NONE, NONE, NONE, NONE),
    "mall.site.visit.score":     (ALL, ALL, NONE, NONE, NONE, NONE, NONE, NONE),
    "mall.turnover.offset":       (ALL,     ALL,    READ, READ,   NONE, NONE, READ,  READ),
    "mall.turnover.reason":       (ALL,     ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.turnover.settlement":   (READ,    READ,   READ, READ,   NONE, NONE, READ,  READ),
    "mall.turnover.settlement.line": (READ, READ,   READ, READ,   NONE, NONE, READ,  READ),
    "mall.turnover.term":         (ALL,     ALL,    READ, READ,   NONE, NONE, READ,  READ),
    "mall.turnover.tier":         (ALL,     ALL,    READ, READ,   NONE, NONE, READ,  READ),
    "mall.trade.category":        (READ,    ALL,    READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.unit":                  (READ,    ALL,    READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.unit.occupancy":        (READ,    READ,   READ, READ,   NONE, NONE, NONE,  NONE),
    "mall.follow.up.note": (ALL,     ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.move.in": ("-rw-",  "-rw-", NONE, READ,   NONE, NONE, READ,  READ),
    "mall.move.in.task": ("crw-",  ALL,    NONE, READ,   NONE, NONE, READ,  READ),
    "mall.move.in.template": (READ,    ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.move.in.template.line": (READ,    ALL,    NONE, NONE,   NONE, NONE, NONE,  NONE),
    "mall.return.visit": ("crw-",  ALL,    NONE, READ,   NONE, NONE, READ,  READ),
    "mall.return.visit.action": ("crw-",  ALL,    NONE, READ,   NONE, NONE, READ,  READ),
    "mall.tenant.request": ("-rw-",  "-rw-", NONE, READ,   NONE, NONE, READ,  READ),
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestAccessMatrix(TransactionCase):
    """DESIGN section 4: roles as ladders; the portal reads its leases and nothing else."""

    def _get_models(self):
        """Return the names of the suite's own models that have records."""
        names = (name for name in self.env if name.startswith(("mall.", "approval.", "quarterly.", "training.", "career.")))
        return sorted(name for name in names if not self.env[name]._abstract)

    def _get_rights(self, model, login):
        user = self.env["res.users"].search([("login", "=", login)])
        self.assertEqual(len(user), 1, login)
        records = self.env[model].with_user(user)
        return "".join(letter if records.has_access(name) else "-" for name, letter in OPERATIONS.items())

    def test_every_model_is_in_the_table(self):
        """Nobody forgets to decide who may use a new model."""
        self.assertEqual(self._get_models(), sorted(MATRIX))

    def test_every_role_has_the_rights_of_the_table(self):
        """Role by role, model by model, operation by operation."""
        for model, row in MATRIX.items():
            found = tuple(self._get_rights(model, login) for login in ROLES)
            self.assertEqual(dict(zip(ROLES, found, strict=True)), dict(zip(ROLES, row, strict=True)), model)

    def test_the_public_has_no_right_at_all(self):
        """Visitors who are not logged in reach no model of the suite."""
        public = self.env.ref("base.public_user")
        for model in MATRIX:
            for operation in OPERATIONS:
                self.assertFalse(self.env[model].with_user(public).has_access(operation), f"{model} {operation}")
