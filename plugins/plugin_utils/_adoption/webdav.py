# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recording storage's web server: the variables behind a configuration that role webdav wrote."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ansible_collections.gir.multidc.plugins.plugin_utils._components.webdav import LAYOUTS

from . import foreign_webdav, tables
from .datacenters import Centers
from .live import Live
from .report import Report
from .store import Store
from .trees import Tree, mapping

_HEALTH = "/.gir-health"
# What the template writes for one kind of recording; the first two are its own, further ones are the user's.
_SHARE = re.compile(
    r'^ {4}Alias "([^"\n]+)" "[^"\n]+"\n {4}<Directory [^\n]*\n.*?^ {4}</Directory>\n'
    r'.*?^ {4}<Location "\1">\n.*?^ {4}</Location>\n',
    re.M | re.S,
)
_KINDS = 2
_OURS = re.compile(r"(?m)^# Recording storage (\S+)$")


def adopt(live: Live, centers: Centers, store: Store, report: Report) -> None:
    for host in live.hosts("webdav"):
        texts = ((family, live.text(host, layout.configuration_file)) for family, layout in LAYOUTS.items())
        family, text = next((pair for pair in texts if pair[1] is not None), (None, None))
        if family is not None:
            store.put(host, "webdav_os_family", family)
        try:
            found = read(text or "")
        except ValueError as error:
            if text is not None and _OURS.search(text):
                report.fill_in("webdav_ variables", f"{host}: gir-recordings.conf has another form: {error}")
            else:
                _by_hand(live, host, centers, store, report, None if text is None else str(error))
            continue
        for name, value in found["variables"].items():
            store.put(host, name, value)
        _place(live, host, found, centers, store)
        _users(live, host, store, report)
        report.recognise(f"{host}: gir-recordings.conf of storage {found['storage']}.")


def _by_hand(live: Live, host: str, centers: Centers, store: Store, report: Report, error: str | None) -> None:
    """A web server that somebody set up, as far as its files say so. `error`: why our own file is none."""
    for sentence in live.unreadable.get(host, []):
        report.fill_in("webdav_ variables", f"{host}: {sentence}, so that nothing of it was taken over")
    pair = _addresses(centers, live.center_of(host) or "", store, host)
    if pair is not None and foreign_webdav.adopt(live, host, pair, store, report):
        _users(live, host, store, report)
        return
    if error is not None:
        report.fill_in("webdav_ variables", f"{host}: gir-recordings.conf has another form: {error}")
        return
    what = "no file of Apache httpd that was read serves the storage's addresses"
    report.fill_in(
        "webdav_ variables", f"{host} has no gir-recordings.conf, and {what}; site would write its own configuration"
    )


def _addresses(centers: Centers, storage: str, store: Store, host: str) -> dict[str, str] | None:
    """The addresses of a storage by kind, where they are known."""
    pair = centers.get(storage, {}).get("storage")
    if not isinstance(pair, dict):
        pair = store.value(host, "gir_central_storage")
    found = {kind: mapping(pair).get(f"{kind}_url") for kind in ("voice", "screen")}
    known = {kind: url for kind, url in found.items() if isinstance(url, str)}
    return known if len(known) == len(found) else None


def read(text: str) -> Tree:
    """What a rendered configuration says; ValueError where it is none."""
    storage = _OURS.search(text)
    host = re.search(r"(?ms)^<VirtualHost \*:(\d+)>\n(.*)^</VirtualHost>", text)
    if not storage or not host:
        raise ValueError("it was not written by this collection")
    body, behind = _parts(host.group(2))

    def one(pattern: str) -> str | None:
        match = re.search(r"(?m)^\s*" + pattern + r"\s*$", body)
        return match.group(1) if match else None

    aliases = _aliases(body)
    health = _probes(aliases)
    limit, protocols, options = one(r"LimitRequestBody (\d+)"), one(r"SSLProtocol (.+)"), one(r"Options (.+)")
    return {
        "storage": storage.group(1),
        "port": int(host.group(1)),
        "listen": "<IfDefine !GIR_RECORDINGS_LISTEN>" in text[: host.start()],
        "tls": one(r"(SSLEngine On)") is not None,
        "roots": {address: root for address, root in aliases.items() if not root.endswith(_HEALTH)},
        "variables": {
            "webdav_realm": one(r'AuthName "(.*)"'),
            "webdav_htpasswd_path": one(r'AuthUserFile "(.*)"'),
            "webdav_health_path": health,
            "webdav_lock_directory": one(r'DavLockDB "(.*)/lockdb"'),
            "webdav_max_upload_size": int(limit) if limit else None,
            "webdav_tls_certificate": one(r'SSLCertificateFile "(.*)"'),
            "webdav_tls_key": one(r'SSLCertificateKeyFile "(.*)"'),
            "webdav_tls_chain": one(r'SSLCertificateChainFile "(.*)"'),
            "webdav_tls_protocols": protocols.split() if protocols else None,
            "webdav_directory_options": [] if options in (None, "None") else options.split(),
            "webdav_extra_options": _lines(behind),
        },
    }


def _parts(body: str) -> tuple[str, str]:
    """The template's own part of the virtual host, and what stands behind it, which came from the user."""
    shares = list(_SHARE.finditer(body))[:_KINDS]
    if len(shares) < _KINDS:
        raise ValueError("it does not serve both kinds of recordings")
    own, behind = body[: shares[-1].end()], body[shares[-1].end() :]
    health = _probes(_aliases(own))
    if health is not None:
        section = rf'^ {{4}}<Location "{re.escape(health)}">\n.*?^ {{4}}</Location>\n'
        behind = re.sub(section, "", behind, count=1, flags=re.M | re.S)
    return own, behind


def _aliases(text: str) -> dict[str, str]:
    return dict(re.findall(r'(?m)^\s*Alias "([^"]+)" "([^"]+)"$', text))


def _probes(aliases: dict[str, str]) -> str | None:
    """Where a load balancer asks."""
    return next((address.rpartition("/")[0] for address, root in aliases.items() if root.endswith(_HEALTH)), None)


def _lines(text: str) -> list[str]:
    """Without the indentation that the template gives them."""
    return [line[4:] if line.startswith("    ") else line for line in text.split("\n") if line.strip()]


def _place(live: Live, host: str, found: Tree, centers: Centers, store: Store) -> None:
    """Port, TLS and directories, in so far as they do not follow from the storage's addresses."""
    center = live.center_of(host)
    own = centers.get(center or "", {}).get("storage")
    if found["storage"] != ("central" if own == "central" else center):
        store.put(host, "webdav_storage", found["storage"])
    pair = _addresses(centers, found["storage"], store, host)
    if pair is None:
        return
    for kind, url in pair.items():
        address = "/" + urlsplit(url).path.strip("/")
        if address in found["roots"]:
            root = found["roots"][address]
            store.put(host, f"webdav_{kind}_root", root.rstrip("/") if address == "/" else root)
    parts = urlsplit(pair["voice"])
    https = parts.scheme == "https"
    if found["tls"] != https:
        store.put(host, "webdav_terminate_tls", found["tls"])
    usual = (parts.port or (443 if https else 80)) if found["tls"] == https else (443 if found["tls"] else 80)
    if found["port"] != usual:
        store.put(host, "webdav_port", found["port"])
    if found["listen"] != (found["port"] not in (80, 443)):
        store.put(host, "webdav_listen", found["listen"])


def _users(live: Live, host: str, store: Store, report: Report) -> None:
    path = store.value(host, "webdav_htpasswd_path", tables.default_of("webdav_htpasswd_path")[1])
    text = live.text(host, path)
    if text is None:
        report.fill_in("webdav_htpasswd_path", f"{host}: {path} was not read; give it in the seed")
        return
    users = [line.partition(":")[0] for line in text.splitlines() if ":" in line]
    accounts = [*mapping(store.value(host, "gir_storage_credentials")).values()]
    accounts += store.value(host, "webdav_extra_users") or []
    known = {mapping(account).get("username") for account in accounts}
    for user in users:
        if user not in known:
            report.fill_in(
                "webdav_extra_users", f"{host}: {user} has an account; only the hash of its password is known"
            )
