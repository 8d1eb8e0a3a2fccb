# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recording Muxer Script: muxer.cfg, its unit, its Application object. Facts: components.md, Muxer."""

from __future__ import annotations

from dataclasses import dataclass

from ...module_utils._common.secret_names import exactly
from .._topology.published import DataCenterModel, Model, StorageModel
from .._topology.rule import GUIDE, WARNING
from .._topology.values import show
from . import deployed
from .accounts import Account, account_of, check_accounts, storages
from .configuration_change import CHOICES, TakesUp
from .desired import RESTART, Desired, File, Json, Tree
from .further import INI, Decided
from .options import UNVERIFIED, derived, option
from .python2_ini import Place, check_file, places_of
from .report import Report
from .rule import rule
from .settings import OptionNames, merged, settings_of, variables_of, with_options
from .shared import (
    ApplicationObject,
    ConfigurationServerObjects,
    ContactCenterId,
    Renamed,
    Rendered,
    RwsAccount,
    StorageAccounts,
)
from .target import Target

# What a Muxer may need of each storage; where muxer.cfg holds it is not known.
_OF_STORAGE = ("username", "password", "voice_url", "screen_url")


GIR855 = rule(
    855,
    "A Muxer runs in the primary and the backup data center only.",
    "Take this host out of group gir_muxer, and role muxer out of its plays.",
    GUIDE,
)

GIR856 = rule(
    856,
    "A Muxer has a service, so that it runs in the active data center and is stopped in the other one.",
    "Give muxer_service, or see to it by hand that no Muxer runs where its data center is not active.",
    GUIDE,
    WARNING,
)


@dataclass(frozen=True)
class Muxer(
    Renamed,
    ApplicationObject,
    TakesUp,
    RwsAccount,
    ContactCenterId,
    StorageAccounts,
    ConfigurationServerObjects,
    Rendered,
):
    """Options of muxer.cfg in the order of the file. No public page names them."""

    COMPONENT = "muxer"
    """Configures the Recording Muxer Script

    Writes C(muxer.cfg) for a Muxer. Muxers of the active data center run; those of the other one are configured,
    stopped and not started at boot.

    No option name of C(muxer.cfg) is verified: none stands in public documentation, see O(muxer_option_names).
    """
    FILES = {"muxer.cfg": "ini"}

    rws_url: str | None = option("htcc/base_uri", UNVERIFIED, computed=True)
    """Address of RWS. The C(rws_url) of the data center when not given."""
    contact_center_id: str | None = derived("htcc/contact_center_id", UNVERIFIED)
    rws_username: str | None = derived("htcc/username", UNVERIFIED)
    rws_password: str | None = derived("htcc/password", UNVERIFIED, secret=True)
    rcs_url: str | None = option("rcs/base_uri", UNVERIFIED, computed=True)
    """Address of the Recording Crypto Server. The C(rcs_url) of the data center when not given."""
    rcs_username: str | None = option("rcs/username", UNVERIFIED)
    """Account with which recordings are decrypted at the Recording Crypto Server."""
    rcs_password: str | None = option("rcs/password", UNVERIFIED, secret=True)
    """Password of O(muxer_rcs_username)."""
    webdav_username: str | None = derived("webdav/username", UNVERIFIED)
    webdav_password: str | None = derived("webdav/password", UNVERIFIED, secret=True)
    window_past: str | None = option("processing/window_past", UNVERIFIED)
    """How far back the Muxer looks for recordings; its unit is not known."""
    window_past_older_than: str | None = option("processing/window_past_older_than", UNVERIFIED)
    """Age from which the Muxer takes recordings; its unit is not known."""
    window_future: str | None = option("processing/window_future", UNVERIFIED)
    """How far ahead the Muxer looks for recordings; its unit is not known."""
    min_poll_interval: str | None = option("processing/min_poll_interval", UNVERIFIED)
    """Shortest pause between two searches; its unit is not known."""
    total_muxers: int | None = derived("processing/total_muxers", UNVERIFIED)
    muxer_id: int | None = derived("processing/muxer_id", UNVERIFIED)
    type: str | None = option("processing/muxer_type", UNVERIFIED, key="muxer_type")
    """Type of this Muxer; its values are not known."""
    worker_num: str | None = option("advanced/worker_num", UNVERIFIED)
    """Number of workers."""
    query_slice_size: str | None = option("advanced/query_slice_size", UNVERIFIED)
    """Number of recordings that one search asks for."""
    storage_option_names: dict[str, Json] = option(default={}, verbatim=True)
    """The product's names C(section/option) of what a Muxer needs for each storage: C(username), C(password),
    C(voice_url), C(screen_url). C({storage}) in a name stands for the storage's name.

    None are known. Without them the account of the data center's own storage is the only one in the file.
    """
    extra_options: dict[str, Json] = option(default={}, verbatim=True)
    """Further options of C(muxer.cfg), as section to option to value. They win over all others; V(null) removes an
    option.
    """
    application_name: str = option(default="{{ inventory_hostname }}_Muxer")
    """Name of the Application object in Configuration Server. The default, C(<inventory_hostname>_Muxer), is a
    convention of this collection.
    """
    on_configuration_change: str = option(default=RESTART, choices=CHOICES)
    """What a run does after it changed options of the Application object through GAX: V(restart) restarts a Muxer
    that runs, V(reload) reloads a unit that has C(ExecReload), V(nothing) leaves both to you. It is not documented when
    a Muxer reads them, and a restart makes them hold in any case. One that is stopped stays so.
    """


def check(model: Model, target: Target, o: Muxer, report: Report) -> None:
    """A Muxer runs in the pair, and knows the account of every storage."""
    center = target.data_center(model)
    if center["muxer_mode"] == "none":
        report.add(
            GIR855,
            "gir_muxer",
            f"gir_datacenters.{center['name']}.role is {show(center['role'])}, and a Muxer (gir_muxer) runs in the"
            " primary and the backup data center only.",
        )
    elif not o.service:
        report.add(
            GIR856,
            "muxer_service",
            "muxer_service is not given: nothing stops this Muxer where its data center is not active, or starts it"
            " where it is.",
        )
    check_accounts(o.gir_storage_credentials, [storage["name"] for storage in storages(model)], report)
    deployed.check_package(o, report)


def desired(model: Model, target: Target, o: Muxer, report: Report) -> Desired:
    """Muxers of the active data center run; those of the standby one are configured the same way, and stopped."""
    center = target.data_center(model)
    result = Desired("muxer", target.host, center["name"])
    accounts = {
        storage["name"]: account_of(o.gir_storage_credentials, storage["name"]) or Account(None, None)
        for storage in storages(model, center["storage"])
    }
    own = accounts[center["storage"]["name"]]
    names = OptionNames.of_table(Muxer, o.option_names, "muxer_option_names", report, depth=2)
    # The Muxers of one data center share its work: each takes the part of its place in the list.
    share = center["hosts"]["gir_muxer"]
    settings = settings_of(
        o,
        {
            "rws_url": o.rws_url if o.rws_url is not None else center["rws_url"],
            "rcs_url": o.rcs_url if o.rcs_url is not None else center["rcs_url"],
            "contact_center_id": o.gir_contact_center_id,
            "rws_username": o.gir_rws_ops_username,
            "rws_password": o.gir_rws_ops_password,
            "webdav_username": own.username,
            "webdav_password": own.password,
            "total_muxers": len(share),
            "muxer_id": share.index(target.host),
        },
    )
    tree = names.tree(settings)
    for storage in storages(model, center["storage"]):
        tree = merged(tree, _of_storage(storage, accounts[storage["name"]], o, report))
    Decided(Muxer, names, INI).check(o.extra_options, "muxer_extra_options", report)
    tree = with_options(tree, o.extra_options, "muxer_extra_options", report)
    paths = places_of(names, variables_of(o, _origins(center, o))) | _origins_of_storages(model, o, report)
    check_file("muxer.cfg", tree, paths, o.extra_options, "muxer_extra_options", report, o.gir_secret_keys)

    others = [name for name, account in accounts.items() if account != own]
    if others and "username" not in o.storage_option_names:
        result.notices.append(
            f"{target.host}: muxer.cfg carries one WebDAV account, the one of storage {center['storage']['name']}; the"
            f" storages {', '.join(others)} have another one. Use the same account there, or name the options that"
            " hold it in muxer_storage_option_names."
        )
    result.secret_keys = o.gir_secret_keys + names.secret_patterns() + _storage_pattern(o)
    result.directories = deployed.own_directories(o)
    path = deployed.options_path(o, o.install_path, "ini")
    result.files.append(File(path, "ini", data=tree, **deployed.owner_of(o), mode="0640"))
    deployed.add_unit(result, o, "Genesys Recording Muxer Script", report)
    state = "started" if center["muxer_mode"] == "active" else "stopped"
    result.service = deployed.service_of(o, state=state)
    result.package = deployed.package_of(o)
    result.objects += o.application(o.application_name)
    return result


def _of_storage(storage: StorageModel, account: Account, o: Muxer, report: Report) -> Tree:
    """The settings of one storage under the names that the user gives; {storage} in them is the storage's name."""
    settings: Tree = {
        "username": account.username,
        "password": account.password,
        "voice_url": storage["voice_url"],
        "screen_url": storage["screen_url"],
    }
    return _names_of_storage(storage, o, report).tree(settings)


def _names_of_storage(storage: StorageModel, o: Muxer, report: Report) -> OptionNames:
    given = {
        key: name.replace("{storage}", storage["name"]) if isinstance(name, str) else name
        for key, name in o.storage_option_names.items()
    }
    return OptionNames(dict.fromkeys(_OF_STORAGE), given, "muxer_storage_option_names", report, depth=2)


def _origins(center: DataCenterModel, o: Muxer) -> dict[str, str]:
    """By option key, where the values come from that are no variables of the Muxer itself."""
    account = f"gir_storage_credentials.{center['storage']['name']}"
    found = {
        "contact_center_id": "gir_contact_center_id",
        "rws_username": "gir_rws_ops_username",
        "rws_password": "gir_rws_ops_password",
        "webdav_username": f"{account}.username",
        "webdav_password": f"{account}.password",
    }
    given = {"rws_url": o.rws_url, "rcs_url": o.rcs_url}
    found.update({key: f"gir_datacenters.{center['name']}.{key}" for key, url in given.items() if url is None})
    return found


def _origins_of_storages(model: Model, o: Muxer, report: Report) -> dict[Place, str]:
    """Place in muxer.cfg to where its value comes from, of what the user named for each storage."""
    found: dict[Place, str] = {}
    for storage in storages(model):
        name = storage["name"]
        account = f"gir_storage_credentials.{name}"
        map_of = "gir_central_storage" if name == "central" else f"gir_datacenters.{name}.storage"
        paths = {key: f"{map_of if key.endswith('url') else account}.{key}" for key in _OF_STORAGE}
        found.update(places_of(_names_of_storage(storage, o, report), paths))
    return found


def _storage_pattern(o: Muxer) -> list[str]:
    name = o.storage_option_names.get("password")
    if not isinstance(name, str):
        return []
    # {storage} stands for any name.
    return [exactly(name.rpartition("/")[2].replace("{storage}", "@")).replace("@", ".*")]
