# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that cron or a systemd timer starts: its arguments, its attempts, and how it ends.

Exit status: 0 everything is done, 1 something still failed at the last attempt or nobody can tell whether it was
executed, 2 the configuration is wrong and nothing was sent, 75 another run holds the lock.
"""

import argparse
import os
import time
from typing import Any, Callable, Optional, Sequence

from ansible_collections.gir.multidc.plugins.module_utils._program.attempt import Attempt
from ansible_collections.gir.multidc.plugins.module_utils._program.journal import Journal
from ansible_collections.gir.multidc.plugins.module_utils._program.lock import Busy, Lock
from ansible_collections.gir.multidc.plugins.module_utils._program.settings import SettingsWrong
from ansible_collections.gir.multidc.plugins.module_utils._program.signals import Signals, Stopped
from ansible_collections.gir.multidc.plugins.module_utils._program.status_file import StatusUnusable

DONE, FAILED, WRONG, BUSY = 0, 1, 2, 75


class Scheduled:
    """`title`: as the log names it. `load(path, root)`: its settings. `secrets(settings)`: what no line may show.

    `attempt(settings, journal, number, began)`: one attempt, see attempt.py.
    """

    def __init__(
        self,
        identity: str,
        title: str,
        description: str,
        here: str,
        load: Callable[[str, str], Any],
        secrets: Callable[[Any], Sequence[str]],
        attempt: Callable[[Any, Journal, int, Optional[float]], Attempt],
    ) -> None:
        self.identity = identity
        self.title = title
        self.description = description
        self.here = here
        self._load = load
        self._secrets = secrets
        self._attempt = attempt

    def main(self, argv: Optional[Sequence[str]] = None) -> int:
        """The exit status."""
        options = self._arguments(argv)
        journal = Journal(self.identity, options.syslog)
        try:
            settings = self._settings(options, journal)
            if options.once:
                settings.attempts = 1
            first = self._attempt(settings, journal, 1, None)
            with Lock(settings.lock_file):
                return DONE if self._attempts(first, options, journal) else FAILED
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

    def _arguments(self, argv: Optional[Sequence[str]]) -> argparse.Namespace:
        parser = argparse.ArgumentParser(description=self.description)
        parser.add_argument(
            "--config", default=os.path.join(self.here, "config.json"), help="the configuration (default: %(default)s)"
        )
        parser.add_argument("--root", default="", help="prefix of the paths in the configuration, for a staged root")
        parser.add_argument("--once", action="store_true", help="try once only, for a run that somebody waits for")
        parser.add_argument("--syslog", action="store_true", help="write to syslog too, where nobody keeps the output")
        return parser.parse_args(argv)

    def _settings(self, options: argparse.Namespace, journal: Journal) -> Any:
        settings = self._load(options.config, options.root)
        for secret in self._secrets(settings):
            journal.hide(secret)
        return settings

    def _attempts(self, current: Attempt, options: argparse.Namespace, journal: Journal) -> bool:
        """Whether everything is done, after as many attempts as need be. The lock is held all the time."""
        signals = Signals()
        while not _tried(current, signals, journal):
            if current.pause is None:
                return False
            try:
                with signals:
                    time.sleep(current.pause)
            except Stopped as stop:
                current.give_up(str(stop))
                return False
            if not os.path.exists(options.config):
                journal.error("The %s was removed from this host, so nothing is tried again." % self.title)
                return False
            # Read again: what was wrong may have been corrected there.
            try:
                settings = self._settings(options, journal)
                if settings.lock_file != current.settings.lock_file:
                    raise SettingsWrong("The lock file is another one now; the next run goes on there.")
                current = self._attempt(settings, journal, current.attempt + 1, current.began)
            except SettingsWrong as problem:
                current.give_up(str(problem))
                return False
        return True


def _tried(current: Attempt, signals: Signals, journal: Journal) -> bool:
    """Whether one attempt has done all. A status that cannot be used ends a later one: the first has sent something."""
    try:
        return current.run(signals)
    except StatusUnusable as problem:
        if current.attempt == 1:
            raise
        current.pause = None
        journal.error(str(problem))
        return False
