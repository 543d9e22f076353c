from odoo import api, models

from ..exceptions import FieldGated


class MallGatedMixin(models.AbstractModel):
    """Keep fields that only a model's own actions set out of everybody's hands, whatever the way in.

    Actions write them in superuser mode after their checks; forms, imports, RPC and defaults from a context cannot.
    """

    _name = "mall.gated.mixin"
    _description = "Fields Set by Actions Only"

    #: Names of the fields set by actions only.
    _gated_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        """Create records at the start of their way.

        :raises FieldGated: for values of gated fields
        """
        if self.env.su:
            return super().create(vals_list)
        for vals in vals_list:
            self._check_gated_fields(vals)
        forged = {f"default_{name}" for name in self._gated_fields}
        context = {key: value for key, value in self.env.context.items() if key not in forged}
        return super(MallGatedMixin, self.with_context(context)).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Write all but gated fields.

        :raises FieldGated: for values of gated fields
        """
        if not self.env.su:
            self._check_gated_fields(vals)
        return super().write(vals)

    def _check_gated_fields(self, vals):
        """Refuse values of gated fields; a new record's empty values and first state are no news."""
        for name in sorted(self._gated_fields.intersection(vals)):
            field = self._fields[name]
            if not self and (not vals[name] or vals[name] == field.default and not callable(field.default)):
                continue
            if not self and callable(field.default) and vals[name] == field.default(self):
                continue
            raise FieldGated(
                self.env._(
                    "%(field)s of %(record)s is set by its own buttons only, never by writing it.",
                    field=field._description_string(self.env),
                    # sudo: the name alone is told to somebody who was about to write the record
                    record=self[:1].sudo().display_name or self.env["ir.model"]._get(self._name).name,
                )
            )
