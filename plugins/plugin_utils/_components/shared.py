# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that several components read. A component takes what it needs as bases of its table."""

from __future__ import annotations

from dataclasses import dataclass

from .._topology.rule import PRODUCT
from .._topology.values import show, with_verb
from .desired import ConfigurationObject, Json
from .options import Key, Options, Path, not_given, option
from .report import Report
from .rule import rule

HEALTH = {
    "url": Key("str", "Address that a healthy service answers without an account, asked on the host itself."),
    "status": Key("list", "The HTTP statuses of a healthy service, V(200) when not given.", elements="int"),
    "port": Key("int", "TCP port that a healthy service listens on."),
    "host": Key("str", "Address at which the port is tried; V(127.0.0.1) or V(::1) has to answer when not given."),
    "timeout": Key("int", "Seconds within which the service has to become well, V(120) when not given."),
    "stable_for": Key("int", "Seconds for which it has to stay active, V(3) when not given."),
    "validate_certs": Key("bool", "Whether the certificate of an C(https) address is checked; it is when not given."),
    "ca_path": Key("path", "File or directory on the host with the certificates of authorities that count."),
}


GIR960 = rule(
    960,
    "gir_configuration_source is gax or files.",
    "Give gax, to change Configuration Server through GAX, or files, to write files for import.",
)
GIR961 = rule(
    961,
    "With gir_configuration_source=gax, GAX and its account are given.",
    "Give the address of GAX and an account that may change the objects.",
    PRODUCT,
)


@dataclass(frozen=True)
class Rendered(Options):
    """Of every component: what is secret, and where and how the entry point render writes."""

    gir_secret_keys: list[str] = option(default=[])
    """Further regular expressions of option names whose values are secret."""
    gir_render_dir: Path = option(default="./rendered")
    """Directory on the controller into which the entry point C(render) writes."""
    gir_render_secrets: bool = option(default=False)
    """Whether the entry point C(render) writes secrets instead of masking them."""


@dataclass(frozen=True)
class OnHost(Options):
    """Of every component that writes files on a host."""

    gir_service_user: str | None = option()
    """Account that runs the component."""
    gir_service_group: str | None = option()
    """Group of O(gir_service_user)."""
    gir_root: str = option(default="")
    """Prefix of every path written on a host: a staged root. Services are not touched below another root."""
    gir_manage_services: bool = option(default=True)
    """Whether services are started, stopped and restarted."""


@dataclass(frozen=True)
class Installed(OnHost):
    """Of every component that has the vendor's package and a unit."""

    install_path: Path = option(default="{{ gir_install_root | default('/opt/genesys', true) }}/<component>")
    """Directory of the component on the host. C(<component>) below O(gir_install_root) when not given."""
    package: Path | None = option()
    """Archive of the installation package. Nothing is installed when it is not given."""
    package_remote_src: bool = option(default=False)
    """Whether the package is a path on the host instead of the controller."""
    package_version: str | None = option()
    """Version that the package installs, required with it."""
    package_response: dict[str, Json] = option(default={}, secret=True)
    """Sections and keys of the silent install's response file."""
    service: str | None = option()
    """Name of the systemd unit, without C(.service). No service is touched when it is not given."""
    start_command: str | None = option()
    """Command that starts the component. With a name of the unit the role writes the unit; without this command the
    unit is the installation's own. Everybody may read it: a secret belongs into O(<component>_environment).
    """
    environment: dict[str, Json] = option(default={}, secret=True)
    """Environment of the component, as name to value, for passwords that its command needs. It is written to a file
    that only root reads, and the unit that the role writes hands it on.
    """
    unit_extra_options: dict[str, Json] = option(default={})
    """Further options of the unit, as section to option to value."""
    health: dict[str, Json] = option(default={}, shape=HEALTH)
    """By what the service is known to be well after a start or restart, besides staying active. When it is not, its
    previous files are put back.

    The options are those of O(gir.multidc.gated_service#module:health).
    """
    gir_install_root: Path = option(default="/opt/genesys")
    """Directory below which the components live."""


@dataclass(frozen=True)
class Renamed(Options):
    """Of every component whose options in a file or object may have other names than its table says."""

    option_names: dict[str, Json] = option(default={}, verbatim=True)
    """The product's names C(section/option) of the options, by option key, laid over the role's own table. V(null)
    leaves an option out.

    The table stands in the role's README.
    """


@dataclass(frozen=True)
class ApplicationObject(Options):
    """Of every component whose Application object holds only what the user gives, because none of it is known."""

    application_options: dict[str, Json] = option(default={}, verbatim=True)
    """Options of the Application object, as section to option to value. Without options and annex no object is written.
    """
    application_annex: dict[str, Json] = option(default={}, verbatim=True)
    """Annex of the Application object, as section to option to value."""

    def application(self, name: str) -> list[ConfigurationObject]:
        """The object of this name; none where nothing is given for it."""
        options, annex = self.application_options, self.application_annex
        return [ConfigurationObject("CfgApplication", name, options=options, annex=annex)] if options or annex else []


@dataclass(frozen=True)
class ConfigurationServerObjects(Options):
    """Of every component with objects in Configuration Server."""

    gir_configuration_source: str = option(default="files")
    """V(gax) to change Configuration Server through GAX, which needs C(gir_gax_url), C(gir_gax_username) and
    C(gir_gax_password), see C(docs/gax.md). V(files) to write files for import into O(gir_configuration_dir).
    """
    gir_configuration_dir: Path | None = option()
    """Directory on the controller into which the Configuration Server options are written for import, with
    O(gir_configuration_source=files). Contains secrets.
    """
    gir_gax_url: list[str] | None = option()
    """Base addresses of GAX, in the order in which they are tried."""
    gir_gax_username: str | None = option()
    """Account of GAX that may change the objects."""
    gir_gax_password: str | None = option(secret=True)
    """Password of O(gir_gax_username)."""
    gir_gax_password_form: str | None = option()
    """How GAX takes the password, see C(docs/gax.md)."""
    gir_gax_validate_certs: bool | None = option()
    """Whether the certificate of GAX is checked; it is when not given."""
    gir_gax_ca_path: Path | None = option()
    """File or directory on the controller with the authorities that GAX may have."""
    gir_gax_client_cert: Path | None = option()
    """Certificate on the controller that is shown to GAX."""
    gir_gax_client_key: Path | None = option()
    """Key of O(gir_gax_client_cert)."""
    gir_gax_timeout: int | None = option(minimum=1)
    """Seconds after which GAX is given up."""

    def gax_connection(self) -> dict[str, Json]:
        """The connection options of the modules gax_*; null for what is not given."""
        return {
            "url": list(self.gir_gax_url or []),
            "url_username": self.gir_gax_username,
            "url_password": self.gir_gax_password,
            "password_form": self.gir_gax_password_form or None,
            "validate_certs": self.gir_gax_validate_certs,
            "ca_path": self.gir_gax_ca_path or None,
            "client_cert": self.gir_gax_client_cert or None,
            "client_key": self.gir_gax_client_key or None,
            "timeout": self.gir_gax_timeout,
        }


def check_configuration_source(options: ConfigurationServerObjects, report: Report) -> None:
    """How objects reach Configuration Server: by files for import, or through a GAX whose account is given."""
    source = options.gir_configuration_source or "files"
    if source not in ("gax", "files"):
        report.add(
            GIR960,
            "gir_configuration_source",
            f"gir_configuration_source is {show(source)}, which is neither gax nor files.",
        )
    missing = not_given(options, "gir_gax_url", "gir_gax_username", "gir_gax_password")
    if source == "gax" and missing:
        sentence = f"gir_configuration_source is gax, but {with_verb(missing)} not given."
        report.add(GIR961, "gir_configuration_source", sentence)


@dataclass(frozen=True)
class RwsAccount(Options):
    """The operations account, for everything below /api/v2/ops."""

    gir_rws_ops_username: str | None = option()
    """Operations account of RWS."""
    gir_rws_ops_password: str | None = option(secret=True)
    """Password of O(gir_rws_ops_username). May be a C(CRYPT:) value."""


@dataclass(frozen=True)
class RwsClient(RwsAccount):
    """How this collection itself asks RWS, from the controller or from a host."""

    # An encrypted value is read by programs of the vendor only.
    gir_rws_ops_password: str | None = option(secret=True)
    """Password of O(gir_rws_ops_username), in plain text."""
    gir_validate_certs: bool = option(default=True)
    """Whether the certificates of RWS are verified."""
    gir_ca_path: Path | None = option()
    """File or directory with the authorities to trust instead of those of the operating system, on the controller or
    the host that asks RWS.
    """


@dataclass(frozen=True)
class StorageAccounts(Options):
    """The accounts of the recording storages."""

    gir_storage_credentials: dict[str, Json] | None = option(secret=True)
    """Accounts (C(username), C(password)) of the storages, by data center or C(central)."""


@dataclass(frozen=True)
class ReceiverAccount(Options):
    """The account of the Interaction Receiver."""

    gir_interaction_receiver_username: str | None = option()
    """Account of the SpeechMiner Interaction Receiver."""
    gir_interaction_receiver_password: str | None = option(secret=True)
    """Password of O(gir_interaction_receiver_username)."""


@dataclass(frozen=True)
class ConfigurationServerAccount(Options):
    """How a component itself reads its configuration."""

    gir_configuration_server: dict[str, Json] | None = option(secret=True)
    """Configuration Server, with C(host), C(port), C(username), C(password), and C(backup_host) and C(backup_port) of a
    second one.
    """


@dataclass(frozen=True)
class ContactCenterId(Options):
    """Which contact center, where there are several."""

    gir_contact_center_id: str | None = option()
    """Identifier (UUID) of the contact center."""


@dataclass(frozen=True)
class ContactCenterDomain(Options):
    """Part of the address at which processors take metadata."""

    gir_contact_center_domain: str | None = option()
    """Domain name of the contact center, as it stands in the address that processors serve."""
