# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules of an API share, from options to results: private to this collection, may change at any time."""

from typing import Any, Callable, Dict, List, Optional, Type

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES, Refusal
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import finish, refuse
from ansible_collections.gir.multidc.plugins.module_utils._http.connection import (
    connection_problems,
    connection_spec,
    tls_options,
)
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import hide_user_info

UNCHANGED = "Nothing was changed."


class Run:
    """One run of a module: its parameters, its client and what it has to say. Each API has a class of its own."""

    product = ""  # as sentences name it
    server = ""  # and one of its servers
    environment = ""  # how the environment variables of its options begin
    options: Dict[str, Any] = {}  # those that its modules share beside the connection
    rules: Dict[str, Any] = {}  # and what binds them, such as required_together

    def __init__(self, module: AnsibleModule) -> None:
        self.module = module
        self.params = module.params
        self.check_mode = module.check_mode
        self.tls = tls_options(module.params)
        self.client: Any = None

    def warn(self, text: str) -> None:
        self.module.warn(text)

    def addresses(self) -> List[str]:
        """Every address that the task names."""
        return list(self.params["url"])

    def problems(self) -> List[str]:
        """Every mistake in the shared options, as sentences."""
        return []

    def connect(self) -> Any:
        """The client."""
        raise NotImplementedError

    def completed(self, result: Dict[str, Any]) -> Dict[str, Any]:
        """The result, with what all modules of this API return."""
        return result

    def told(self, details: Dict[str, Any]) -> Dict[str, Any]:
        """The details of a failure, with what all modules of this API say besides."""
        return details


def start(
    kind: Type[Run],
    function: Callable[[Any], Dict[str, Any]],
    options: Optional[Dict[str, Any]] = None,
    problems: Optional[Callable[[Any], List[str]]] = None,
    writes: bool = True,
    **rules: Any,
) -> None:
    """The whole of a module: `function(run)` makes the result, `problems(params)` names every mistake in its options.

    A module that does not write need not say that nothing was changed.
    """
    spec = connection_spec(kind.environment)
    spec.update(kind.options)
    spec.update(options or {})
    module = Module(spec, **dict(kind.rules, **rules))
    run(kind, module, function, problems, writes)


def run(
    kind: Type[Run],
    module: AnsibleModule,
    function: Callable[[Any], Dict[str, Any]],
    problems: Optional[Callable[[Any], List[str]]] = None,
    writes: bool = True,
) -> None:
    """Check the options, call `function(run)` and leave the module with its result or with one clear failure."""
    this = kind(module)
    hide_user_info(module, this.addresses())
    found = connection_problems(module.params, kind.product) + this.problems() + this.tls.problems()
    refuse(module, found + (problems(module.params) if problems else []))
    client = this.client = this.connect()
    client.secrets = {str(value) for value in module.no_log_values}
    try:
        result = function(this)
    except Refusal as refusal:
        text = str(refusal)
        if writes and not (client.wrote or refusal.uncertain or UNCHANGED in text):
            text = "%s %s" % (text, UNCHANGED)
        module.fail_json(msg=text, **this.told(refusal.details))
    except SURPRISES as surprise:
        state = "Read the state before you go on." if client.wrote else UNCHANGED
        text = "An answer of %s %s has a form that is not known (%s: %s). %s Please report it."
        told = (kind.server, client.last_node, type(surprise).__name__, client.clean(surprise), state)
        module.fail_json(msg=text % told)
    finally:
        client.close()
    finish(module, this.completed(result))
