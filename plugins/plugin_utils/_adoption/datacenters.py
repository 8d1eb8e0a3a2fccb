# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The map of data centers, from what each place says of itself."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Pair
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import rows
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import PLACEMENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.urls import plain_host

from .components import ComponentFile, Found
from .live import Live
from .profiles import Profile
from .report import Report
from .rws_state import RwsState
from .store import Store
from .trees import Tree, mapping
from .voices import agreed, disagree, majority

Centers = dict[str, Tree]
Pairs = list[tuple[str, Any]]

REQUIRED = ("role", "site_name", "node_path", "jurisdiction", "rws_url", "processor_url", "rcs_url")
_API = "/api/v2"


class Map:
    """`centers`: {name: what goes into gir_datacenters}."""

    def __init__(self, live: Live, found: Found, profiles: list[Profile], store: Store, report: Report) -> None:
        self.live, self.found, self.profiles, self.store, self.report = live, found, profiles, store, report
        self.rws = RwsState(live.rws, profiles, report)
        self.given: Centers = live.centers_of_seed(report)
        self.centers: Centers = {name: {} for name in live.centers}
        self.active: str | None = None
        self.credentials: dict[str, Tree] = {}
        self.central: Tree | None = None
        self.by_center: dict[str, list[Profile]] = {name: [] for name in live.centers}

    def build(self) -> Centers:
        self._places()
        self._roles()
        self._modes()
        self._storages()
        self._locations()
        self._addresses()
        self._receivers()
        self._jurisdictions()
        for name, center in self.centers.items():
            for key, value in self.given.get(name, {}).items():
                if center.get(key) is None:
                    center[key] = value
                elif center[key] != value and key != "geo_locations":
                    self.report.contradict(
                        f"gir_datacenters.{name}.{key} is {value} in the seed, but {center[key]} in the live system, "
                        "which was taken."
                    )
            for key in REQUIRED:
                if center.get(key) is None:
                    word = _WORD.get(key)
                    differs = word is not None and bool(self.words(name, word))
                    self.report.fill_in(f"gir_datacenters.{name}.{key}", _DIFFERS if differs else _WHY[key])
        return {name: _ordered(center) for name, center in self.centers.items()}

    def _files(self, center: str, word: str) -> list[ComponentFile]:
        """The files in a data center that have an option."""
        files = self.found.values()
        return [file for file in files if word in file.words and self.live.center_of(file.host) == center]

    def words(self, center: str, word: str) -> Pairs:
        """(host, value) of one option in a data center."""
        return [(file.host, file.words[word]) for file in self._files(center, word)]

    def _one(self, center: str, word: str, what: str, key: str) -> Any:
        """What the nodes of a data center say, for a key of its map."""
        told = self.words(center, word)
        value, others = majority(told, self.given.get(center, {}).get(key))
        if others:
            where = f"gir_datacenters.{center}.{key}"
            remedy = f"Find out which one is right; without a majority {where} of the seed decides."
            disagree(self.report, f"{what} of {center}", told, value, remedy)
        return value

    def _places(self) -> None:
        for name, center in self.centers.items():
            center["site_name"] = self._one(name, "site_name", "siteName", "site_name")
            center["node_path"] = self._one(name, "node_path", "nodePath", "node_path")
            url = self._one(name, "external_api_url", "externalApiUrlV2", "rws_url")
            if isinstance(url, str) and url.rstrip("/").endswith(_API):
                center["rws_url"] = url.rstrip("/")[: -len(_API)]
            else:
                center["rws_url"] = self._one(name, "rws_url", "The address of RWS", "rws_url")
        everyone = [pair for name in self.centers for pair in self.words(name, "eservices_site")]
        wanted = self.live.everyone.get("gir_active_datacenter")
        site, others = majority(everyone, self.centers.get(str(wanted), {}).get("site_name"))
        if others:
            remedy = "Find out which data center is active before anything else: site would write one for all nodes."
            disagree(self.report, "eServicesSite", everyone, site, remedy)
        if others and site is None:
            self.report.fill_in("gir_active_datacenter", "as many nodes say one eServicesSite as say another")
        for name, center in self.centers.items():
            if site is not None and center["site_name"] == site:
                self.active = name
        if site is not None and self.active is None:
            self.report.contradict(f"eServicesSite is {site}, which is the siteName of no data center.")

    def _roles(self) -> None:
        """The sync node stands in the primary; the backup is the other one where recordings are processed."""
        sync = [host for host in self.live.hosts("rws") if self._says(host, "sync_node") is True]
        given = {str(value.get("role")): name for name, value in self.given.items()}
        homes = {self.live.center_of(host) for host in sync}
        if len(sync) > 1:
            sync = self._one_sync_node(sync)
        primary = self.live.center_of(sync[0]) if sync else given.get("primary")
        if primary is None and len(homes) == 1:
            primary = next(iter(homes))
        groups = self.live.groups
        of_pair = [groups.get(group, []) for group, placement in PLACEMENTS.items() if isinstance(placement, Pair)]
        pair = [name for name in self.centers for hosts in of_pair if set(hosts) & set(groups[name])]
        pair += [
            name for name in self.centers if "backup" in [mode for _host, mode in self.words(name, "processing_mode")]
        ]
        others = [name for name in self.centers if name != primary]
        candidates = [name for name in others if name in pair] or ([given["backup"]] if "backup" in given else others)
        if primary is None:
            self.report.fill_in(
                "gir_datacenters.<name>.role", "no RWS node is the sync node, so nothing says which is the primary"
            )
            return
        backup = candidates[0] if len(candidates) == 1 else None
        if backup is None:
            self.report.fill_in("gir_datacenters.<name>.role", f"{', '.join(others)} could each be the backup")
        for name, center in self.centers.items():
            center["role"] = "primary" if name == primary else "backup" if name == backup else None
            if center["role"] is None and backup is not None:
                center["role"] = "recording"
        if sync and sync[0] != self.live.hosts("rws", primary)[0]:
            self.store.put(sync[0], "rws_sync_node", True)
        if self.active is not None and self.active != primary:
            self.store.all("gir_active_datacenter", self.active)

    def _one_sync_node(self, sync: list[str]) -> list[str]:
        """The one that the seed names; none where it does not, whatever their order."""
        taken = [host for host in sync if self.live.given(host, "rws_sync_node") is True]
        self.report.contradict(
            f"syncNode is true on {', '.join(sorted(sync))}; it is true on one node only. Decide which one it is, and"
            " give rws_sync_node: true for that host in the seed."
        )
        if len(taken) != 1:
            self.report.fill_in("rws_sync_node", f"{', '.join(sorted(sync))} are sync nodes, and one may be")
        for host in sync:
            self.store.drop(host, "rws_sync_node")
        return taken if len(taken) == 1 else []

    def _modes(self) -> None:
        """A processor says with its mode which data center is active, as RWS does with its site."""
        active = self.active
        for name, center in self.centers.items():
            if active is None or center.get("role") not in ("primary", "backup"):
                continue
            wanted = "active" if name == active else "backup"
            for host, mode in self.words(name, "processing_mode"):
                said = str(mode).strip().lower()
                if said in ("active", "backup") and said != wanted:
                    self.report.contradict(
                        f"{host} in {name} has the mode {said}, but the RWS nodes say that {active} is active. Find out"
                        f" which data center is active: site would set the mode {wanted}."
                    )

    def _says(self, host: str, word: str) -> Any:
        file = self.found.get(("rws", host))
        return file.words.get(word) if file else None

    def _storages(self) -> None:
        """Own where one data center uses it and serves it; central where it is shared or served by none of them."""
        stored = {name: self.rws.storages(center.get("node_path")) for name, center in self.centers.items()}
        for name, center in self.centers.items():
            pair = stored[name]
            if pair is None:
                continue
            shared = [other for other, value in stored.items() if value and value["urls"] == pair["urls"]]
            if len(shared) == 1 and self.live.hosts("webdav", name):
                center["storage"] = dict(pair["urls"])
                where = name
            elif self.central in (None, pair["urls"]):
                self.central = pair["urls"]
                center["storage"] = where = "central"
            else:
                center["storage"] = dict(pair["urls"])
                where = name
            self.credentials.setdefault(where, {}).setdefault("username", pair["username"])
        self._passwords()

    def _passwords(self) -> None:
        seed = mapping(self.live.everyone.get("gir_storage_credentials"))
        for name, account in self.credentials.items():
            urls: Any = self.central if name == "central" else self.centers[name]["storage"]
            users = [
                center
                for center, value in self.centers.items()
                if center == name or (name == "central" and value.get("storage") == "central")
            ]
            accounts: Pairs = [
                (profile.name, profile.account("storage_authorization"))
                for profile in self.profiles
                if profile.words.get("storage", "").rstrip("/") == urls["voice_url"]
            ]
            for center in users:
                for file in self._files(center, "webdav_username"):
                    accounts.append((file.host, (file.words["webdav_username"], file.words.get("webdav_password"))))
            told = [(who, pair[1]) for who, pair in accounts if pair[0] == account["username"]]
            given = mapping(seed.get(name))
            value, others = majority(told, given.get("password"))
            if others:
                remedy = "Site would write one to htpasswd and everywhere else: find out first which one is right."
                disagree(self.report, f"The password of storage {name}", told, value, remedy, secret=True)
            account["password"] = value if value is not None else given.get("password")
            if account["password"] is None:
                reason = "neither an IVR Profile nor a Muxer holds it" if not others else _DIFFERS
                self.report.fill_in(f"gir_storage_credentials.{name}.password", reason)
        if self.credentials:
            kept = {name: account for name, account in seed.items() if self._unknown(name)}
            self.store.all("gir_storage_credentials", {**kept, **self.credentials})

    def _unknown(self, storage: str) -> bool:
        """Whether nothing that was read says anything of a storage, so that the seed does."""
        center = self.centers.get(storage, {})
        return center.get("storage") is None and (storage != "central" or self.central is None)

    def _locations(self) -> None:
        """The data center of each geo-location: by storage, by processor, or because no other one is left."""
        by_center = self.by_center
        open_profiles = []
        for profile in self.profiles:
            if profile.geo is None:
                continue
            place = self._by_storage(profile) or self._by_processor(profile) or self._by_seed(profile)
            if place is None:
                open_profiles.append(profile)
            else:
                by_center[place].append(profile)
        left = [name for name in self.centers if not by_center[name] and self.live.hosts("mcp", name)]
        for profile in open_profiles:
            if len(left) == 1:
                by_center[left[0]].append(profile)
                self.report.infer(
                    f"gir_datacenters.{left[0]}.geo_locations", f"no other data center is left for {profile.geo}"
                )
            else:
                self.report.fill_in("geo_locations of gir_datacenters", f"nothing says where {profile.geo} is recorded")
        for name, center in self.centers.items():
            if self.profiles:
                center["geo_locations"] = [profile.geo for profile in by_center[name]]

    def _by_storage(self, profile: Profile) -> str | None:
        url = profile.words.get("storage", "").rstrip("/")
        own = [
            n
            for n, c in self.centers.items()
            if isinstance(c.get("storage"), dict) and c["storage"]["voice_url"] == url
        ]
        return own[0] if len(own) == 1 else None

    def _by_processor(self, profile: Profile) -> str | None:
        parts = urlsplit(profile.processor or "")
        fits = set()
        for (_name, host), file in self.found.items():
            port = file.words.get("port")
            at_port = port is None or parts.port is None or str(port) == str(parts.port)
            if _processes(file) and plain_host(parts.hostname or "") in self._addresses_of(host) and at_port:
                fits.add(self.live.center_of(host))
        return fits.pop() if len(fits) == 1 else None

    def _addresses_of(self, host: str) -> set[str]:
        return {
            plain_host(str(name))
            for name in (host, self.live.given(host, "gir_address"), self.live.given(host, "ansible_host"))
            if name
        }

    def _by_seed(self, profile: Profile) -> str | None:
        fits = [
            n
            for n, v in self.given.items()
            if isinstance(v.get("geo_locations"), list) and profile.geo in v["geo_locations"]
        ]
        return fits[0] if fits and fits[0] in self.centers else None

    def _addresses(self) -> None:
        for name, center in self.centers.items():
            told = [(profile.name, profile.processor) for profile in self.by_center[name]]
            url, others = majority(told, self.given.get(name, {}).get("processor_url"))
            if others:
                disagree(self.report, f"The processor of {name}", told, url, "Find out which one serves it.")
            if url is None and name == self.active:
                url = next((profile.processor for profile in self.profiles if profile.geo is None), None)
            center["processor_url"] = url
            told = self.words(name, "rcs_url")
            url, others = majority(told, self.given.get(name, {}).get("rcs_url"))
            if others:
                disagree(self.report, f"The RCS address of {name}", told, url, "Find out which one serves it.")
            center["rcs_url"] = url if url is not None else self.rws.decryption().get(str(center.get("node_path")))

    def _receivers(self) -> None:
        """The live system knows one Interaction Receiver: the active data center's."""
        told = self.rws.receivers("uri-prefix")
        told += [
            (f"IVR Profile {profile.name}", profile.words.get("interaction_receiver")) for profile in self.profiles
        ]
        url, others = majority(told)
        if others:
            remedy = "Find out which one the active data center uses."
            disagree(self.report, "The address of the Interaction Receiver", told, url, remedy)
        told, remedy = self.rws.receivers("userName"), "Find out which account it has."
        own = self.live.everyone.get("gir_interaction_receiver_username")
        username = agreed(self.report, "The user name of the Interaction Receiver", told, remedy, own)
        if username is not None:
            self.store.all("gir_interaction_receiver_username", username)
        for name, center in self.centers.items():
            if center.get("role") not in ("primary", "backup") or url is None:
                continue
            given = self.given.get(name, {}).get("interaction_receiver_url")
            if name == self.active:
                center["interaction_receiver_url"] = url
            elif given is None:
                center["interaction_receiver_url"] = url
                self.report.fill_in(
                    f"gir_datacenters.{name}.interaction_receiver_url",
                    "the live system knows the one of the active data center only, which stands there for now; give "
                    f"the Interaction Receiver of {name} before any failover",
                )

    def _jurisdictions(self) -> None:
        for name, center in self.centers.items():
            given = self.given.get(name, {})
            if given.get("jurisdiction") is None and center.get("node_path"):
                country = self._one(name, "country_code", "countryCode", "jurisdiction")
                center["jurisdiction"] = country or center["node_path"].strip("/").split("/")[0]
                source = "countryCode" if country else "the first part of nodePath"
                self.report.infer(f"gir_datacenters.{name}.jurisdiction", f"{center['jurisdiction']}, from {source}")
            elif given.get("jurisdiction") is not None:
                center["jurisdiction"] = given["jurisdiction"]
        if self.central is not None:
            self._central()

    def _central(self) -> None:
        given = mapping(self.live.everyone.get("gir_central_storage"))
        where = given.get("jurisdiction")
        if where is None:
            hosts = [
                n for n in self.centers if self.live.hosts("webdav", n) and self.centers[n].get("storage") == "central"
            ]
            primary = [n for n, c in self.centers.items() if c.get("role") == "primary"]
            where = next((self.centers[n].get("jurisdiction") for n in hosts + primary), None)
            self.report.infer(
                "gir_central_storage.jurisdiction", f"{where}, from the data center that serves it, else the primary"
            )
        self.store.all("gir_central_storage", {**(self.central or {}), "jurisdiction": where})
        for name, center in self.centers.items():
            if center.get("storage") != "central" or center.get("jurisdiction") == where:
                continue
            if "storage_jurisdictions" not in self.given.get(name, {}):
                center["storage_jurisdictions"] = [center.get("jurisdiction"), where]
                self.report.infer(
                    f"gir_datacenters.{name}.storage_jurisdictions", f"{where} too, because its recordings rest there"
                )


def _processes(file: ComponentFile) -> bool:
    """Whether recordings are handed to the component, which then has a mode."""
    return any(row.about.key == "processing_mode" for row in rows(file.component.table))


_WHY = {
    "role": "nothing says it",
    "site_name": "no application.yaml there has siteName",
    "node_path": "no application.yaml there has nodePath",
    "jurisdiction": "no application.yaml there has countryCode or nodePath",
    "rws_url": "no application.yaml there has externalApiUrlV2",
    "processor_url": "no recording IVR Profile posts there",
    "rcs_url": "no Muxer stands there and RWS has no setting for it",
}
# Where the nodes disagree on it.
_WORD = {"site_name": "site_name", "node_path": "node_path", "rws_url": "external_api_url", "rcs_url": "rcs_url"}
_DIFFERS = "the files there disagree, see the contradictions"
_ORDER = (
    "role", "site_name", "geo_locations", "node_path", "jurisdiction", "storage_jurisdictions", "storage", "rws_url",
    "processor_url", "rcs_url", "interaction_receiver_url",
)  # fmt: skip


def _ordered(center: Tree) -> Tree:
    return {key: center[key] for key in _ORDER if center.get(key) is not None}
