# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What RWS holds for the contact center: features, storage and settings by location. Facts: rws.md, 5 and 7.1."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...module_utils._common.secret_names import exactly
from ...module_utils._rws.voice import VOICE_PAYLOAD
from .._topology.published import Model, StorageModel
from .._topology.rule import PRODUCT
from .._topology.values import did_you_mean, listed, show, show_under, with_verb
from . import contact_center_purges as purges
from . import contact_center_requests as requests
from .accounts import Account, account_of, check_accounts, storages
from .desired import ContactCenterState, Desired, File, Json, Tree
from .options import not_given, option
from .report import Report
from .rule import rule
from .shared import ContactCenterId, ReceiverAccount, Rendered, RwsClient, StorageAccounts
from .target import Target

_UUID = re.compile(r"[0-9A-Fa-f]{8}(-?)([0-9A-Fa-f]{4}\1){3}[0-9A-Fa-f]{12}")
_SCOPES = ("settings", requests.DOCUMENT)
_STYLES = ("store", "settings")
_ANY = "{contact center ID}"
_NO_DECRYPT_PREFIX = (
    "Open: the address of the Recording Crypto Server of each location (decrypt URI prefix) is not set in RWS, because"
    " the name of that setting is not documented. Read it from a system that plays encrypted screen recordings and give"
    " contact_center_decrypt_setting_name, or set it yourself (docs/ask-your-installation.md)."
)


GIR945 = rule(
    945,
    "The ops account of RWS and a Contact Center Admin are given.",
    "Give gir_rws_ops_username, gir_rws_ops_password, gir_rws_admin_username and gir_rws_admin_password.",
    PRODUCT,
)
GIR946 = rule(
    946,
    "The account of the Interaction Receiver has both a user name and a password, or is not given.",
    "Give both, or neither.",
    PRODUCT,
)
GIR947 = rule(
    947,
    "gir_contact_center_id is a UUID: 32 hexadecimal digits, with or without dashes.",
    "Correct it, or leave it out when there is one contact center.",
    PRODUCT,
)
GIR948 = rule(
    948,
    "A further setting of the contact center has group, name and value, and a known scope.",
    "Give group, name and value.",
    PRODUCT,
)
GIR949 = rule(
    949,
    "contact_center_voice_payload renames the known parts of voice storage, with text.",
    "Give text.",
)
GIR950 = rule(
    950,
    "A list of addresses of RWS, where it is given, names at least one.",
    "Name a node, or leave contact_center_rws_urls out.",
)


@dataclass(frozen=True)
class ContactCenter(RwsClient, ContactCenterId, StorageAccounts, ReceiverAccount, Rendered):
    """Variables of the role; the names in RWS are those of the modules rws_features, rws_storage and rws_settings."""

    COMPONENT = "contact_center"
    """Sets the state of the contact center in RWS

    Features, storage of voice and screen recordings by location, and the Interaction Receiver by location, through the
    REST API of RWS.

    Runs once, on the controller, which must reach at least one RWS node. Settings that are not named here are left
    alone.
    """
    ENTRIES = {
        "render": """Writes the requests of a new contact center below a directory on the controller

        Writes C(<gir_render_dir>/contact-center) with the requests that would be sent to a contact center that has none
        of it yet. Nothing else is touched and no network is needed.
        """,
    }

    features: list[str] = option(
        default=[
            "/api/api-voice-recording",
            "/api/api-supervisor-recording",
            "schema-elasticsearch-v2-call-recording",
        ],
        source="rws.md 5.2",
    )
    """URIs of the features of the contact center.

    The default holds the documented ones for voice. Those for screen recording are not documented: add them.
    """
    rws_urls: list[str] | None = option()
    """Addresses of RWS, tried in order. C(rws_url) of the active data center and then those of the others when not
    given.
    """
    update_password: str = option(default="on_create", choices=("on_create", "on_change", "always"))
    """What to do about passwords that RWS does not show; V(on_create) writes them when a storage or setting is new or
    differs otherwise, V(on_change) also when they are not those that were written last, known by salted digests in the
    settings group C(gir-multidc) of RWS, V(always) writes them at every run, which then always changes.
    """
    voice_payload: dict[str, Json] = option(default={}, source="rws.md 5.4")
    """Names of the voice storage in your RWS, as the option O(gir.multidc.rws_storage#module:voice_payload) takes them.
    The form of voice storage is inferred.
    """
    decrypt_setting_name: str | None = option(source="rws.md 5.5")
    """Name of the setting in group C(screen-recording) that holds the address of the Recording Crypto Server of each
    location, for example V(decrypt-uri-prefix). Not written when not given, because the name is only inferred.
    """
    extra_settings: list[dict[str, Json]] = option(default=[], secret=True, verbatim=True)
    """Further settings, as O(gir.multidc.rws_settings#module:settings) takes them, each with C(group), C(name),
    C(value) and optionally C(location) and C(scope).
    """
    wait_retries: int = option(default=30)
    """How many times RWS is asked for its contact center before the role gives up."""
    wait_delay: int = option(default=10)
    """Seconds between two of these questions."""
    gir_rws_admin_username: str | None = option(source="rws.md 5.9")
    """Configuration Server user with the role Contact Center Admin, who may write settings."""
    gir_rws_admin_password: str | None = option(secret=True)
    """Password of O(gir_rws_admin_username)."""

    def rws_connection(self) -> dict[str, Json]:
        """Accounts and trust as the modules rws_* take them; null for what is not given."""
        return {
            "url_username": self.gir_rws_ops_username,
            "url_password": self.gir_rws_ops_password,
            "admin_username": self.gir_rws_admin_username,
            "admin_password": self.gir_rws_admin_password,
            "validate_certs": self.gir_validate_certs,
            "ca_path": self.gir_ca_path or None,
        }


def check(model: Model, target: Target, o: ContactCenter, report: Report) -> None:
    """All accounts are given, and what the user adds has the form that RWS can be sent."""
    _check_accounts(o, report)
    check_accounts(o.gir_storage_credentials, [storage["name"] for storage in storages(model)], report)
    if o.gir_contact_center_id and not _UUID.fullmatch(o.gir_contact_center_id):
        report.add(
            GIR947,
            "gir_contact_center_id",
            f"gir_contact_center_id is {show(o.gir_contact_center_id)}, but an identifier is a UUID such as"
            " 625a5cf1-dea8-4e46-b18b-831d4b254488.",
        )
    if o.rws_urls is not None and not o.rws_urls:
        report.add(GIR950, "contact_center_rws_urls", "contact_center_rws_urls is empty.")
    for number, setting in enumerate(o.extra_settings):
        _check_setting(f"contact_center_extra_settings[{number}]", setting, report)
    _check_payload(o.voice_payload, report)
    purges.check(model, o.extra_settings, o.gir_interaction_receiver_username, report)


def _check_accounts(o: ContactCenter, report: Report) -> None:
    accounts = ("gir_rws_ops_username", "gir_rws_ops_password", "gir_rws_admin_username", "gir_rws_admin_password")
    missing = not_given(o, *accounts)
    if missing:
        report.add(
            GIR945,
            missing[0],
            f"{with_verb(missing)} not given. The ops account reads the contact center, and the Contact Center Admin"
            " writes its settings.",
        )
    username, password = "gir_interaction_receiver_username", "gir_interaction_receiver_password"
    if bool(o.gir_interaction_receiver_username) != bool(o.gir_interaction_receiver_password):
        there, absent = (username, password) if o.gir_interaction_receiver_username else (password, username)
        report.add(GIR946, absent, f"{there} is given without {absent}.")


def _check_setting(path: str, setting: Tree, report: Report) -> None:
    variable = "contact_center_extra_settings"
    missing = [name for name in ("group", "name") if setting.get(name) in (None, "")]
    missing += ["value"] if setting.get("value") is None else []
    if missing:
        report.add(GIR948, variable, f"{path} has no {listed(missing)}.")
    scope = setting.get("scope")
    if scope is not None and scope not in _SCOPES:
        sentence = f"{path}.scope is {show(scope)}, which is no scope."
        report.add(GIR948, variable, sentence, f"Use {' or '.join(_SCOPES)}.")


def _check_payload(payload: Tree, report: Report) -> None:
    variable = "contact_center_voice_payload"
    for name, value in payload.items():
        if name not in VOICE_PAYLOAD:
            hint = did_you_mean(name, VOICE_PAYLOAD).strip() or f"Use {', '.join(VOICE_PAYLOAD)}."
            report.add(GIR949, variable, f"{variable} has the key {show(name)}, which is not known.", hint)
        elif value is not None and not isinstance(value, (str, int)):
            report.add(GIR949, variable, f"{variable}.{name} is {show_under(name, value)}, which is no text.")
        elif name == "style" and value is not None and value not in _STYLES:
            sentence = f"{variable}.style is {show(value)}, which is no style."
            report.add(GIR949, variable, sentence, f"Use {' or '.join(_STYLES)}.")


def desired(model: Model, target: Target, o: ContactCenter, report: Report) -> Desired:
    """One location for each data center, in RWS and in the files that show what a new contact center would get."""
    result = Desired("contact_center", target.host)
    state = ContactCenterState(
        urls=addresses(model, o),
        features=o.features,
        storage=_storage(model, o),
        settings=_settings(model, o),
    )
    result.contact_center = state
    if o.decrypt_setting_name is None and not any("decrypt" in str(one.get("name")) for one in o.extra_settings):
        result.notices.append(_NO_DECRYPT_PREFIX)
    # What cannot be known before RWS has been asked stands as it is in the address.
    identifier = o.gir_contact_center_id or _ANY
    documents: dict[str, list[Json]] = {
        "features": requests.features(state.features, identifier),
        "storage": requests.storage(state.storage, identifier, o.voice_payload),
        "settings": requests.settings(state.settings, identifier),
    }
    result.documents = [
        File(f"/contact-center/{name}.json", "json", data=listing) for name, listing in documents.items()
    ]
    # A payload that renames the password must not take its value out of the mask.
    renamed = o.voice_payload.get("password")
    result.secret_keys = o.gir_secret_keys + ([exactly(str(renamed))] if renamed else [])
    return result


def addresses(model: Model, o: ContactCenter) -> list[str]:
    """Those that are given, or the RWS of the active data center first, then those of the others."""
    if o.rws_urls is not None:
        return o.rws_urls
    centers = model["data_centers"]
    return list(dict.fromkeys(center["rws_url"] for center in [centers[model["active"]], *centers.values()]))


def _storage(model: Model, o: ContactCenter) -> list[Tree]:
    """The storage of voice and of screens; a data center without its own one uses the central one."""
    found: list[Tree] = []
    for center in model["data_centers"].values():
        storage = center["storage"]
        account = account_of(o.gir_storage_credentials, storage["name"]) or Account(None, None)
        for kind, url in _addresses(storage):
            found.append(
                {
                    "location": center["node_path"],
                    "kind": kind,
                    "url": url,
                    "username": account.username,
                    "password": account.password,
                    "active": True,
                }
            )
    return found


def _addresses(storage: StorageModel) -> tuple[tuple[str, str], ...]:
    return ("voice", storage["voice_url"]), ("screen", storage["screen_url"])


def _settings(model: Model, o: ContactCenter) -> list[Tree]:
    """Every location's recordings are purged through the Interaction Receiver of the active data center."""
    receiver: Tree = {"uri-prefix": model["interaction_receiver_url"]}
    if o.gir_interaction_receiver_username:
        receiver["userName"] = o.gir_interaction_receiver_username
        receiver["password"] = o.gir_interaction_receiver_password
    centers = model["data_centers"].values()
    found = [_setting(purges.GROUP, purges.NAME, center["node_path"], receiver) for center in centers]
    if o.decrypt_setting_name is not None:
        name = o.decrypt_setting_name
        found += [_setting("screen-recording", name, center["node_path"], center["rcs_url"]) for center in centers]
    return found + o.extra_settings


def _setting(group: str, name: str, location: str, value: Json) -> Tree:
    return {"group": group, "name": name, "location": location, "value": value}
