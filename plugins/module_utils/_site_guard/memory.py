# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a guard remembers, also over a boot: private to this collection."""

from typing import Any, Dict, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._ledger import files
from ansible_collections.gir.multidc.plugins.module_utils._site_guard import history

FORMAT = 1


class Memory:
    """`ledger`: all that ledgers of the own environment ever called done, so that an older one never counts again.

    `boot`: the boot to which `first` (the guard began to look) and `heard` (another data center or a witness answered)
    belong, in seconds of the clock that starts with it. `met`: by which operation the own data center was the active
    one, or about to be, when a ledger of another one last answered; empty where by none, None where none ever did.
    `kept_down`: unit to why the guard stopped it or did not let it start.
    """

    def __init__(self) -> None:
        self.ledger: Optional[history.Ledger] = None
        self.boot = ""
        self.first = 0.0
        self.heard: Optional[float] = None
        self.met: Optional[str] = None
        self.kept_down: Dict[str, str] = {}

    def begin(self, boot: str, now: float) -> None:
        """Forget the moments of an earlier boot."""
        if self.boot != boot:
            self.boot, self.first, self.heard = boot, now, None

    def learn(self, own: List[Any], others: List[Any]) -> bool:
        """Take over what ledgers say (None: a host holds none). False where those of the own data center differ.

        The environment is that of the own ones, else the known one, else the only one that the others have.
        """
        environments = [{one["environment"] for one in some if one is not None} for some in (own, others)]
        if len(environments[0]) > 1:
            return False
        known = set() if self.ledger is None else {self.ledger["environment"]}
        chosen = next((some for some in (environments[0], known, environments[1]) if len(some) == 1), None)
        if chosen is None:
            return True
        (environment,) = chosen
        told = [one for one in own + others if one is not None and one["environment"] == environment]
        entries = history.merged(told + self._remembered(environment, is_told=bool(environments[0])))
        self.ledger = {"format": history.FORMAT, "environment": environment, "entries": entries}
        return True

    def _remembered(self, environment: str, is_told: bool) -> List[history.Ledger]:
        """What still counts of what was told earlier. An intent that was abandoned is in no ledger any more.

        `is_told`: the own data center has just said what it holds.
        """
        if self.ledger is None or self.ledger["environment"] != environment:
            return []
        kept = [one for one in self.ledger["entries"] if one["state"] == history.DONE or not is_told]
        return [dict(self.ledger, entries=kept)]

    def is_foreign(self, ledger: Any) -> bool:
        """Whether a ledger is that of another environment."""
        return ledger is not None and (self.ledger is None or ledger["environment"] != self.ledger["environment"])

    @property
    def knowledge(self) -> Optional[history.Knowledge]:
        """None where no ledger was ever seen."""
        return None if self.ledger is None else history.known(self.ledger["entries"])

    def document(self, **further: Any) -> Dict[str, Any]:
        """As the file has it; `further` is for those who read the status."""
        names = ("ledger", "boot", "first", "heard", "met", "kept_down")
        return dict(further, format=FORMAT, **{name: getattr(self, name) for name in names})


def load(path: str) -> Tuple[Memory, str]:
    """The memory in a file, and why it is a new one although there is a file; empty otherwise."""
    memory = Memory()
    try:
        found = files.read_json(path)
        if found is None:
            return memory, ""
        if found.get("format") != FORMAT:
            raise ValueError("its format is not %d" % FORMAT)
        _fill(memory, found)
    except (Refusal, KeyError, TypeError, ValueError) as problem:
        text = "%s cannot be used, so all of it is forgotten: %s"
        return Memory(), text % (path, problem)
    return memory, ""


def _fill(memory: Memory, found: Dict[str, Any]) -> None:
    ledger = found["ledger"]
    if ledger is not None:
        # The entries of two ledgers that contradict each other are no ledger, so each is only known to be an entry.
        if not isinstance(ledger["environment"], str) or not all(one["operation"] for one in ledger["entries"]):
            raise ValueError("it holds no ledger")
        history.known(ledger["entries"])
    memory.ledger, memory.boot, memory.met = ledger, str(found["boot"]), found["met"]
    memory.first = float(found["first"])
    memory.heard = None if found["heard"] is None else float(found["heard"])
    memory.kept_down = dict(found["kept_down"])
