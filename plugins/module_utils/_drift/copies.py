# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of files with secrets that anybody on the host may read: private to this collection, may change at any time.

They stand beside the file, under a name that comes from its name, or where this collection keeps its own copies. As
`kept_copies` does, a copy is judged by its own mode and by whether its text names a secret; what cannot be told from
text, such as a keystore, counts as one.
"""

import os
import re
import stat
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._bundle import accounts
from ansible_collections.gir.multidc.plugins.module_utils._bundle.generations import (
    FIRST,
    JOURNAL,
    MANIFEST,
    PENDING,
    PREVIOUS,
)
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference, not_checked
from ansible_collections.gir.multidc.plugins.module_utils._common.regular import read_regular
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_names import SecretNames
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_places import accounts as account_places
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_places import in_lines
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Component, Context, Difference, stamp
from ansible_collections.gir.multidc.plugins.module_utils._drift.looking import lstat, names_in

# Of one host: copies that are opened, and bytes of one.
MOST_OPENED = 500
LONGEST = 1024 * 1024
_OPENED = "opened_copies"
_TOO_MANY = "So many copies there are readable by everybody that not all were opened: remove them."
_READABLE = "readable by everybody (mode %04o, owner %s)"
_EXPECTED = "readable by its owner and group alone"
_REMEDY = "It %s. Remove the copy, or take the right to read it from others."
_WORDS = (
    "bak|back|backup|old|orig|original|save|saved|sav|copy|prev|previous|tmp|sw[nop]|rpm(?:save|orig|new)"
    "|dpkg-(?:old|dist|new|tmp|bak)|ucf-(?:old|dist|new)|[0-9]{6,}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
)
_MARK = re.compile(r"(?:^|[ ._~#(-])(?:%s)(?:$|[0-9 ._~#)T-])" % _WORDS, re.IGNORECASE)
_NUMBER = re.compile(r"[._-]?[0-9]+$|~$")


def is_copy_name(managed: str, name: str) -> bool:
    """Whether a name is that of a copy: application.yaml.bak, .application.yaml.swp, application-2026-11-27.yaml."""
    bare = name.lstrip(".#")
    if name == managed or not bare:
        return False
    if bare.startswith(managed):
        return True
    if bare.endswith(managed):
        before = len(bare) - len(managed)
        return _MARK.search(bare[:before] + " ") is not None
    stem = managed.lstrip(".").partition(".")[0]
    if len(stem) < 3 or not bare.startswith(stem) or ".log" in bare:
        return False
    behind = len(stem)
    rest = bare[behind:]
    return bool(_MARK.search(rest) or _NUMBER.match(rest))


def beside_files(component: Component, context: Context) -> Iterator[Difference]:
    """Copies beside the managed files that hold a secret, and beside the keystore."""
    names = SecretNames(component.get("secret_keys") or [])
    by_directory: Dict[str, Set[str]] = {}
    # Files of which every part is secret, such as accounts with the digests of their passwords.
    whole = {file["path"] for file in component.get("files") or [] if file.get("secret")}
    for file in component.get("files") or []:
        if _is_secret(file, names):
            directory, name = os.path.split(file["path"])
            by_directory.setdefault(directory, set()).add(name)
    keystore = context.request.get("keystore")
    if keystore and keystore.get("component") == component["name"]:
        directory, name = os.path.split(keystore["path"])
        by_directory.setdefault(directory, set()).add(name)
    managed = {file["path"] for one in context.components for file in one.get("files") or []}
    for directory, secret_names in sorted(by_directory.items()):
        entirely = {name for name in secret_names if os.path.join(directory, name) in whole}
        yield from _beside(component["name"], directory, (secret_names, entirely), managed, names, context)


def _is_secret(file: Dict[str, Any], names: SecretNames) -> bool:
    return bool(file.get("secret")) or (not file.get("sha256") and _names_secret(file.get("content") or "", names))


def _names_secret(text: str, names: SecretNames) -> bool:
    return bool(in_lines(names, text) or account_places(text))


def _beside(
    component: str,
    directory: str,
    secret: Tuple[Set[str], Set[str]],
    managed: Set[str],
    names: SecretNames,
    context: Context,
) -> Iterator[Difference]:
    listing = names_in(context.root + directory)
    if listing.problem:
        yield not_checked("beside.read", component, directory, "It %s." % listing.problem)
    for name in listing.names:
        path = "%s/%s" % (directory.rstrip("/"), name)
        if path in managed or not any(is_copy_name(one, name) for one in secret[0]):
            continue
        if context.memory.get(_OPENED, 0) >= MOST_OPENED:
            yield not_checked("beside.read", component, directory, _TOO_MANY)
            return
        whole = any(is_copy_name(one, name) for one in secret[1])
        yield from _judged(component, path, names, context, whole=whole)


def _judged(
    component: str,
    path: str,
    names: SecretNames,
    context: Context,
    shown: Optional[str] = None,
    whole: bool = False,
) -> Iterator[Difference]:
    """One copy. `shown`: what is named instead of it. `whole`: every part of what it is a copy of is secret."""
    real = context.root + path
    try:
        status = lstat(real)
        if status is None or not stat.S_ISREG(status.st_mode) or not status.st_mode & stat.S_IROTH:
            return
        holds = _holds_secret(real, names, context, whole)
    except OSError as error:
        yield not_checked("beside.read", component, path, "It cannot be looked at: %s." % error.strerror)
        return
    if holds:
        owner = accounts.user_name(status.st_uid)
        yield difference(
            "beside.secret_copy",
            component,
            shown or path,
            expected=_EXPECTED,
            actual=_READABLE % (stat.S_IMODE(status.st_mode), owner),
            reason=_REMEDY % holds,
            since=stamp(status.st_mtime),
            changed_by=owner,
        )


def _holds_secret(real: str, names: SecretNames, context: Context, whole: bool) -> str:
    """Why a file counts as one with secrets; empty when it has none."""
    context.memory[_OPENED] = context.memory.get(_OPENED, 0) + 1
    if os.lstat(real).st_size > LONGEST:
        return "is larger than %d bytes, so that nobody looked for secrets in it" % LONGEST
    content = read_regular(real, LONGEST)
    if b"\0" in content:
        return "is no text, so that nobody knows what secrets it holds"
    return "holds secrets" if (whole and content) or _names_secret(content.decode("utf-8", "replace"), names) else ""


# -- what this collection keeps itself -------------------------------------------------------------------------------


def kept(component: Component, context: Context) -> Iterator[Difference]:
    """The copies that config_bundle keeps: each first version for itself, a generation as a whole.

    How many there are stands in the answer, whoever may read them.
    """
    directory = component.get("kept_directory")
    if not directory:
        return
    names = SecretNames(component.get("secret_keys") or [])
    for generation in (FIRST, PENDING, PREVIOUS):
        place = "%s/%s" % (directory, generation)
        is_closed, listing = _generation(context.root + place)
        if listing:
            context.answers.setdefault("kept", {})[place] = len(listing)
        if is_closed and generation != FIRST:
            continue
        shown = None if generation == FIRST else place
        for name in listing[:MOST_OPENED]:
            found = list(_judged(component["name"], "%s/%s" % (place, name), names, context, shown))
            yield from found
            if found and generation != FIRST:
                break


def _generation(real: str) -> Tuple[bool, List[str]]:
    """(whether others cannot look into it, its files)."""
    try:
        status = lstat(real)
    except OSError:
        # The account of this call is one of the others.
        return True, []
    if status is None or not stat.S_ISDIR(status.st_mode):
        return True, []
    listing = names_in(real)
    files = [name for name in listing.names if name not in (MANIFEST, JOURNAL)]
    return not status.st_mode & stat.S_IXOTH, files
