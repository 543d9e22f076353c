from odoo import models
from odoo.tools import format_date, is_html_empty
from odoo.tools.misc import formatLang
from odoo.tools.translate import code_translations

from ...exceptions import OfferMoveRefused
from .intent_words import INTENT_WORDS

#: Languages whose readers take the Chinese of the letter as it stands.
TRADITIONAL = ("zh_TW", "zh_HK")
BILINGUAL = ("en_US", "zh_TW")


class MallOffer(models.Model):
    """The letter of intent that comes of an accepted offer. Clause: L3.2."""

    _inherit = "mall.offer"

    def action_send_intent(self):
        """Write to the client with the letter of intent attached; it is kept with the offer when sent.

        :return: action that opens the mail
        :raises OfferMoveRefused: if the offer is not accepted
        Clause: L3.2
        """
        self.ensure_one()
        self._check_intent()
        template = self.env.ref("mall_leasing.mail_template_offer_intent")
        context = {
            "default_model": self._name,
            "default_res_ids": self.ids,
            "default_template_id": template.id,
            "default_composition_mode": "comment",
            "default_email_layout_xmlid": "mail.mail_notification_light",
            "force_email": True,
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Letter of Intent"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def action_print_intent(self):
        """Print the letter of intent in both languages.

        :raises OfferMoveRefused: if the offer is not accepted
        Clause: L3.2
        """
        self._check_intent()
        return self.env.ref("mall_leasing.action_report_mall_offer_intent").report_action(self, config=False)

    def _check_intent(self):
        """Refuse offers nobody has agreed to: a letter of intent states an agreement."""
        for offer in self.filtered(lambda offer: offer.state != "accepted"):
            raise OfferMoveRefused(
                self.env._(
                    "%(offer)s is not accepted: a letter of intent comes of an accepted offer only. "
                    "The leasing specialist accepts it first. (L3.2)",
                    offer=offer.name,
                )
            )

    def _get_intent_file_name(self):
        """Return the file name of the letter without its ending."""
        return f"LOI-{self.name.replace('/', '-')}"

    # --- what the letter says

    def _get_intent_letter(self, languages):
        """Return the letter of one accepted offer, each word in each of the languages, figures once.

        :param languages: codes of languages, in the order they stand on the paper
        :return: {"title", "sections": [{"heading", "rows": [(labels, [value])]}], "statements": [[text]], "terms",
            "signatures": [(labels, name)], "place_date"}; labels and headings are lists, one text per language
        :raises OfferMoveRefused: if the offer is not accepted
        Clause: L3.2
        """
        self.ensure_one()
        self._check_intent()
        # Figures and days are written once, by the customs of the first language.
        offer = self.with_context(lang=self._get_known_language(languages))
        words = {code: [offer._get_intent_word(code, lang) for lang in languages] for code in INTENT_WORDS}
        blocks = (
            ("parties", offer._get_intent_parties()),
            ("premises", offer._get_intent_premises()),
            ("term", offer._get_intent_term()),
            ("money", offer._get_intent_money()),
        )
        return {
            "title": words["title"],
            "sections": [
                {"heading": words[code], "rows": [(words[label], value) for label, value in rows if value not in (False, "", "0")]}
                for code, rows in blocks
            ],
            "further": not is_html_empty(self.terms) and words["further"],
            "standing": words["standing"],
            "statements": offer._get_intent_statements(words),
            "signatures": [
                (words["for_landlord"], self.company_id.name),
                (words["for_tenant"], self.partner_id.commercial_partner_id.name),
            ],
            "place_date": words["place_date"],
            "number": [(words["number"], self.name), (words["agreed_on"], format_date(offer.env, self.state_datetime))],
        }

    def _get_known_language(self, languages):
        """Return the first of the languages the database has, for figures and days; else the one in use."""
        known = (lang for lang in languages if self.env["res.lang"]._get_data(code=lang))
        return next(known, self.env.lang or "en_US")

    def _get_intent_word(self, code, lang):
        """Return a word of the letter in a language; the Chinese does not depend on translations being loaded."""
        english, chinese = INTENT_WORDS[code]
        if lang in TRADITIONAL:
            return chinese
        source = english._source
        return code_translations.get_python_translations("mall_leasing", lang).get(source, source) if lang != "en_US" else source

    def _get_intent_parties(self):
        parties = []
        for label, partner in (("landlord", self.company_id.partner_id), ("tenant", self.partner_id)):
            # sudo: name, address and number of the landlord's own card are what every letter says
            card = partner.sudo().commercial_partner_id
            contact = partner.sudo().name if partner != card else ""  # sudo: as above
            address = ", ".join(filter(None, (card.zip, card.city, card.street, card.street2, card.country_id.name)))
            parties += [(label, "\n".join(filter(None, (card.name, contact, address)))), ("tax_id", card.vat)]
        return parties

    def _get_intent_premises(self):
        units = "\n".join(
            f"{unit.code}, {unit.floor_id.name}, {formatLang(self.env, unit.area_net, digits=2)} m²" for unit in self.unit_ids
        )
        return [
            ("mall", self.property_id.name),
            ("unit", units),
            ("area", formatLang(self.env, self.area, digits=2)),
            ("brand", self.brand_id.name),
            ("trade", self.trade_category_id.display_name),
        ]

    def _get_intent_term(self):
        days = {"first_day": "date_start", "last_day": "date_end", "handover": "date_handover", "opening": "date_opening"}
        rows = [(label, self[name] and format_date(self.env, self[name])) for label, name in days.items()]
        return [*rows[:2], ("months", str(self.term_months)), *rows[2:]]

    def _get_intent_money(self):
        """Return the rows about money; what was not agreed is left out."""
        money = self._format_intent_money
        steps = "\n".join(f"{format_date(self.env, step.date_from)}: {money(step.amount)}" for step in self.rent_step_ids)
        is_area = self.rent_basis == "area"
        return [
            ("rent_area" if is_area else "rent_flat", money(self.amount_rent)),
            ("rent_month", is_area and money(self.amount_rent_month)),
            ("step", steps),
            ("free_months", str(self.rent_free_months)),
            ("free_days", str(self.rent_free_days)),
            ("management_fee", money(self.amount_management_fee)),
            ("promotion_fee", money(self.amount_promotion_fee)),
            *self._get_intent_turnover(),
            ("deposit", money(self.amount_deposit)),
        ]

    def _get_intent_turnover(self):
        """Return the rows about turnover rent. Override where it is agreed in more than one share."""
        share = self.turnover_percent and formatLang(self.env, self.turnover_percent, digits=2)
        return [("turnover", share), ("breakpoint", share and self._format_intent_money(self.amount_breakpoint))]

    def _format_intent_money(self, amount):
        return amount and formatLang(self.env, amount, currency_obj=self.currency_id)

    def _get_intent_statements(self, words):
        """Return what the letter means, paragraph by paragraph, each in each language."""
        until = self.is_held and format_date(self.env, self.date_hold_expiry)
        hold = [text % {"date": until} for text in words["hold"]] if until else words["no_hold"]
        return [hold, words["not_binding"], words["lease_only"], words["confidential"]]

    def _get_intent_language(self):
        """Return the client's language as the letter knows it."""
        self.ensure_one()
        return self.partner_id.lang or self.env.lang or "en_US"
