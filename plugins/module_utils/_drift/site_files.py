# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Further files that a web server reads beside ours: private to this collection, may change at any time.

A file that only says what changes nothing for the storage is harmless, and so is what the distribution brings, as long
as it is not about the storage. All others are told, with what they do.
"""

import os
import re
import stat
from typing import Iterable, Iterator, List, Set, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._bundle import accounts
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference, not_checked
from ansible_collections.gir.multidc.plugins.module_utils._common.regular import kind, read_regular
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Component, Context, Difference, stamp
from ansible_collections.gir.multidc.plugins.module_utils._drift.looking import lstat, names_in

MOST_READ = 500
_LONGEST = 512 * 1024

# What Debian and Red Hat put there. Files of the same name that are about the storage are told all the same.
SHIPPED = {
    "Debian": "000-default charset default-ssl javascript-common localized-error-pages other-vhosts-access-log security"
    " serve-cgi-bin",
    "RedHat": "autoindex fcgid manual perl php squid ssl userdir welcome",
}
_SHIPPED_NAMES = {"%s.conf" % name for names in SHIPPED.values() for name in names.split()}
# What changes nothing of who may read or write where.
_HARMLESS_WORDS = (
    "addcharset adddefaultcharset customlog define errorlog errorlogformat extendedstatus fileetag "
    "hostnamelookups keepalive keepalivetimeout logformat loglevel maxconnectionsperchild maxkeepaliverequests "
    "maxrequestworkers maxspareservers maxsparethreads minspareservers minsparethreads serveradmin serverlimit "
    "serversignature servertokens startservers threadlimit threadsperchild traceenable undefine"
)
_HARMLESS = set(_HARMLESS_WORDS.split())
_CONTAINERS_WITHOUT_MEANING = {"ifmodule", "ifdefine", "ifversion", "iffile"}
# Directive -> what it does, in the order in which it is told.
_DOES = (
    ("dav", "switches WebDAV on or off"),
    ("require satisfy allow order deny requireany requireall", "says who may access something"),
    ("alias aliasmatch scriptalias documentroot userdir", "gives addresses to directories"),
    ("authuserfile authtype authbasicprovider authname", "says where accounts are"),
    ("location locationmatch", "holds for addresses, over what directories say"),
    ("directory directorymatch files filesmatch", "holds for directories or files"),
    ("virtualhost servername serveralias", "answers for a site of its own"),
    ("listen", "opens a port"),
    ("proxypass proxypassmatch rewriterule redirect redirectmatch", "sends requests elsewhere"),
    ("include includeoptional", "reads further files"),
    ("loadmodule", "loads a module"),
    ("limitrequestbody requestreadtimeout timeout limitxmlrequestbody", "bounds uploads"),
)
_OPEN = re.compile(r"^(?:require\s+all\s+granted|allow\s+from\s+all|satisfy\s+any)\b", re.IGNORECASE)
_DAV_ON = re.compile(r"^dav\s+(?!off\b)", re.IGNORECASE)
_OF_STORAGE = re.compile(r"^(?:alias\s+(?P<address>\S+)\s+|<directory\s+)(?P<path>\"[^\"]+\"|[^\s>]+)", re.IGNORECASE)
Lines = List[str]


def observe(component: Component, context: Context) -> Iterator[Difference]:
    """Every directory of the component from which the service reads every file."""
    places = (component.get("beside") or {}).get("site_directories") or []
    read = 0
    storage = _storage(component)
    for place in places:
        directory, ours = place["path"], set(place.get("ours") or [])
        endings = {os.path.splitext(path)[1] for path in ours if os.path.dirname(path) == directory} or {".conf"}
        listing = names_in(context.root + directory)
        if listing.problem:
            yield not_checked("beside.read", component["name"], directory, "It %s." % listing.problem)
        for name in listing.names:
            path = "%s/%s" % (directory.rstrip("/"), name)
            if path in ours or os.path.splitext(name)[1] not in endings:
                continue
            read += 1
            if read > MOST_READ:
                reason = "It has more than %d further files, and no more were read: tidy it up." % MOST_READ
                yield not_checked("beside.read", component["name"], directory, reason)
                return
            yield from _judged(component["name"], path, storage, context)


def _storage(component: Component) -> Set[str]:
    """The directories and addresses that our own files are about."""
    found: Set[str] = set()
    for file in component.get("files") or []:
        if os.path.splitext(file["path"])[1] != ".conf":
            continue
        for line in directives((file.get("content") or "").encode("utf-8", "replace")):
            match = _OF_STORAGE.match(line)
            if match:
                found.add(match.group("path").strip('"').rstrip("/"))
    return {path for path in found if path}


def _judged(component: str, path: str, storage: Set[str], context: Context) -> Iterator[Difference]:
    real = context.root + path
    try:
        status = lstat(real)
    except OSError as error:
        yield not_checked("beside.read", component, path, "It cannot be looked at: %s." % error.strerror)
        return
    if status is None:
        return
    try:
        lines = directives(read_regular(real, _LONGEST))
    except OSError as error:
        reason = "What it does is not known: %s." % (error.strerror or "it cannot be read")
        if stat.S_ISLNK(status.st_mode) and not os.path.exists(real):
            reason = "It leads nowhere, and httpd may refuse to start with it."
    else:
        name = os.path.basename(path)
        if is_harmless(name, lines, storage):
            if name in _SHIPPED_NAMES:
                told = difference("beside.site_file", component, path, actual=kind(status.st_mode, real))
                context.harmless(told, "The distribution brings it, and it says nothing of the storage.")
            return
        reason = _sentence(lines, storage)
    yield difference(
        "beside.site_file",
        component,
        path,
        actual=kind(status.st_mode, real),
        reason=reason,
        since=stamp(status.st_mtime),
        changed_by=accounts.user_name(status.st_uid),
    )


def directives(content: bytes) -> Lines:
    """The lines that say something, continued ones joined; ends of containers say nothing."""
    text = content.decode("utf-8", "replace").replace("\\\r\n", " ").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith(("#", "</"))]


def is_harmless(name: str, lines: Lines, storage: Set[str]) -> bool:
    """Whether a file changes nothing of the storage."""
    if name in _SHIPPED_NAMES:
        opens_addresses = any(_OPEN.match(line) for line in lines) and "location" in set(map(_word, lines))
        return not (opens_addresses or _about(lines, storage) or any(_DAV_ON.match(line) for line in lines))
    return all(_is_harmless_line(line) for line in lines)


def _is_harmless_line(line: str) -> bool:
    word = _word(line)
    if line.startswith("<"):
        return word in _CONTAINERS_WITHOUT_MEANING
    # A log may be a program.
    return word in _HARMLESS and "|" not in line


def _word(line: str) -> str:
    return re.split(r"[\s>]", line.lstrip("<"), maxsplit=1)[0].lower()


def _about(lines: Iterable[str], storage: Set[str]) -> List[str]:
    return sorted(path for path in storage if any(path in line for line in lines))


def _sentence(lines: Lines, storage: Set[str]) -> str:
    words = set(map(_word, lines))
    does = [text for names, text in _DOES if words & set(names.split())]
    about = _about(lines, storage)
    opening = [line for line in lines if _OPEN.match(line)]
    first: Tuple[str, ...] = ()
    if opening:
        first = ("opens %s to everybody" % (about[0] if about else "something"),)
    elif about:
        first = ("is about the storage %s" % about[0],)
    said = [*first, *does] or ["changes what httpd does"]
    return "It %s. Remove it, or say in gir_drift_ignore why it stands there." % ", ".join(said)
