# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an AWX knows: its objects, which of them are attached to which, and the roles on them."""

import copy
import datetime
import itertools
import time

from standins import awx_variables
from standins.awx_fields import Invalid, Link
from standins.awx_kind import JOBS, TEMPLATES, UNITED
from standins.awx_kinds import KINDS

# One sequence of ids for all templates, another one for all runs (the tables of their base classes).
_SEQUENCES = {**dict.fromkeys(TEMPLATES, "templates"), **dict.fromkeys(JOBS, "runs")}


class World:
    """All of it in memory. ``directories`` are those that an SCM address stands for."""

    def __init__(self, directories=(), strict_fields=True, update_seconds=0.0):
        self.directories = dict(directories)
        self.strict_fields = strict_fields
        self.update_seconds = update_seconds
        self.tables = {kind: {} for kind in KINDS}
        self.attached = {}
        self.roles = {}
        self.launches = []
        self.admin = None
        self._sequences = {}

    # -- time ----------------------------------------------------------------------------------------------------

    @staticmethod
    def now():
        return time.time()

    def stamp(self, at=None):
        """A moment as AWX writes it."""
        moment = datetime.datetime.fromtimestamp(self.now() if at is None else at, datetime.timezone.utc)
        return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")

    # -- objects -------------------------------------------------------------------------------------------------

    @staticmethod
    def variables(text):
        return awx_variables.parsed(text)

    def find(self, kind, number):
        if not isinstance(number, int):
            return None
        for each in UNITED.get(kind, (kind,)):
            found = self.tables.get(each, {}).get(number)
            if found is not None:
                return found
        return None

    def kind_of(self, found):
        """The name of the kind of an object, such as job_templates."""
        return next(kind for kind, table in self.tables.items() if table.get(found["id"]) is found)

    def every(self, kind):
        kinds = UNITED.get(kind, (kind,))
        if kind == "unified_job_templates":  # approval nodes are in no list (UnifiedJobTemplateAccess.get_queryset)
            kinds = kinds[:-1]
        return [found for each in kinds for found in self.tables.get(each, {}).values()]

    def where(self, of_kind, **values):
        return [found for found in self.every(of_kind) if all(found.get(key) == value for key, value in values.items())]

    def number(self, sequence):
        return next(self._sequences.setdefault(sequence, itertools.count(1)))

    def add(self, kind, values):
        number = self.number(_SEQUENCES.get(kind, kind))
        stamp = self.stamp()
        found = {"id": number, "type": KINDS[kind].type, **values, "created": stamp, "modified": stamp}
        for name, field in KINDS[kind].fields.items():
            found.setdefault(name, field.default)
        self.tables[kind][number] = found
        for role_field in KINDS[kind].roles:
            role = self.number("roles")
            self.roles[role] = {
                "id": role,
                "role_field": role_field,
                "kind": kind,
                "object": number,
                "users": [],
                "teams": [],
            }
        return found

    def change(self, found, values):
        found.update(values)
        found["modified"] = self.stamp()

    def delete(self, kind, found):
        """Take an object away, with what cannot be without it (on_delete of the models)."""
        number = found["id"]
        if self.tables[kind].pop(number, None) is None:
            return
        names = {kind, *(united for united, kinds in UNITED.items() if kind in kinds)}
        for other_kind, other in [(each, one) for each, table in self.tables.items() for one in list(table.values())]:
            for name, field in KINDS[other_kind].fields.items():
                if isinstance(field, Link) and field.kind in names and other.get(name) == number:
                    if field.cascade:
                        self.delete(other_kind, other)
                    else:
                        other[name] = None
        for (owner_kind, owner, _name), (target, numbers) in list(self.attached.items()):
            if target == kind and number in numbers:
                numbers.remove(number)
            if (owner_kind, owner) == (kind, number):
                del self.attached[(owner_kind, owner, _name)]
        self.roles = {
            key: role for key, role in self.roles.items() if (role["kind"], role["object"]) != (kind, number)
        }
        for role in self.roles.values():
            if kind in {"users", "teams"} and number in role[kind]:
                role[kind].remove(number)
        if kind == "workflow_job_template_nodes":  # an approval is its node's (signals.py: delete_approval_templates)
            approval = self.tables["workflow_approval_templates"].get(found["unified_job_template"])
            if approval:
                self.delete("workflow_approval_templates", approval)

    def attachments(self, kind, number, name, target=None):
        """The ids of what is attached to an object under a name, in their order."""
        if target is None:
            return self.attached.get((kind, number, name), (None, []))[1]
        return self.attached.setdefault((kind, number, name), (target, []))[1]

    def object_roles(self, kind, number):
        return [role for role in self.roles.values() if (role["kind"], role["object"]) == (kind, number)]

    # -- rules for all -------------------------------------------------------------------------------------------

    def unique(self, kind, values, old=None):
        """Refuse what is there already. A missing part makes no duplicate, but of templates (validate_unique)."""
        for names in KINDS[kind].unique:
            wanted = {name: values.get(name) for name in names}
            if None in wanted.values() or not self._others(kind, wanted, old):
                continue
            labels = [("Username" if name == "username" else name.replace("_", " ").capitalize()) for name in names]
            said = f"{KINDS[kind].label} with this {_listed(labels)} already exists."
            raise Invalid({names[0] if len(names) == 1 else "__all__": said})
        for names in KINDS[kind].soft_unique:
            wanted = {name: values.get(name) for name in names}
            if self._others(kind, wanted, old):
                said = f"{KINDS[kind].model} with this ({', '.join(names)}) combination already exists."
                raise Invalid({"__all__": said})

    def _others(self, kind, wanted, old):
        return [found for found in self.where(kind, **wanted) if old is None or found["id"] != old["id"]]

    def stored(self, kind):
        """Copies of all objects of a kind, with what is attached to each."""
        result = []
        for found in self.every(kind):
            own = self.kind_of(found)
            shown = copy.deepcopy(found)
            for (owner_kind, owner, name), (_target, numbers) in self.attached.items():
                if (owner_kind, owner) == (own, found["id"]):
                    shown[name] = list(numbers)
            result.append(shown)
        return result


def _listed(words):
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
