"""Scheduled work in batches: it can be killed and run again, and one broken record does not stop the rest."""

import logging

_logger = logging.getLogger(__name__)

BATCH = 100


def work_off(records, work):
    """Run a scheduled work on records, a batch at a time, each committed for itself.

    :param records: what is due, found by the scheduled action.
    :param work: callable that takes a recordset; it has to check again what is still due, because another session may
        have been faster.
    """
    cron = records.env["ir.cron"]
    cron._commit_progress(remaining=len(records))
    for start in range(0, len(records), BATCH):
        batch = records[start : start + BATCH]
        run_isolated(batch, work)
        if not cron._commit_progress(len(batch)):
            break


def run_isolated(records, work):
    """Run a work on all records at once; if it breaks, halve them until only the broken ones are left out and logged."""
    try:
        with records.env.cr.savepoint():
            work(records)
            records.env.flush_all()
    except Exception:
        records.env.invalidate_all(flush=False)
        if len(records) == 1:
            _logger.exception("Scheduled work failed on %s", records)
            return
        middle = len(records) // 2
        run_isolated(records[:middle], work)
        run_isolated(records[middle:], work)
