# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one ansible-playbook printed and did, and the claims that tests make about it."""

import re
from dataclasses import dataclass


def folded(text):
    """Without the lines that Ansible wraps, at hyphens too."""
    return re.sub(r"\s+", " ", re.sub(r"(?<=\w)-\n(?=\w)", "-", text))


@dataclass
class Result:
    """The result of one task on one host, or of one item of its loop there."""

    play: str
    task: str
    action: str
    host: str
    delegated: str
    item: str
    state: str  # ok, changed, failed or unreachable
    ignored: bool
    data: dict

    @property
    def changed(self):
        return self.state == "changed"

    @property
    def message(self):
        """What a person reads."""
        return str(self.data.get("msg") or self.data.get("module_stderr") or "")

    @property
    def status(self):
        """The exit status of a module that did not live to say something."""
        return self.data.get("rc")


class Outcome:
    """How a run ended."""

    def __init__(self, code, stdout, stderr, events):
        self.code, self.stdout, self.stderr = code, stdout, stderr
        self.output = stdout + stderr
        self.flat = folded(self.output)
        self.plays, self.results, self.recap = [], [], {}
        for event in events:
            kind = event.pop("event")
            if kind == "play":
                self.plays.append(event["name"])
            elif kind == "result":
                self.results.append(Result(**event))
            else:
                self.recap = {host: dict(counts, failed=counts["failures"]) for host, counts in event["hosts"].items()}

    @property
    def changed(self):
        """Pairs of a host and a task."""
        return {(result.host, result.task) for result in self.results if result.changed}

    @property
    def order(self):
        """Hosts in the order in which they were changed."""
        return list(dict.fromkeys(result.host for result in self.results if result.changed))

    @property
    def failures(self):
        """Results that ended a host's run."""
        return [found for found in self.results if found.state in ("failed", "unreachable") and not found.ignored]

    def counts(self, what="changed"):
        """{host: number of tasks}, of hosts that have any."""
        return {host: counts[what] for host, counts in self.recap.items() if counts[what]}

    @property
    def changed_hosts(self):
        """Hosts on which something was changed."""
        return set(self.counts())

    def of(self, host):
        """The results of one host by item; of a task without a loop that is empty."""
        return {result.item: result for result in self.results if result.host == host}

    def succeeded(self):
        """Itself, of a run that has to succeed."""
        assert self.code == 0, self.output
        return self

    def refused(self, *sentences):
        """Itself, of a run that has to fail with these sentences."""
        assert self.code != 0, self.output
        said = self.flat + folded(" ".join(found.message for found in self.results if found.state == "failed"))
        assert [sentence for sentence in sentences if sentence not in said] == [], self.output
        assert "Traceback" not in self.output, self.output
        return self

    def says_nothing_of(self, secrets):
        """Itself, of a run that printed none of these texts."""
        assert [secret for secret in secrets if secret in self.output] == []
        return self
