from odoo import api, models
from odoo.fields import Domain

from ...exceptions import StageNotProven
from .crm_stage import LEASING_STEPS

# The steps in the regulation's order, and which record proves that a lead may stand there: (model, its states).
STEP_RANK = {step: rank for rank, (step, _label) in enumerate(LEASING_STEPS, start=1)}
STEP_PROOF = {
    "intent": ("mall.offer", ("accepted",)),
    "contract": (
        "mall.lease",
        ("draft", "legal_review", "leadership_approval", "to_sign", "tenant_signed", "active", "ended"),
    ),
    "follow_up": ("mall.lease", ("active", "ended")),
}


class CrmLead(models.Model):
    """The stages of leasing: offers and leases move a lead on by themselves, no hand can claim what did not happen."""

    _inherit = "crm.lead"

    @api.depends("is_leasing")
    def _compute_stage_id(self):
        super()._compute_stage_id()
        # A stage of all teams suits every team to the core; leasing leads know the six of the regulation only.
        for lead in self.filtered(lambda lead: lead.is_leasing and not lead.stage_id.leasing_step):
            lead.stage_id = lead._stage_find()

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        """Find a stage; leads of leasing teams find only stages of leasing."""
        teams = self.team_id | self.env["crm.team"].browse(team_id or [])
        if teams and all(team.is_leasing for team in teams):
            domain = [*(domain or []), ("leasing_step", "!=", False)]
        return super()._stage_find(team_id=team_id, domain=domain, order=order, limit=limit)

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """Show the six stages, and no others, as the columns of the leasing pipeline."""
        if not self.env.context.get("mall_leasing_pipeline"):
            return super()._read_group_stage_ids(stages, domain)
        shown = Domain("id", "in", stages.ids) | Domain("leasing_step", "!=", False)
        return stages.search(shown, order=stages._order)

    # --- the gate

    @api.model_create_multi
    def create(self, vals_list):
        """Create leads; none may begin in a stage that has to be proven.

        :raises StageNotProven: if the stage has no proof yet
        Clause: L3.2, L4.1
        """
        leads = super().create(vals_list)
        leads._check_stage_proof()
        return leads

    def write(self, vals):
        """Write leads; moving one forward needs the record that proves it, moving back does not.

        :raises StageNotProven: if the record is missing
        Clause: L3.2, L4.1
        """
        if not {"stage_id", "team_id"} & vals.keys():
            return super().write(vals)
        before = {lead.id: lead._get_rank() for lead in self}
        result = super().write(vals)
        self.filtered(lambda lead: not 0 < lead._get_rank() <= before[lead.id])._check_stage_proof()
        return result

    def _get_rank(self):
        """Return the place of the lead's stage in the regulation's order, 0 for other stages."""
        return STEP_RANK.get(self.stage_id.leasing_step, 0)

    def _check_stage_proof(self):
        """Refuse leasing leads whose stage is not one of leasing or is not proven; two queries at most.

        :raises StageNotProven: one sentence, for the first lead found wanting
        Clause: L3.2, L4.1, L5.1
        """
        for step, leads in self.filtered("is_leasing").grouped(lambda lead: lead.stage_id.leasing_step).items():
            unproven = leads - leads._get_proven(step)
            if unproven:
                raise StageNotProven(unproven[0]._get_unproven_sentence(step))

    def _get_proven(self, step):
        """Return the leads that have the record a step asks for."""
        if step not in STEP_PROOF:
            return self if step else self.browse()
        model, states = STEP_PROOF[step]
        # Whether a proof exists is a fact of the lead, whatever offers or leases the caller may read.
        groups = self.env[model].sudo()._read_group(
            [("lead_id", "in", self.ids), ("state", "in", states)], ["lead_id"]
        )
        return self.browse([lead.id for [lead] in groups])

    def _get_unproven_sentence(self, step):
        """Return why the lead cannot stand in its stage: what is missing, who supplies it, the clause."""
        values = {"lead": self.name, "stage": self.stage_id.name}
        sentences = {
            "intent": self.env._(
                "%(lead)s cannot be moved to %(stage)s: no offer is accepted yet. "
                "The leasing specialist accepts one on the lead's offer. (L3.2)",
                **values,
            ),
            "contract": self.env._(
                "%(lead)s cannot be moved to %(stage)s: no lease is drafted yet. "
                "The leasing specialist drafts it from the accepted offer. (L4.1)",
                **values,
            ),
            "follow_up": self.env._(
                "%(lead)s cannot be moved to %(stage)s: no lease is active yet. "
                "It becomes active when tenant and company leader have signed. (L4.2, L5.1)",
                **values,
            ),
        }
        return sentences.get(step) or self.env._(
            "%(lead)s is a leasing lead and cannot be moved to %(stage)s, which is no stage of leasing.", **values
        )

    def _advance_to_stage(self, step):
        """Move leads forward to the stage of a step; those already there or further stay.

        The stage's own proof is checked as for a move by hand. Leads of other teams are left alone.

        :param str step: key of LEASING_STEPS
        """
        # What happened to an offer or a lease moves the lead, even when the one who did it (a leader who
        # countersigns, a tenant who signs) may not write leads; the proof is checked all the same.
        leads = self.sudo().filtered(lambda lead: lead.is_leasing and lead._get_rank() < STEP_RANK[step])
        if leads:
            stage = self.env["crm.stage"].sudo().search([("leasing_step", "=", step)], limit=1)
            leads.write({"stage_id": stage.id})
