# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables behind a storage's web server that was set up by hand, for example by the vendor's recipe."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .httpd import MAIN_FILES, Configuration, Node, Server, Share
from .live import Live
from .report import Report
from .store import Store
from .trees import Tree

_KINDS = ("voice", "screen")
# What the role writes for every storage in its own way, or what says that everybody may come who has an account.
_COVERED = ("dav", "authtype", "authname", "authuserfile", "authbasicprovider", "allowoverride", "enablesendfile",
            "options", "limitrequestbody", "order", "satisfy", "sethandler", "davdepthinfinity")  # fmt: skip
_OPEN = ("require valid-user", "require all granted", "allow from all")
# Directives whose arguments are shown. Those of others may be a secret, such as the password for LDAP.
_NEVER_SECRET = {
    "allow", "allowoverride", "authtype", "deny", "limit", "limitexcept", "options", "order", "require", "satisfy",
}  # fmt: skip


@dataclass
class Served:
    """What a web server says of the storage. `variables`: of role webdav; `roots`: kind to directory."""

    family: str
    server: Server
    port: int
    tls: bool
    listens: bool
    shares: list[Share]
    roots: dict[str, str]
    variables: Tree


def files_of(live: Live, host: str) -> dict[str, dict[str, str]]:
    """The configuration files of httpd that were read, by platform."""
    found: dict[str, dict[str, str]] = {}
    texts = {path: str(file["content"]) for path, file in live.files.get(host, {}).items()}
    for family, (_main, root) in MAIN_FILES.items():
        own = {path: text for path, text in texts.items() if path.startswith(f"{root}/")}
        if own:
            found[family] = {**own, **{path: text for path, text in texts.items() if path.endswith(".conf")}}
    return found


def read(live: Live, host: str, urls: Mapping[str, str], report: Report) -> Served | None:
    """What the files of a host say of the storage with these addresses; None where they serve it not."""
    for family, texts in files_of(live, host).items():
        configuration = Configuration(texts, *MAIN_FILES[family])
        for sentence in configuration.unclear:
            report.fill_in("webdav_ variables", f"{host}: {sentence}")
        served = _served(family, configuration, urls)
        if served is not None:
            _name_the_rest(host, served, report)
            return served
    return None


def _served(family: str, configuration: Configuration, urls: Mapping[str, str]) -> Served | None:
    paths = {kind: "/" + urlsplit(url).path.strip("/") for kind, url in urls.items()}
    fits = []
    for server in configuration.servers():
        shares = server.shares()
        roots = {kind: _root(shares, path) for kind, path in paths.items()}
        roots = {kind: root for kind, root in roots.items() if root}
        if roots:
            fits.append((server, [share for share in shares if _is_used(share, paths)], roots))
    if not fits:
        return None
    port = _port(urls)
    # The one that answers on the port of the addresses, then one with further kinds of recordings.
    server, shares, roots = max(fits, key=lambda fit: (port in fit[0].ports, len(fit[2])))
    own_port = port if port in server.ports else server.ports[0] if server.ports else 80
    engine = server.one("sslengine")
    return Served(
        family=family,
        server=server,
        port=own_port,
        tls=engine is not None and engine.args[:1] != [] and engine.args[0].lower() == "on",
        listens=own_port in configuration.listens(),
        shares=shares,
        roots=roots,
        variables=_variables(server, shares),
    )


def _port(urls: Mapping[str, str]) -> int:
    parts = urlsplit(next(iter(urls.values())))
    return parts.port or (443 if parts.scheme == "https" else 80)


def _is_used(share: Share, paths: Mapping[str, str]) -> bool:
    return any(_below(share, path) is not None for path in paths.values())


def _below(share: Share, path: str) -> str | None:
    """What stands behind the share's address in a path; None where the path is none of it."""
    if path == share.address:
        return ""
    head = share.address.rstrip("/") + "/"
    return path[len(head) :] if path.startswith(head) else None


def _root(shares: list[Share], path: str) -> str:
    """The directory of an address: that of the longest share, and below it."""
    fits = [share for share in shares if _below(share, path) is not None]
    if not fits:
        return ""
    share = max(fits, key=lambda one: len(one.address))
    return posixpath.normpath(posixpath.join(share.root, _below(share, path) or ""))


def _variables(server: Server, shares: list[Share]) -> Tree:
    """Of the first share that says something: the role writes all of them alike."""

    def one(name: str) -> list[str] | None:
        nodes = (share.one(name) for share in shares)
        node = next((node for node in nodes if node is not None), server.one(name))
        return node.args if node is not None and node.args else None

    def text(name: str) -> str | None:
        args = one(name)
        return args[0] if args else None

    lock, limit, options = text("davlockdb"), text("limitrequestbody"), one("options")
    found: Tree = {
        "webdav_realm": text("authname"),
        "webdav_htpasswd_path": text("authuserfile"),
        "webdav_lock_directory": posixpath.dirname(lock) if lock and lock.startswith("/") else None,
        "webdav_max_upload_size": int(limit) if limit and limit.isascii() and limit.isdigit() else None,
        "webdav_directory_options": [] if options is None or options[0].lower() == "none" else options,
    }
    if server.one("sslengine") is not None:
        found["webdav_tls_certificate"] = text("sslcertificatefile")
        found["webdav_tls_key"] = text("sslcertificatekeyfile")
        found["webdav_tls_chain"] = text("sslcertificatechainfile")
        found["webdav_tls_protocols"] = one("sslprotocol")
    return {name: value for name, value in found.items() if value is not None}


def _name_the_rest(host: str, served: Served, report: Report) -> None:
    """What the role writes otherwise, or not at all, each with its place."""
    for share in served.shares:
        for node in share.nodes:
            if not _is_covered(node):
                shown = node.text() if node.name in _NEVER_SECRET else node.name
                what = f"{node.place} has {shown}, which no variable of the role says"
                report.fill_in("webdav_extra_options", f"{host}: {what}")
    values: dict[str, dict[str, Node]] = {}
    for share in served.shares:
        for name in ("authname", "authuserfile", "options"):
            found = share.one(name)
            if found is not None:
                values.setdefault(name, {})[" ".join(found.args)] = found
    for name, by_value in values.items():
        if len(by_value) > 1:
            places = "; ".join(f"{node.place}: {value}" for value, node in sorted(by_value.items()))
            report.contradict(
                f"{host}: {name} differs between the kinds of recordings ({places}); the role writes one for both."
                " Decide which one it is."
            )


def _is_covered(node: Node) -> bool:
    text = node.text().lower()
    if node.name == "authtype":
        return text == "authtype basic"
    if node.name == "authbasicprovider":
        return text == "authbasicprovider file"
    return node.name in _COVERED or text in _OPEN


def adopt(live: Live, host: str, urls: Mapping[str, str], store: Store, report: Report) -> bool:
    """Whether the files of the host say where its recordings are."""
    served = read(live, host, urls, report)
    if served is None:
        return False
    store.put(host, "webdav_os_family", served.family)
    for name, value in served.variables.items():
        relative = name == "webdav_htpasswd_path"
        store.put(host, name, posixpath.join(MAIN_FILES[served.family][1], value) if relative else value)
    for kind in _KINDS:
        if kind in served.roots:
            store.put(host, f"webdav_{kind}_root", served.roots[kind])
        else:
            report.fill_in(f"webdav_{kind}_root", f"{host}: nothing serves {urls[kind]}; give the directory")
    _port_and_tls(host, served, urls, store)
    _name_changes(host, served, report)
    return True


def _port_and_tls(host: str, served: Served, urls: Mapping[str, str], store: Store) -> None:
    https = urlsplit(next(iter(urls.values()))).scheme == "https"
    if served.tls != https:
        store.put(host, "webdav_terminate_tls", served.tls)
    usual: Any = _port(urls) if served.tls == https else 443 if served.tls else 80
    if served.port != usual:
        store.put(host, "webdav_port", served.port)
    # The role opens ports other than the usual ones itself; a second Listen would keep httpd from starting.
    if served.listens and served.port not in (80, 443):
        store.put(host, "webdav_listen", False)


def _name_changes(host: str, served: Served, report: Report) -> None:
    places = ", ".join(sorted({share.node.place for share in served.shares}))
    report.recognise(f"{host}: the web server of the recordings, from {places}.")
    report.add(
        "drift",
        f"site would write gir-recordings.conf on {host} beside {places}, with the same directories and accounts: take"
        " the old sections out when it is in force.",
    )
