"""Two people at the same moment, as two real sessions of the database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger


class RaceCase(BaseCase):
    """Let sessions race. These need committed data, so a test writes its own and takes it away again."""

    context = {"tracking_disable": True, "lang": "en_US"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # The thread that runs the tests holds the registry's lock; the racing sessions would wait for ever.
        cls.startClassPatcher(patch.object(Registry, "_lock", DummyRLock()))
        with cls.registry.cursor() as cr:
            cls._create_data(cls._get_env(cr))
        cls.addClassCleanup(cls._remove_data)

    @classmethod
    def _get_env(cls, cr, uid=SUPERUSER_ID):
        return api.Environment(cr, uid, cls.context)

    @classmethod
    def _create_data(cls, env):
        """Override to write what the sessions race for; it is committed."""

    @classmethod
    def _remove_data(cls):
        """Override to take it away again."""

    def _race(self, *acts, retried=True):
        """Run acts in sessions that have all begun before any of them acts.

        :param acts: (user id, function of an environment)
        :param bool retried: as the server does it, started over when PostgreSQL says that another was faster
        :return: for each act its answer, or the UserError it was refused with
        """
        barrier = Barrier(len(acts), timeout=30)

        def run(act):
            uid, function = act
            with self.registry.cursor() as cr:
                env = self._get_env(cr, uid)
                env.user.read(["name"])  # the snapshots of all sessions are older than any win
                barrier.wait()
                try:
                    return retrying(lambda: function(env), env) if retried else function(env)
                except UserError as refusal:
                    cr.rollback()
                    return refusal

        with ThreadPoolExecutor(len(acts)) as pool, mute_logger("odoo.sql_db", "odoo.service.model"):
            return list(pool.map(run, acts))
