# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the keystores of many hosts equal: look at all of them, decide for all together, then write.

Private to this collection. Knows nothing of connections: `ask` takes {host: arguments} and returns {host: answer}.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._keystore import merge, plan, sentences
from ansible_collections.gir.multidc.plugins.module_utils._keystore.files import digest_of
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError
from ansible_collections.gir.multidc.plugins.module_utils._keystore.view import describe_bytes

Views = dict[str, dict[str, Any]]


class Refused(Exception):
    """Nothing was written anywhere; all the reasons, and what is known of each host."""

    def __init__(self, problems: list[str], hosts: Views | None = None, warnings: Iterable[str] = ()) -> None:
        super().__init__()
        self.problems = problems
        self.hosts = hosts or {}
        self.warnings = list(warnings)

    def result(self) -> dict[str, Any]:
        return {
            "failed": True,
            "changed": False,
            "msg": "rcs_keystore_sync: %s Nothing was written anywhere." % " ".join(self.problems),
            "problems": self.problems,
            "hosts": self.hosts,
            "stale": sorted(name for name, host in self.hosts.items() if host["state"] == "stale"),
            **({"warnings": self.warnings} if self.warnings else {}),
        }


class Sync:
    """One task: its options, and a way to ask the hosts."""

    def __init__(self, options: dict[str, Any], ask: Callable[[Views], Views], check: bool) -> None:
        self.options = options
        self.ask = ask
        self.check = check
        self.accepts = plan.Accepted(options["accept_loss"])
        self.stale: dict[str, str] = {}
        self.views: Views = {}
        self.sources: Views = {}

    def run(self) -> dict[str, Any]:
        """The task's result; raises Refused when nothing was written."""
        views = self._look()
        decisions, contents = self._decide(views)
        sizes = [len(data) for data in contents.values()] + [view["size"] for view in self.sources.values()]
        self._check_all(decisions, plan.obstacles(decisions, max(sizes, default=0)))
        return self._report(decisions, {} if self.check else self._write(decisions, contents))

    def path(self, host: str) -> str:
        return str(self.options["paths"].get(host, self.options["path"]))

    # -- looking -------------------------------------------------------------------------------------------------

    def _ask(self, requests: Views, contents: dict[str, bytes] | None = None) -> Views:
        """Send each host its request; those that cannot be reached have `unreachable` in their answers."""
        common = {name: self.options[name] for name in ("owner", "group", "mode", "keep")}
        arguments = {}
        for host, request in requests.items():
            arguments[host] = {"path": self.path(host), "targets": [], "password": self.options["password"]}
            arguments[host]["_request"] = dict(common, path=self.path(host), **request)
            if contents and host in contents:
                arguments[host]["_content"] = base64.b64encode(contents[host]).decode("ascii")
        return self.ask(arguments) if arguments else {}

    def _look(self) -> Views:
        """One round trip to each host: {host: what there is}, the source first."""
        source, names = self.options["source_host"], dict.fromkeys(self.options["targets"])
        if source:
            names = dict.fromkeys([source, *names])
        views = self._look_at(names, keys=False)
        apart = [] if source in self.stale else self._apart(views)
        if apart:
            # Only where they differ it matters whether keys are the same although their encryption differs.
            views.update(self._look_at(dict.fromkeys([source, *apart] if source else apart), keys=True))
        if source in self.stale:
            raise self._refused([(None, f"the source {source} cannot be reached: {self.stale[source].rstrip('.')}.")])
        if self.stale and self.options["unreachable"] == "fail":
            lost = [f"{host} cannot be reached: {text.rstrip('.')}." for host, text in self.stale.items()]
            raise self._refused([(None, text) for text in lost])
        return {host: view for host, view in views.items() if host not in self.stale}

    def _apart(self, views: Views) -> list[str]:
        """Hosts that hold entries which what they are to get lacks."""
        source = self.options["source_host"]
        found: list[str] = []
        for host, view in views.items():
            if host not in self.stale:
                other = views[source] if source else dict(view["kept"], exists=True)
                found += [host] if "entries" in other and plan.differing(other, view) else []
        return found

    def _look_at(self, names: Iterable[str], keys: bool) -> Views:
        request = {"step": "look", "keys": keys, "digest": (self.options["digest"] or "").lower() or None}
        answers = self._ask(dict.fromkeys(names, request))
        problems = []
        for host, answer in answers.items():
            if answer.get("unreachable"):
                self.stale[host] = answer["msg"]
            elif answer.get("failed"):
                problems.append((host, answer["msg"]))
            elif answer["problems"]:
                problems += [(host, text) for text in answer["problems"]]
            else:
                self.views[host] = answer
        if problems:
            raise self._refused(problems)
        return answers

    def _refused(self, problems: Sequence[tuple[str | None, str]]) -> Refused:
        """Refused, for [(host or None, sentence)]: nothing happens to anybody, whatever was planned."""
        names = dict.fromkeys([*filter(None, [self.options["source_host"]]), *self.options["targets"]])
        hosts = {host: plan.untouched(self.views.get(host, {}), self.path(host)) for host in names}
        for host, text in problems:
            if host is not None:
                said = f"{hosts[host]['msg']} {text}" if "msg" in hosts[host] else text
                hosts[host].update(state="refused", msg=said, missing=[], diverged=None)
        hosts.update(self._stale())
        named = [text if host is None else f"{host}: {text}" for host, text in problems]
        return Refused(named, hosts, self._warnings())

    def _stale(self) -> dict[str, Any]:
        return {host: {"state": "stale", "changed": False, "msg": text} for host, text in self.stale.items()}

    def _warnings(self) -> list[str]:
        """Aliases that Java does not find, once with all hosts that hold them."""
        found: dict[str, list[str]] = {}
        for host, view in self.views.items():
            if view.get("unreachable_aliases"):
                text = sentences.unreachable(view["unreachable_aliases"], view["type"])
                found.setdefault(text, []).append(host)
        return [f"{', '.join(hosts)}: {text}" for text, hosts in found.items()]

    # -- deciding ------------------------------------------------------------------------------------------------

    def _decide(self, views: Views) -> tuple[list[plan.Decision], dict[str, bytes]]:
        """(decisions, bytes that are known already by host)."""
        if self.options["state"] == "restored":
            return self._decide_restored(views), {}
        source = self.options["source_host"]
        self._check_source(views[source])
        contents = {}
        self.sources = dict.fromkeys(views, views[source])
        if self.options["state"] == "merged":
            apart = [host for host in views if plan.differing(views[source], views[host])]
            if apart:
                contents = self._merge(views, apart)
        decisions = self._decisions(views)
        if not contents and not self.check and any(made.action == "write" for made in decisions):
            self._check_all(decisions, [])
            data = self._read([source])[source]
            if digest_of(data) != views[source]["sha256"]:
                # It was replaced since it was looked at: what was read is complete, and is judged instead.
                self.sources = dict.fromkeys(views, self._source_view(data))
                views[source].update(self.sources[source])
                self._check_source(views[source])
                decisions = self._decisions(views)
            contents = dict.fromkeys(views, data)
        return decisions, contents

    def _check_source(self, view: dict[str, Any]) -> None:
        source = self.options["source_host"]
        problems = plan.source_problems(view, self.path(source), self.options["source_digest"])
        if problems:
            raise self._refused([(source, text) for text in problems])

    def _decisions(self, views: Views) -> list[plan.Decision]:
        source, made = self.options["source_host"], []
        for host, view in views.items():
            decision = plan.decide(source, self.sources[host], host, view, self.accepts, self.path(host))
            if host == source and decision.action == "note" and view["obstacles"]:
                decision.action = "none"  # a source that can only be read is good enough
            made.append(decision)
        return made

    def _decide_restored(self, views: Views) -> list[plan.Decision]:
        problems = []
        for host, view in views.items():
            problems += [(host, t) for t in plan.kept_problems(view, self.path(host), self.options["digest"])]
        if problems:
            raise self._refused(problems)
        self.sources = {host: dict(view["kept"], exists=True) for host, view in views.items()}
        return [
            plan.decide(None, self.sources[host], host, view, self.accepts, self.path(host))
            for host, view in views.items()
        ]

    def _merge(self, views: Views, apart: list[str]) -> dict[str, bytes]:
        """Bytes of the union for all hosts."""
        source, problems = self.options["source_host"], []
        for host in apart:
            found = plan.merge_problems(source, views[source], views[host], self.path(host))
            problems += [(host, text) for text in found]
        if problems:
            raise self._refused(problems)
        contents = self._read([source, *apart])
        for host in contents:
            if digest_of(contents[host]) != views[host]["sha256"]:
                text = "%s was changed since it was looked at; run the task again."
                raise self._refused([(host, text % self.path(host))])
        try:
            data = merge.union(
                (source, contents[source]),
                [(host, contents[host]) for host in apart],
                self.options["password"],
                self.accepts,
            )
        except KeystoreError as exc:
            raise self._refused([(None, str(exc))]) from exc
        self.sources = dict.fromkeys(views, self._source_view(data))
        return dict.fromkeys(views, data)

    def _source_view(self, data: bytes) -> dict[str, Any]:
        view = {"exists": True, "size": len(data)}
        view.update(describe_bytes(data, self.options["password"], True, "the keystore of the source"))
        return view

    def _read(self, names: Iterable[str]) -> dict[str, bytes]:
        """Contents, over the connections and in memory only."""
        answers, problems, contents = self._ask({host: {"step": "read"} for host in names}), [], {}
        for host, answer in answers.items():
            if answer.get("failed") or answer.get("unreachable"):
                problems.append((host, f"{self.path(host)} cannot be read: {answer['msg']}"))
            elif answer["content"] is None:
                problems.append((host, f"{self.path(host)} is gone since it was looked at."))
            else:
                contents[host] = base64.b64decode(answer["content"])
        if problems:
            raise self._refused(problems)
        return contents

    def _check_all(self, decisions: list[plan.Decision], problems: list[tuple[str, str]]) -> None:
        """Refused when anything stands in the way of any host."""
        refusals = {made.host: made for made in decisions if made.refusal}
        if not refusals and not problems:
            return
        refused = self._refused([*((host, str(made.refusal)) for host, made in refusals.items()), *problems])
        for host, made in refusals.items():
            refused.hosts[host].update(made.details())
        raise refused

    # -- writing -------------------------------------------------------------------------------------------------

    def _write(self, decisions: list[plan.Decision], contents: dict[str, bytes]) -> Views:
        """{host: answer}; the source of a merge first, so that whatever happens next finds everything there."""
        source = self.options["source_host"]
        first = [made for made in decisions if made.host == source and made.action in plan.WRITES]
        rest = [made for made in decisions if made.host != source and made.action in plan.WRITES]
        answers = {}
        for group in (first, rest):
            answers.update(self._write_to(group, contents))
            if any(answer.get("failed") or answer.get("unreachable") for answer in answers.values()):
                break
        for made in rest:
            if made.host not in answers:
                answers[made.host] = {"failed": True, "msg": "not written, because the source was not."}
        return answers

    def _write_to(self, group: list[plan.Decision], contents: dict[str, bytes]) -> Views:
        requests, now = {}, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        for made in group:
            source = self.sources[made.host]
            record = plan.record(self.options["source_host"], source, now)
            if self.options["state"] == "restored":
                record = None
            requests[made.host] = {"step": made.action, "expected": made.view.get("sha256"), "record": record}
            if self.options["state"] == "restored":
                requests[made.host]["digest"] = source["sha256"]
        writing = {made.host: contents[made.host] for made in group if made.host in contents and made.action == "write"}
        return self._ask(requests, writing)

    # -- reporting -----------------------------------------------------------------------------------------------

    @staticmethod
    def _owes_restart(made: plan.Decision, host: dict[str, Any]) -> bool:
        """Whether RCS of a host has not read its keystore, from this task or one before."""
        written = made.action == "write" and host["changed"]
        return host["state"] not in ("stale", "failed") and (written or made.view["restart_owed"])

    def _results(self, decisions: list[plan.Decision]) -> Views:
        found = {made.host: made.result(self.sources[made.host], self.path(made.host)) for made in decisions}
        found.update(self._stale())
        return found

    def _report(self, decisions: list[plan.Decision], answers: Views) -> dict[str, Any]:
        hosts, problems = self._results(decisions), []
        for host, answer in answers.items():
            if answer.get("unreachable"):
                hosts[host].update(state="stale", changed=False, msg=answer["msg"])
                if self.options["unreachable"] == "fail":
                    problems.append("%s was lost on the way: %s" % (host, answer["msg"]))
            elif answer.get("failed"):
                hosts[host].update(state="failed", changed=False, msg=answer["msg"])
                problems.append("%s: %s" % (host, answer["msg"]))
            else:
                hosts[host]["backup_file"] = answer.get("backup_file")
        changed = [made for made in decisions if hosts[made.host]["changed"]]
        result: dict[str, Any] = {
            "changed": bool(changed),
            "hosts": hosts,
            "stale": sorted(name for name, host in hosts.items() if host["state"] == "stale"),
            "written": sorted(made.host for made in changed if made.action == "write"),
            "restart": sorted(made.host for made in decisions if self._owes_restart(made, hosts[made.host])),
            **({"warnings": self._warnings()} if self._warnings() else {}),
            "diff": [
                plan.difference(made, self.sources[made.host], self.path(made.host), self.options) for made in changed
            ],
        }
        if problems:
            written = ", ".join(result["written"]) or "none"
            text = "rcs_keystore_sync: %s Written: %s. Run the task again: it finishes what is left."
            result.update(failed=True, problems=problems, msg=text % (" ".join(problems), written))
        return result
