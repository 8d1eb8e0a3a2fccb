# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules rcs_keystore_info and rcs_keystore_sync on one host: private to this collection, may change at any time.

What a host is asked for comes from the action on the controller, which decides for all hosts together.
"""

import base64
import os
from typing import Any, Dict

from ansible_collections.gir.multidc.plugins.module_utils._bundle import accounts
from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._keystore import sentences
from ansible_collections.gir.multidc.plugins.module_utils._keystore.files import Ownership, Place, load
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError
from ansible_collections.gir.multidc.plugins.module_utils._keystore.view import describe_bytes, view


class KeystoreModule(Module):
    """A module that ends without Ansible's search for secrets in the result.

    It would cut every text that happens to contain the password, aliases and paths too. Nothing here returns it.
    """

    def _return_formatted(self, kwargs):
        # Before all options are read, Ansible's own sentences may hold anything.
        if self.read_all_options:
            self.no_log_values = set()
        super()._return_formatted(kwargs)

    def add_path_info(self, kwargs: Dict[str, Any]) -> Dict[str, Any]:
        """Nothing: Ansible's puts mode and size of a link over those of the file."""
        return kwargs


def info(module):
    """Facts about one keystore file."""
    path = module.params["path"]
    try:
        place = Place(path)
        found = view(place, module.params["password"], True, tolerant=False)
        owed = place.owed(found.get("sha256")) is not None
    except KeystoreError as problem:
        raise Refusal(str(problem), path=path) from problem
    if found.get("unreachable_aliases"):
        module.warn("%s: %s" % (path, sentences.unreachable(found["unreachable_aliases"], found["type"])))
    return dict(found, changed=False, path=path, versions=place.versions(), restart_owed=owed)


def synchronise(module):
    """One step on one host."""
    request = module.params["_request"]
    if request is None:
        raise Refusal("rcs_keystore_sync runs through its action; call it in a task.")
    steps = {"look": _look, "read": _read, "write": _write, "note": _note, "fix": _fix}
    return steps[request["step"]](module, request)


def _look(module, request):
    path = request["path"]
    ownership, problems = _ownership(request)
    if os.path.isdir(path):
        problems.append("path is '%s', a directory; give the keystore file." % path)
    elif not os.path.isdir(os.path.dirname(os.path.realpath(path))):
        problems.append("the directory of '%s' does not exist on this host; install RCS first." % path)
    if problems:
        return {"changed": False, "problems": problems}
    place = Place(path)
    found = view(place, module.params["password"], request["keys"])
    status = place.status()
    found.update(
        problems=[],
        obstacles=place.obstacles(ownership),
        attributes_differ=bool(status) and ownership.differs(status),
        free=place.free_bytes(),
        record=place.record(),
        restart_owed=place.owed(found.get("sha256")) is not None,
        untidy=bool(place.left_over()),
    )
    if request.get("digest"):
        found["kept"] = _kept(module, place, request)
    return dict(found, changed=False)


def _kept(module, place, request):
    """The previous version that is asked for, or what there is instead."""
    digests = [version["sha256"] for version in place.versions()]
    matching = sorted({digest for digest in digests if digest.startswith(request["digest"])})
    if len(matching) != 1:
        return {"digests": digests, "matching": len(matching)}
    data = place.version(matching[0])
    name = "the kept version %s of %s" % (matching[0][:16], place.shown)
    return dict(describe_bytes(data, module.params["password"], request["keys"], name), size=len(data))


def _read(module, request):
    data = load(Place(request["path"]).path)
    content = base64.b64encode(data).decode("ascii") if data is not None else None
    return {"changed": False, "content": content}


def _write(module, request):
    place = Place(request["path"])
    ownership, problems = _ownership(request)
    if problems:
        raise KeystoreError(" ".join(problems))
    if request.get("digest"):
        data = place.version(request["digest"])
        if data is None:
            raise KeystoreError("the kept version %s of %s is gone." % (request["digest"], request["path"]))
    else:
        data = base64.b64decode(module.params["_content"])
    backup = place.replace(request["expected"], data, ownership, request["keep"], request["record"], _labeller(module))
    return {"changed": True, "backup_file": backup}


def _note(module, request):
    Place(request["path"]).note(request["expected"], request["record"])
    return {"changed": True}


def _fix(module, request):
    place = Place(request["path"])
    ownership, problems = _ownership(request)
    if problems:
        raise KeystoreError(" ".join(problems))
    place.fix(ownership)
    if request["record"]:
        place.note(request["expected"], request["record"])
    return {"changed": True}


def _ownership(request):
    found, problems = Ownership(), []
    for option, attribute, lookup in (("owner", "uid", accounts.user_id), ("group", "gid", accounts.group_id)):
        if request[option] is not None:
            number = lookup(request[option])
            setattr(found, attribute, number)
            if number is None:
                problems.append("%s '%s' does not exist on this host." % (option, request[option]))
    if request["mode"] is not None:
        found.mode = int(request["mode"], 8)
    return found, problems


def _labeller(module):
    """Gives the new file the SELinux label of the one that it replaces."""

    def label(fresh, path):
        if module.selinux_enabled():
            context = module.selinux_context(path) if os.path.exists(path) else module.selinux_default_context(path)
            module.set_context_if_different(fresh, context, False)

    return label
