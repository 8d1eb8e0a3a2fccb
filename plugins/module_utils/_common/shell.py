# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How modules end: with a result, or with one clear failure. Private to this collection, may change at any time."""

from typing import Any, Callable, Dict, List

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal


def sentence(text: object) -> str:
    """Text that ends as a sentence does."""
    said = str(text)
    return said if said.endswith((".", "!", "?")) else said + "."


def refuse(module: Any, problems: List[str]) -> None:
    """Leave the module when there are problems, with all of them."""
    if problems:
        module.fail_json(msg=" ".join(problems), problems=problems)


def finish(module: Any, result: Dict[str, Any]) -> None:
    """Leave the module with its result, in which `failure` is a sentence when it has failed after all."""
    failure = result.pop("failure", None)
    if failure:
        module.fail_json(msg=failure, **result)
    module.exit_json(**result)


def run(module: Any, function: Callable[[Any], Dict[str, Any]], about: str = "") -> None:
    """Leave the module with the result of `function(module)`, or with one sentence about what refused."""
    try:
        result = function(module)
    except Refusal as refusal:
        module.fail_json(msg=_said(about, refusal), **refusal.details)
    except OSError as error:
        module.fail_json(msg=_said(about or error.filename, error.strerror or error))
    finish(module, result)


def _said(about: str, text: object) -> str:
    return sentence("%s: %s" % (about, text) if about else text)


def diff_of(header: str, before: str = "", after: str = "") -> Dict[str, str]:
    """A difference under one name."""
    return {"before_header": header, "after_header": header, "before": before, "after": after}
