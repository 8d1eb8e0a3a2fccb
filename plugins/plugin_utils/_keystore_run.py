# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the keystores of many hosts equal: look at all of them, decide for all together, then write.

Private to this collection. Knows nothing of connections: `ask` takes {host: arguments} and returns {host: answer}.
"""

import base64
import time

from ansible_collections.gir.multidc.plugins.module_utils._keystore import merge, plan
from ansible_collections.gir.multidc.plugins.module_utils._keystore.files import digest_of
from ansible_collections.gir.multidc.plugins.module_utils._keystore.module import describe_bytes
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError


class Refused(Exception):
    """Nothing was written anywhere; all the reasons, and what is known of each host."""

    def __init__(self, problems, hosts=None):
        super().__init__()
        self.problems = problems
        self.hosts = hosts or {}

    def result(self):
        return {
            "failed": True,
            "changed": False,
            "msg": "rcs_keystore_sync: %s Nothing was written anywhere." % " ".join(self.problems),
            "problems": self.problems,
            "hosts": self.hosts,
            "stale": sorted(name for name, host in self.hosts.items() if host["state"] == "stale"),
        }


class Sync:
    """One task: its options, and a way to ask the hosts."""

    def __init__(self, options, ask, check):
        self.options = options
        self.ask = ask
        self.check = check
        self.accepts = plan.Accepted(options["accept_loss"])
        self.stale, self.sources = {}, {}

    def run(self):
        """The task's result; raises Refused when nothing was written."""
        views = self._look()
        decisions, contents = self._decide(views)
        sizes = [len(data) for data in contents.values()] + [view["size"] for view in self.sources.values()]
        self._refuse(decisions, plan.obstacles(decisions, max(sizes, default=0)))
        return self._report(decisions, {} if self.check else self._write(decisions, contents))

    def path(self, host):
        return self.options["paths"].get(host, self.options["path"])

    # -- looking -------------------------------------------------------------------------------------------------

    def _ask(self, requests, contents=None):
        """Send each host its request; those that cannot be reached have `unreachable` in their answers."""
        common = {name: self.options[name] for name in ("owner", "group", "mode", "keep")}
        arguments = {}
        for host, request in requests.items():
            arguments[host] = {"path": self.path(host), "targets": [], "password": self.options["password"]}
            arguments[host]["_request"] = dict(common, path=self.path(host), **request)
            if contents and host in contents:
                arguments[host]["_content"] = base64.b64encode(contents[host]).decode("ascii")
        return self.ask(arguments) if arguments else {}

    def _look(self):
        """One round trip to each host: {host: what there is}, the source first."""
        source, names = self.options["source_host"], dict.fromkeys(self.options["targets"])
        if source:
            names = dict.fromkeys([source, *names])
        views = self._look_at(names, keys=False)
        if source and source not in self.stale:
            differing = [h for h in views if h not in self.stale and plan.differing(views[source], views[h])]
            if differing:
                # Only now it matters whether keys are the same although their encryption differs.
                views.update(self._look_at([source, *differing], keys=True))
        if source in self.stale:
            raise Refused(["the source %s cannot be reached: %s." % (source, self.stale[source].rstrip("."))])
        if self.stale and self.options["unreachable"] == "fail":
            lost = ["%s cannot be reached: %s." % (host, text.rstrip(".")) for host, text in self.stale.items()]
            raise Refused(lost, self._stale())
        return {host: view for host, view in views.items() if host not in self.stale}

    def _look_at(self, names, keys):
        request = {"step": "look", "keys": keys, "digest": (self.options["digest"] or "").lower() or None}
        answers = self._ask(dict.fromkeys(names, request))
        problems = []
        for host, answer in answers.items():
            if answer.get("unreachable"):
                self.stale[host] = answer["msg"]
            elif answer.get("failed"):
                problems.append("%s: %s" % (host, answer["msg"]))
            else:
                problems += ["%s: %s" % (host, text) for text in answer["problems"]]
        if problems:
            raise Refused(problems)
        return answers

    def _stale(self):
        return {host: {"state": "stale", "changed": False, "msg": text} for host, text in self.stale.items()}

    # -- deciding ------------------------------------------------------------------------------------------------

    def _decide(self, views):
        """(decisions, bytes that are known already by host)."""
        if self.options["state"] == "restored":
            return self._decide_restored(views), {}
        source, problems = self.options["source_host"], []
        problems += plan.source_problems(source, views[source], self.path(source))
        if problems:
            raise Refused(problems)
        contents = {}
        self.sources = dict.fromkeys(views, views[source])
        if self.options["state"] == "merged":
            apart = [host for host in views if plan.differing(views[source], views[host])]
            if apart:
                contents = self._merge(views, apart)
        decisions = self._decisions(views)
        if not contents and not self.check and any(made.action == "write" for made in decisions):
            self._refuse(decisions, [])
            data = self._read([source])[source]
            if digest_of(data) != views[source]["sha256"]:
                # It was replaced since it was looked at: what was read is complete, and is judged instead.
                self.sources = dict.fromkeys(views, self._source_view(data))
                views[source].update(self.sources[source])
                problems = plan.source_problems(source, views[source], self.path(source))
                if problems:
                    raise Refused(problems)
                decisions = self._decisions(views)
            contents = dict.fromkeys(views, data)
        return decisions, contents

    def _decisions(self, views):
        source, made = self.options["source_host"], []
        for host, view in views.items():
            decision = plan.decide(source, self.sources[host], host, view, self.accepts, self.path(host))
            if host == source and decision.action == "note" and view["obstacles"]:
                decision.action = "none"  # a source that can only be read is good enough
            made.append(decision)
        return made

    def _decide_restored(self, views):
        problems = []
        for host, view in views.items():
            problems += plan.kept_problems(host, view, self.path(host), self.options["digest"])
        if problems:
            raise Refused(problems)
        self.sources = {host: dict(view["kept"], exists=True) for host, view in views.items()}
        name = "kept version"
        return [
            plan.decide(name, self.sources[host], host, view, self.accepts, self.path(host), remember=False)
            for host, view in views.items()
        ]

    def _merge(self, views, apart):
        """Bytes of the union for all hosts."""
        source = self.options["source_host"]
        contents = self._read([source, *apart])
        for host in contents:
            if digest_of(contents[host]) != views[host]["sha256"]:
                text = "%s: %s was changed since it was looked at; run the task again."
                raise Refused([text % (host, self.path(host))])
        try:
            data = merge.union(
                (source, contents[source]),
                [(host, contents[host]) for host in apart],
                self.options["password"],
                self.accepts,
            )
        except KeystoreError as exc:
            raise Refused([str(exc)]) from exc
        self.sources = dict.fromkeys(views, self._source_view(data))
        return dict.fromkeys(views, data)

    def _source_view(self, data):
        view = {"exists": True, "size": len(data)}
        view.update(describe_bytes(data, self.options["password"], True, "the keystore of the source"))
        return view

    def _read(self, names):
        """Contents, over the connections and in memory only."""
        answers, problems, contents = self._ask({host: {"step": "read"} for host in names}), [], {}
        for host, answer in answers.items():
            if answer.get("failed") or answer.get("unreachable"):
                problems.append("%s: %s cannot be read: %s" % (host, self.path(host), answer["msg"]))
            elif answer["content"] is None:
                problems.append("%s: %s is gone since it was looked at." % (host, self.path(host)))
            else:
                contents[host] = base64.b64decode(answer["content"])
        if problems:
            raise Refused(problems)
        return contents

    def _refuse(self, decisions, problems):
        problems = ["%s: %s" % (made.host, made.refusal) for made in decisions if made.refusal] + problems
        if problems:
            raise Refused(problems, self._results(decisions))

    # -- writing -------------------------------------------------------------------------------------------------

    def _write(self, decisions, contents):
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

    def _write_to(self, group, contents):
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
    def _owes_restart(made, host):
        """Whether RCS of a host has not read its keystore, from this task or one before."""
        written = made.action == "write" and host["changed"]
        return host["state"] not in ("stale", "failed") and (written or made.view["restart_owed"])

    def _results(self, decisions):
        found = {made.host: made.result(self.sources[made.host], self.path(made.host)) for made in decisions}
        found.update(self._stale())
        return found

    def _report(self, decisions, answers):
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
        result = {
            "changed": bool(changed),
            "hosts": hosts,
            "stale": sorted(name for name, host in hosts.items() if host["state"] == "stale"),
            "written": sorted(made.host for made in changed if made.action == "write"),
            "restart": sorted(made.host for made in decisions if self._owes_restart(made, hosts[made.host])),
            "diff": [
                plan.difference(made, self.sources[made.host], self.path(made.host), self.options) for made in changed
            ],
        }
        if problems:
            written = ", ".join(result["written"]) or "none"
            text = "rcs_keystore_sync: %s Written: %s. Run the task again: it finishes what is left."
            result.update(failed=True, problems=problems, msg=text % (" ".join(problems), written))
        return result
