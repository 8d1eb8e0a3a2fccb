# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules rcs_keystore_info and rcs_keystore_sync: private to this collection, may change at any time."""

import base64
import binascii
import grp
import os
import pwd
import re
import stat

from ansible_collections.gir.multidc.plugins.module_utils import _keystore_read as keystore
from ansible_collections.gir.multidc.plugins.module_utils import _keystore_sync as sync
from ansible_collections.gir.multidc.plugins.module_utils._keystore_read import KeystoreError


def _name(function, number):
    try:
        return function(number)[0]
    except KeyError:
        return str(number)


def info(module):
    """Facts about one keystore file."""
    path = module.params["path"]
    result = {"changed": False, "path": path, "exists": False}
    try:
        data = sync.load(os.path.realpath(path))
        if data is not None:
            store = keystore.read(data, module.params["password"], path)
            status = os.stat(path)
            result.update(
                exists=True,
                type=store.type,
                sha256=store.sha256,
                size=store.size,
                mtime=int(status.st_mtime),
                owner=_name(pwd.getpwuid, status.st_uid),
                group=_name(grp.getgrgid, status.st_gid),
                mode="%04o" % stat.S_IMODE(status.st_mode),
                entries=store.entries,
            )
    except KeystoreError as exc:
        module.fail_json(msg=str(exc), path=path)
    module.exit_json(**result)


def synchronise(module):
    """Compare, decide, and only then write."""
    params = module.params
    ownership, problems = _ownership(params)
    problems += _option_problems(params)
    if problems:
        module.fail_json(msg=" ".join(problems), problems=problems)
    path = params["path"]
    try:
        source = sync.parse_source(_content(params), params["password"])
        target = sync.Target(path)
        lost, refusal = sync.decide(target, source, params["accept_loss"])
        if refusal:
            module.fail_json(
                msg=refusal,
                path=path,
                sha256=target.sha256,
                source_sha256=source.sha256,
                missing=sync.missing(target, source),
            )
        content = target.sha256 != source.sha256
        attributes = not content and ownership.differs(target.path)
        backup = None
        if content and not module.check_mode:
            backup = sync.replace(target, source, ownership, params["keep"], _labeller(module))
        elif attributes and not module.check_mode:
            _fix(target.path, ownership)
    except KeystoreError as exc:
        module.fail_json(msg=str(exc), path=path)
    module.exit_json(
        changed=content or attributes,
        path=path,
        type=source.type,
        sha256=source.sha256,
        previous_sha256=target.sha256,
        added=_added(target, source),
        lost=[{name: entry[name] for name in ("alias", "kind", "fingerprint")} for entry in lost],
        backup_file=backup,
        diff={
            "before": sync.lines(target.store, target.data),
            "after": sync.lines(source, source.data),
            "before_header": path,
            "after_header": path,
        },
    )


def _content(params):
    if params["content"] is None:
        raise KeystoreError("The source keystore did not arrive; give source_host, and run the task through ansible.")
    try:
        return base64.b64decode(params["content"], validate=True)
    except (binascii.Error, ValueError) as exc:
        raise KeystoreError("content is not valid base64.") from exc


def _option_problems(params):
    found = []
    if not os.path.isabs(params["path"]):
        found.append("path is '%s'; give an absolute path." % params["path"])
    elif os.path.isdir(params["path"]):
        found.append("path is '%s', a directory; give the keystore file." % params["path"])
    elif not os.path.isdir(os.path.dirname(os.path.realpath(params["path"]))):
        found.append("the directory of '%s' does not exist on this host; install RCS first." % params["path"])
    if params["keep"] < 0:
        found.append("keep is %d; it must not be negative." % params["keep"])
    for number, item in enumerate(params["accept_loss"]):
        if len(sync.normal_fingerprint(item["fingerprint"])) != 64:
            found.append(
                "accept_loss[%d].fingerprint of '%s' is not a SHA-256 fingerprint of 64 hexadecimal digits."
                % (number, item["alias"])
            )
    return found


def _ownership(params):
    found, problems = sync.Ownership(), []
    for option, attribute, lookup in (("owner", "uid", pwd.getpwnam), ("group", "gid", grp.getgrnam)):
        value = params[option]
        if value is None:
            continue
        if re.match(r"^[0-9]{1,9}$", value):
            setattr(found, attribute, int(value))
            continue
        try:
            setattr(found, attribute, lookup(value)[2])
        except KeyError:
            problems.append("%s '%s' does not exist on this host." % (option, value))
    if params["mode"] is not None:
        if re.match(r"^0?[0-7]{3}$", params["mode"]):
            found.mode = int(params["mode"], 8)
        else:
            problems.append("mode is '%s'; write it as a quoted octal number such as '0600'." % params["mode"])
    return found, problems


def _fix(path, ownership):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        ownership.apply(descriptor, os.fstat(descriptor))
    except OSError as exc:
        raise KeystoreError("owner, group or mode of %s cannot be set: %s." % (path, exc.strerror)) from exc
    finally:
        os.close(descriptor)


def _labeller(module):
    """Gives the new file the SELinux label of the one that it replaces."""

    def label(fresh, path):
        if module.selinux_enabled():
            context = module.selinux_context(path) if os.path.exists(path) else module.selinux_default_context(path)
            module.set_context_if_different(fresh, context, False)

    return label


def _added(target, source):
    """Entries that the target gains; empty when the types do not show them."""
    if source.entries is None or (target.data and (target.store is None or target.store.entries is None)):
        return []
    known = target.store.identities() if target.store else set()
    return [
        {name: entry[name] for name in ("alias", "kind", "fingerprint")}
        for entry in source.entries
        if (entry["alias"], entry["kind"], entry["fingerprint"]) not in known
    ]
