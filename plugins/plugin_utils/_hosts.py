# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run one step of a module on many hosts at once, from within one action: private to this collection.

Ansible runs an action for one host. What is decided about many hosts together (keystores, the lock, the ledger) needs
one place that asks them all, so this opens the connections itself, each with that host's own variables, as a delegated
task would. Neither a limit nor a cache of facts has a say in whom it asks.
"""

import contextlib
import gc
import json
import math
import os
import resource
import select
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible import constants as C
from ansible import context
from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.loader import become_loader
from ansible_collections.gir.multidc.plugins.plugin_utils import _stdin

# A host that has been silent for so long only waits, as a rule, so another one takes its place beside it. Not more than
# so many beyond the forks: on a busy controller they are silent because they get no CPU, while their time passes.
_QUIET_SECONDS = 2.0
_MOST_BESIDE = 30
# Who outlives his limit by so much has lost whoever would have given him up.
_ORPHAN_SECONDS = 20
# Who passes his limit may remove for so long what was sent to the host: it may be secret.
_LEAVE_SECONDS = 5.0
# More than any answer is: that of a host of which everything differs has less than one of them.
_MOST_MEGABYTES = 32
# A connection plugin reads all that a host says before anybody can count it. What takes most, lists of empty lists,
# takes 22 times its size as values of Python, so whoever says less than is allowed comes through with this.
_MOST_MEMORY = 1 << 30
_NOT_ASKED = {"unreachable": True, "msg": "there was no time left to ask it"}
_TOO_MUCH = {"failed": True, "msg": f"it said too much: its answer has more than {_MOST_MEGABYTES} MB"}


class _GivenUp(BaseException):
    """Nobody waits for the answer of this process any more; no Exception, so that nobody else takes it for his."""


@dataclass(frozen=True)
class Request:
    """What one host is asked: a module with its arguments, in check mode where `check` is set.

    `program`: a module of module_utils whose `main` does the same, and the line before its answer; it is taken instead
    where pipelining is enabled, because it costs less.
    `seconds`: how long it may take, from the moment it is asked; None is as long as the connection plugin waits.
    `alone`: over a connection of its own. One that is shared with earlier commands and was cut meanwhile stays deaf for
    about as long again as the cut has lasted, while TCP waits for its next attempt.
    """

    host: str
    module: str | None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    check: bool | None = None
    program: tuple[str, str] | None = None
    seconds: float | None = None
    alone: bool = False


@dataclass
class _Running:
    """A process that asks one host: what it has answered so far, when it was started, and until when all may take."""

    key: str
    request: Request
    child: int
    started: float
    until: float | None = None
    pieces: list[bytes] = field(default_factory=list)
    size: int = 0

    @property
    def ends(self) -> float | None:
        """When it is given up: after its own time, or with all others."""
        own = None if self.request.seconds is None else self.started + self.request.seconds
        return min((one for one in (own, self.until) if one is not None), default=None)

    @property
    def silence(self) -> str:
        """Why it has no answer when its time is over."""
        if self.request.seconds is not None and self.ends == self.started + self.request.seconds:
            return f"it gave no answer within {self.request.seconds:.0f} seconds"
        return "it gave no answer before the time for all hosts was over"


@dataclass
class _Leaving:
    """A process that was told to leave the host, and until when it may take."""

    child: int
    until: float

    def is_gone(self) -> bool:
        """Whether it has ended, and with it all that it started; after its time that is made so."""
        ended = os.waitpid(self.child, os.WNOHANG)[0] != 0
        if not ended and time.monotonic() < self.until:
            return False
        for victim in (-self.child,) if ended else (-self.child, self.child):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(victim, signal.SIGKILL)
        if not ended:
            os.waitpid(self.child, 0)
        return True


class Hosts:
    """The hosts of the inventory, as the action `action` sees them.

    `private`: what they are asked and answer may be secret, so that no connection plugin may print it. Why a host
    does not answer is not told then. Without a `module` they are only asked whether they answer, which costs less.
    """

    # See the constants; who needs an answer soon has less patience.
    quiet_seconds, leave_seconds, most_beside = _QUIET_SECONDS, _LEAVE_SECONDS, _MOST_BESIDE

    def __init__(self, action: Any, module: str | None, task_vars: dict[str, Any], private: bool = True) -> None:
        self.action = action
        self.module = module
        self.private = private
        self.task_vars = task_vars
        self.forks = max(int(task_vars.get("ansible_forks") or C.DEFAULT_FORKS), 1)
        self._is_leaving = False

    def run(self, arguments: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """{host: answer} for {host: module arguments}; a host that does not answer has `unreachable`."""
        return self.ask({host: Request(host, self.module, given) for host, given in arguments.items()})

    def ask(
        self,
        requests: Mapping[str, Request],
        heard: Callable[[str], None] = lambda key: None,
        seconds: float | None = None,
    ) -> dict[str, dict[str, Any]]:
        """{key: answer} for {key: request}, all at once as far as forks allow; `heard` is told of each answer.

        Hosts that do not answer cost one of their time limits together, not one each: they take no place of others.
        `seconds`: how long all of them together may take; who could not even be asked by then has not answered.
        """
        until = None if seconds is None else time.monotonic() + seconds
        answers: dict[str, dict[str, Any]] = {}
        waiting = list(requests)
        running: dict[int, _Running] = {}
        leaving: list[_Leaving] = []

        def give_up(reader: int, answer: dict[str, Any]) -> None:
            asked = running.pop(reader)
            leaving.append(_give_up(reader, asked.child, self.leave_seconds))
            answers[asked.key] = answer
            heard(asked.key)

        for entry in {one.program[0] for one in requests.values() if one.program is not None}:
            # Once here, and not in each process again.
            _stdin.prepare(entry)
        # Nor is what this process holds looked through for garbage in each of them.
        gc.collect()
        gc.freeze()
        try:
            while waiting or running:
                if until is not None and until <= time.monotonic():
                    answers.update((key, dict(_NOT_ASKED)) for key in waiting)
                    waiting.clear()
                    if not running:
                        break
                while waiting and self._has_room(running):
                    key = waiting.pop(0)
                    reader, child = self._start(requests[key], list(running))
                    running[reader] = _Running(key, requests[key], child, time.monotonic(), until)
                patience = _patience(running, bool(waiting), leaving, self.quiet_seconds)
                for reader in _readable(running, patience):
                    piece, asked = os.read(reader, 1 << 16), running[reader]
                    asked.size += len(piece)
                    if asked.size > _MOST_MEGABYTES << 20:
                        give_up(reader, dict(_TOO_MUCH))
                    elif piece:
                        asked.pieces.append(piece)
                    else:
                        del running[reader]
                        os.close(reader)
                        os.waitpid(asked.child, 0)
                        answers[asked.key] = _parse(b"".join(asked.pieces))
                        heard(asked.key)
                for reader in [one for one, asked in running.items() if asked.ends and asked.ends <= time.monotonic()]:
                    give_up(reader, {"unreachable": True, "msg": running[reader].silence})
                leaving[:] = [one for one in leaving if not one.is_gone()]
        finally:
            gc.unfreeze()
            leaving += [_give_up(reader, asked.child, self.leave_seconds) for reader, asked in running.items()]
            while leaving:
                leaving[:] = [one for one in leaving if not one.is_gone()]
                time.sleep(0.02 if leaving else 0)
        return {key: answers[key] for key in requests}

    def _has_room(self, running: Mapping[int, _Running]) -> bool:
        quiet = time.monotonic() - self.quiet_seconds
        busy = sum(1 for asked in running.values() if asked.ends is None or asked.started > quiet)
        return busy < self.forks and len(running) < self.forks + self.most_beside

    def _start(self, request: Request, inherited: list[int]) -> tuple[int, int]:
        """A process of its own for each host, as Ansible itself has: (its answer to be read, its id)."""
        reader, writer = os.pipe()
        child = os.fork()
        if child:
            os.close(writer)
            return reader, child
        try:
            if request.seconds is not None:
                # A session of its own, so that what it starts is given up with it, and asks nobody at the terminal.
                os.setsid()
                signal.signal(signal.SIGALRM, lambda *_signal: os.killpg(0, signal.SIGKILL))
                signal.alarm(int(request.seconds) + _ORPHAN_SECONDS)
                _bound_memory()
            signal.signal(signal.SIGTERM, self._on_given_up)
            for other in [*inherited, reader]:
                os.close(other)
            with os.fdopen(writer, "wb") as stream:
                stream.write(json.dumps(self._ask(request), default=str).encode("utf-8"))
        finally:
            os._exit(0)  # nothing of the parent's may run here once more
        raise AssertionError("a child never comes here")

    def _on_given_up(self, *_signal: Any) -> None:
        """Leave the host, with what is removed there then; what this has started to ask it ends first."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if self._is_leaving:
            return
        if os.getpgrp() == os.getpid():
            # A module in Python then removes what it has made itself.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            os.killpg(0, signal.SIGINT)
        raise _GivenUp

    def _ask(self, request: Request) -> dict[str, Any]:
        try:
            variables = self.task_vars["hostvars"][request.host]
            self.action._connection = self._connect(request.host, variables)
            if request.alone:
                _share_nothing(self.action._connection)
            try:
                answer = self._answer(request, variables)
                self._is_leaving = True
            finally:
                self._is_leaving = True
                self._leave()
        except AnsibleConnectionFailure as exc:
            return {"unreachable": True, "msg": str(exc)}
        except AnsibleError as exc:
            return {"failed": True, "msg": str(exc)}
        except MemoryError:
            return dict(_TOO_MUCH)
        except Exception as exc:  # a process that ends without a word would say less
            return {"failed": True, "msg": "%s: %s" % (type(exc).__name__, exc)}
        if answer.get("failed") and not answer.get("msg"):
            answer["msg"] = "the module ended without an answer"
        return {key: value for key, value in answer.items() if key not in ("invocation", "warnings", "deprecations")}

    def _answer(self, request: Request, variables: Mapping[str, Any]) -> dict[str, Any]:
        if request.module is None:
            done = self.action._low_level_execute_command("exit 0", sudoable=False)
            return {"failed": done["rc"] != 0, "msg": done["stderr"]}
        if request.check is not None:
            self.action._task.check_mode = request.check
        if request.program is not None and _stdin.is_possible(self.action):
            return _stdin.run(self.action, *request.program, request.arguments, variables)
        answer: dict[str, Any] = self.action._execute_module(
            module_name=request.module,
            module_args=dict(request.arguments),
            task_vars=self._vars_of(request.host, variables),
        )
        return answer

    def _leave(self) -> None:
        """Nothing of the module stays on the host: its arguments may be secret. Ansible sees to a task's own host."""
        connection = self.action._connection
        with contextlib.suppress(AnsibleError):
            if connection._shell.tmpdir is not None:
                self.action._remove_tmp_path(connection._shell.tmpdir)
            connection.close()

    def _connect(self, host, variables):
        """A connection with the host's own variables, as a delegated task would get it."""
        action = self.action
        # Not the connection of the task: it runs on the controller, and these hosts are elsewhere.
        kind = variables.get("ansible_connection") or context.CLIARGS.get("connection") or C.DEFAULT_TRANSPORT
        kind = "ssh" if kind == "smart" else kind
        play_context = action._play_context.copy()
        # A connection plugin writes what a command returned at high verbosity, and that may be a secret.
        play_context.no_log = self.private or play_context.no_log
        play_context.remote_addr = variables.get("ansible_host", host)
        connection = action._shared_loader_obj.connection_loader.get(
            kind, play_context, new_stdin=None, task_uuid=action._task._uuid, ansible_playbook_pid=str(os.getppid())
        )
        if connection is None:
            raise AnsibleError("the connection plugin '%s' was not found" % kind)
        become = variables.get("ansible_become")
        if boolean(become) if become is not None else action._task.become:
            method = variables.get("ansible_become_method") or action._task.become_method
            connection.set_become_plugin(become_loader.get(method))
        keys = action._task.dump_attrs()
        keys["timeout"] = play_context.timeout
        keys.pop("retries", None)
        if play_context.password:
            keys["password"] = play_context.password
        _options(connection, "connection", connection._load_name, variables, keys)
        _options(connection._shell, "shell", connection._shell._load_name, variables, keys)
        if connection.become is not None:
            if play_context.become_pass:
                keys["become_pass"] = play_context.become_pass
            _options(connection.become, "become", connection.become._load_name, variables, keys)
        return connection

    def _vars_of(self, host, variables):
        """What running a module on a host needs to know about it."""
        chosen = {key: variables[key] for key in variables if key.startswith("ansible_") and "interpreter" in key}
        chosen["ansible_facts"] = variables.get("ansible_facts", {})
        chosen["ansible_playbook_python"] = self.task_vars.get("ansible_playbook_python")
        chosen["inventory_hostname"] = host
        chosen["hostvars"] = self.task_vars.get("hostvars")
        if self.action._task.delegate_to:
            # A delegated task looks its variables up under the name of the host that it was delegated to.
            chosen["ansible_delegated_vars"] = {self.action._task.delegate_to: dict(chosen)}
        return chosen


def _share_nothing(connection: Any) -> None:
    """For ssh the first value of an option counts. Other connection plugins have no such option, and share nothing."""
    with contextlib.suppress(KeyError):
        given = connection.get_option("ssh_args") or ""
        connection.set_option("ssh_args", f"-o ControlPath=none {given}".rstrip())


def _options(plugin, kind, name, variables, keys):
    known = C.config.get_plugin_vars(kind, name)
    plugin.set_options(task_keys=keys, var_options={key: variables[key] for key in known if key in variables})


def _readable(running: Mapping[int, _Running], patience: float | None) -> list[int]:
    """Who has said something or has ended. Unlike select, poll takes any number of descriptors."""
    poll = select.poll()
    for reader in running:
        poll.register(reader, select.POLLIN)
    return [reader for reader, _event in poll.poll(None if patience is None else math.ceil(patience * 1000))]


def _patience(
    running: Mapping[int, _Running], more: bool, leaving: list[_Leaving], quiet_seconds: float
) -> float | None:
    """Seconds until somebody is given up, or is silent for so long that another one is asked beside him."""
    times = [asked.ends for asked in running.values() if asked.ends is not None] + [one.until for one in leaving]
    if more:
        times += [asked.started + quiet_seconds for asked in running.values() if asked.ends is not None]
    now = time.monotonic()
    return max(0.0, min((one for one in times if one > now), default=now) - now) if times else None


def _give_up(reader: int, child: int, seconds: float) -> _Leaving:
    os.close(reader)
    os.kill(child, signal.SIGTERM)
    return _Leaving(child, time.monotonic() + seconds)


def _bound_memory() -> None:
    """For this process, and for what it starts, beyond what it has now. Where nobody knows that, nothing is bounded."""
    with contextlib.suppress(OSError, ValueError):
        with open("/proc/self/statm", encoding="ascii") as file:
            now = int(file.read().split()[5]) * resource.getpagesize()
        _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = now + _MOST_MEMORY
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _parse(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data.decode("utf-8"))
        if isinstance(found, dict):
            return found
    except (ValueError, RecursionError):
        pass
    return {"failed": True, "msg": "the process that asked this host ended without an answer"}
