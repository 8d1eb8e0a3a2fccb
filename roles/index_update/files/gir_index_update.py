# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Updates the recording indexes of the standby data center: what cron or a systemd timer starts once a day.

What fails is tried again in the same run, after growing pauses, as often as `attempts` says. Needs Python 3.6 or later
and its standard library. Exit status: 0 everything is done, 1 a window still failed at the last attempt or nobody can
tell whether it was executed (the next run repeats it), 2 the configuration is wrong and nothing was sent, 75 another
run holds the lock.
"""

import argparse
import os
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
if HERE not in sys.path:
    sys.path.insert(0, HERE)

from gir_index_journal import Journal
from gir_index_lock import Busy, Lock
from gir_index_run import Stopped, Update
from gir_index_settings import SettingsWrong, load
from gir_index_status import StatusFile, StatusUnusable

DONE, FAILED, WRONG, BUSY = 0, 1, 2, 75
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Signals:
    """From the entering on the first signal ends the run in order; none disturbs the writing of its last word.

    One that comes meanwhile counts at the next entering.
    """

    def __init__(self):
        self._armed = False
        self._came = None

    def __enter__(self):
        self._armed = True
        if self._came is not None:
            self._handle(self._came, None)
        for number in SIGNALS:
            signal.signal(number, self._handle)
        return self

    def __exit__(self, *_exc):
        self._armed = False

    def _handle(self, number, _frame):
        self._came = number
        if self._armed:
            self._armed = False
            raise Stopped("It was stopped by %s; the next run goes on there." % signal.Signals(number).name)


def arguments(argv):
    parser = argparse.ArgumentParser(description="Update the recording indexes of the standby data center.")
    parser.add_argument(
        "--config", default=os.path.join(HERE, "config.json"), help="the configuration (default: %(default)s)"
    )
    parser.add_argument("--root", default="", help="prefix of the paths in the configuration, for rehearsals")
    parser.add_argument("--once", action="store_true", help="try once only, for a run that somebody waits for")
    parser.add_argument("--syslog", action="store_true", help="write to syslog too, for runs whose output nobody keeps")
    return parser.parse_args(argv)


def attempts(update, options, journal):
    """Whether every index is done, after as many attempts as need be. The lock is held all the time."""
    signals = Signals()
    while not tried(update, signals, journal):
        if update.pause is None:
            return False
        try:
            with signals:
                time.sleep(update.pause)
        except Stopped as stop:
            update.give_up(str(stop))
            return False
        if not os.path.exists(options.config):
            journal.error("The index update was removed from this host, so nothing is tried again.")
            return False
        # Read again: what was wrong may have been corrected there.
        try:
            settings = load(options.config, options.root)
            if settings.lock_file != update.settings.lock_file:
                raise SettingsWrong("The lock file is another one now; the next run goes on there.")
            journal.hide(settings.password)
            update = Update(settings, StatusFile(settings.status_file), journal, update.attempt + 1, update.began)
        except SettingsWrong as problem:
            update.give_up(str(problem))
            return False
    return True


def tried(update, signals, journal):
    """Whether one attempt has done all. A status that cannot be used ends a later one: the first has sent something."""
    try:
        return update.run(signals)
    except StatusUnusable as problem:
        if update.attempt == 1:
            raise
        update.pause = None
        journal.error(str(problem))
        return False


def main(argv=None):
    options = arguments(argv)
    journal = Journal(options.syslog)
    try:
        settings = load(options.config, options.root)
        if options.once:
            settings.attempts = 1
        journal.hide(settings.password)
        update = Update(settings, StatusFile(settings.status_file), journal)
        with Lock(settings.lock_file):
            return DONE if attempts(update, options, journal) else FAILED
    except (SettingsWrong, StatusUnusable) as problem:
        journal.error("%s Nothing was sent." % problem)
        return WRONG
    except Busy as problem:
        journal.error(str(problem))
        return BUSY
    except KeyboardInterrupt:
        return FAILED
    except Exception as problem:
        journal.error("Internal error: %s: %s." % (type(problem).__name__, problem))
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
