# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What rws_media_lifecycle_info was asked for and what it answers: private to this collection, may change at any time.

What cannot be read is never taken for nothing: a list that is not there, or a rule with a value that the template does
not explain, is not observable, with the reason.
"""

from typing import Any, Dict, List, NamedTuple, Optional

from ansible_collections.gir.multidc.plugins.module_utils._common import observation
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_options import pattern_problems
from ansible_collections.gir.multidc.plugins.module_utils._common.values import SecretValues, bare_location
from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_paths as paths
from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_rules as rules
from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_template as templates
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import NoNodeAnswers, RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import contact_center_id

_LONGEST_REASON = 300
# The rules of a location, or why nobody can tell them. `raws`: the whole list as RWS shows it, with other locations.
Listing = NamedTuple("Listing", [("raws", List[Any]), ("stored", List[rules.Stored]), ("reason", Optional[str])])


def problems(params: Dict[str, Any]) -> List[str]:
    """Every mistake in the options of a task that reads."""
    found = ["%s %s" % flaw for flaw in templates.flaws(params["template"])]
    for location in params["locations"]:
        if not location.startswith("/"):
            found.append("The location '%s' is no node path such as /US/NY; correct it." % location)
    return pattern_problems(params) + found


def template_of(this: Any) -> templates.Template:
    template = templates.Template(this.params["template"])
    if template.needs_contact_center:
        template.contact_center = contact_center_id(this)
    return template


def read(this: Any) -> Dict[str, Any]:
    """The result of rws_media_lifecycle_info."""
    template, secrets = template_of(this), SecretValues(patterns=this.params["secret_keys"])
    found = []
    for location in this.params["locations"]:
        here = listed(this, template, location)
        if here.reason is not None:
            this.unknown("The rules of %s" % location, here.reason)
        seen = observation.not_observable(here.reason) if here.reason else observation.confirmed()
        found.append(dict(seen, location=location, rules=[shown(template, one, secrets) for one in here.stored]))
    tell_unseen(this, template)
    return {"changed": False, "locations": found}


def shown(template: templates.Template, one: rules.Stored, secrets: SecretValues) -> Dict[str, Any]:
    seen = observation.not_observable("; ".join(one.reasons) + ".") if one.reasons else observation.confirmed()
    others = [] if one.rule is None else rules.other_constants(template, one)
    return dict(seen, name=one.name, rule=secrets.redacted(one.rule), other_constants=others)


def tell_unseen(this: Any, template: templates.Template) -> None:
    for name in rules.unseen(template):
        this.unknown("%s of tasks" % name, "the template has no path for it, template.task.fields.%s." % name)


def listed(this: Any, template: templates.Template, location: str) -> Listing:
    """The rules of a location; none for a system that is yet to be installed."""
    found: Listing = this.read(lambda: listing(this.client, template, location), Listing([], [], None))
    return found


def listing(client: Any, template: templates.Template, location: str) -> Listing:
    _method, path, query, _body = template.request(templates.READ, location)
    where = "GET /api/v2%s" % path
    try:
        answer = client.get(path, query, account=template.account)
    except NoNodeAnswers:
        raise
    except RwsError as exc:
        if exc.not_found and template.missing_is_empty:
            return Listing([], [], None)
        return Listing([], [], str(exc))
    raws = paths.get(answer, template.rules_at)
    if (raws is None or isinstance(raws, paths.Missing)) and template.missing_is_empty:
        raws = []
    if not isinstance(raws, list) or not all(isinstance(raw, dict) for raw in raws):
        text = "%s has no list of objects at %s, where template.read.rules_at says that rules are."
        return Listing([], [], text % (where, template.given[templates.READ]["rules_at"]))
    own, reason = [], None
    for raw in raws:
        one = rules.stored(template, raw)
        # A server may repeat a secret in them. What is cut before it is masked shows a part of it.
        one = one._replace(reasons=[client.clean(reason)[:_LONGEST_REASON] for reason in one.reasons])
        place = _place(template, raw)
        if place is None and template.of_every_location:
            at = template.rule["location"].mapping["path"]
            reason = "%s shows a rule whose location is not readable at %s." % (where, at)
        elif not template.of_every_location or place == bare_location(location):
            own.append(one)
    return Listing(raws, own, reason)


def _place(template: templates.Template, raw: Dict[str, Any]) -> Optional[str]:
    if "location" not in template.rule:
        return None
    found = paths.get(raw, template.rule["location"].path)
    return bare_location(found)
