from odoo import fields, models
from odoo.tools import format_date


class MallTurnoverTerm(models.Model):
    """The turnover rent in sentences, as the lease, the portal and the history say it."""

    _inherit = "mall.turnover.term"

    summary = fields.Text(compute="_compute_summary", help="The turnover rent in words, as the lease says it.")

    def _compute_summary(self):
        for term in self:
            term.summary = "\n".join(term._get_sentences())

    def _get_sentences(self):
        """Return what is agreed as sentences in the user's language.

        :return: list of str
        Clause: L4.1
        """
        return [sentence for term in self for sentence in term._get_own_sentences() if sentence]

    def _get_own_sentences(self):
        self.ensure_one()
        return [
            self._say_window(),
            self._say_relation(),
            self._say_breakpoint(),
            *self._say_tiers(),
            self._say_base(),
            self._say_exclusions(),
            *(offset._say() for offset in self.offset_ids),
            self._say_limits(),
            self._say_settlement(),
            self._say_amended(),
        ]

    def _say_window(self):
        if not self.date_from and not self.date_to:
            return ""
        return self.env._(
            "From %(first)s to %(last)s:",
            first=format_date(self.env, self.date_from or self.lease_id.date_start),
            last=format_date(self.env, self.date_to or self.lease_id.date_end),
        )

    def _say_relation(self):
        if self.relation == "higher_of":
            return self.env._(
                "Besides base rent the tenant pays what the share of the net sales below comes to beyond base rent: the "
                "higher of the two is due."
            )
        return self.env._("The tenant pays a share of the net sales as turnover rent on top of base rent.")

    def _say_breakpoint(self):
        if self.breakpoint == "artificial":
            return self.env._("Sales up to %(amount)s a year bear no share.", amount=self._format(self.amount_breakpoint))
        if self.breakpoint == "natural":
            return self.env._("Sales up to the natural breakpoint, base rent divided by the share, bear no share.")
        return ""

    def _say_tiers(self):
        tiers = list(self.tier_ids.sorted("amount_from"))
        return [
            tier._say(upper.amount_from if upper else None)
            for tier, upper in zip(tiers, [*tiers[1:], None], strict=True)
        ]

    def _say_base(self):
        if self.relation != "higher_of" and self.breakpoint != "natural":
            return ""
        labels = dict(self.lease_id.charge_ids._fields["kind"]._description_selection(self.env))
        kinds = [labels[kind] for kind in labels if kind in self._get_base_kinds()]
        return self.env._("As base rent count: %(kinds)s.", kinds=", ".join(kinds))

    def _say_exclusions(self):
        if not self.exclusion_kind_ids:
            return self.env._("Net sales are gross sales; nothing is taken off.")
        kinds = ", ".join(self.exclusion_kind_ids.mapped("name"))
        return self.env._("Net sales are gross sales less: %(kinds)s.", kinds=kinds)

    def _say_limits(self):
        sentences = []
        if self.amount_minimum:
            sentences.append(self.env._("It is at least %(amount)s a year.", amount=self._format(self.amount_minimum)))
        if self.amount_maximum:
            sentences.append(self.env._("It is at most %(amount)s a year.", amount=self._format(self.amount_maximum)))
        return " ".join(sentences)

    def _say_settlement(self):
        year = (
            self.env._("calendar year")
            if self.year_basis == "calendar"
            else self.env._("lease year, counted from the month the lease begins in")
        )
        if self.frequency == "monthly":
            return self.env._(
                "The tenant declares each month's sales by day %(day)s of the next month; the landlord settles on account "
                "every month and for the whole %(year)s at its end. For part of a year all yearly amounts count by days.",
                year=year,
                day=self.env["mall.lease"]._get_sales_due_day(),
            )
        return self.env._(
            "The tenant declares each month's sales by day %(day)s of the next month; the landlord settles once a "
            "%(year)s. For part of a year all yearly amounts count by days.",
            year=year,
            day=self.env["mall.lease"]._get_sales_due_day(),
        )

    def _say_amended(self):
        """Return that an amended lease settles its part of the year by itself: other terms held for the sales before."""
        lease = self.lease_id.sudo()  # sudo: kind and first day, of the lease the reader reads about
        if lease.kind != "amendment":
            return ""
        return self.env._(
            "Sales before %(day)s are settled under the terms that held until then and do not count here; of the running "
            "year, both parts bear the yearly amounts by their days.",
            day=format_date(self.env, lease.date_start),
        )

    def _format(self, amount):
        return self.currency_id.format(amount)


class MallTurnoverTier(models.Model):
    _inherit = "mall.turnover.tier"

    def _say(self, upper):
        """Return the tier as a sentence.

        :param float upper: where the next tier begins; None for the last
        """
        self.ensure_one()
        percent, lower = _format_percent(self.percent), self.currency_id.format(self.amount_from)
        if upper is None and not self.amount_from:
            return self.env._("Share: %(percent)s %%.", percent=percent)
        if upper is None:
            return self.env._("Share of sales above %(lower)s a year: %(percent)s %%.", percent=percent, lower=lower)
        return self.env._(
            "Share of sales from %(lower)s to %(upper)s a year: %(percent)s %%.",
            percent=percent,
            lower=lower,
            upper=self.currency_id.format(upper),
        )


class MallTurnoverOffset(models.Model):
    _inherit = "mall.turnover.offset"

    def _say(self):
        """Return the offset as a sentence."""
        self.ensure_one()
        if self.kind == "amount":
            text = self.env._(
                "Credited against turnover rent, never below zero: %(name)s, %(amount)s a year.",
                name=self.name,
                amount=self.currency_id.format(self.amount),
            )
        else:
            text = self.env._(
                "Credited against turnover rent, never below zero: %(name)s, %(percent)s %% of it.",
                name=self.name,
                percent=_format_percent(self.percent),
            )
        if not self.amount_cap:
            return text
        cap = self.env._("At most %(amount)s a year.", amount=self.currency_id.format(self.amount_cap))
        return f"{text} {cap}"


def _format_percent(value):
    return f"{value:.3f}".rstrip("0").rstrip(".")
