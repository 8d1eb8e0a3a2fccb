# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every check of a drift run: what it asks, how bad a difference is, what repairs it. The source of a table in docs."""

from __future__ import annotations

import string
from dataclasses import dataclass

from .finding import COSMETIC, NEEDS_RESTART, RECORDINGS_AT_RISK, SECURITY, SERVICE_AT_RISK

# Who repairs: playbook site, so a remediation may; a command that a person starts; a person by hand. What no playbook
# may repair by itself (keystores, crypto keys, credentials, the active data center, the eServices site, objects of
# others, product versions) is never `SITE`.
SITE, COMMAND, PERSON = "site", "command", "person"
BY = (SITE, COMMAND, PERSON)

_HERE = "ansible-playbook gir.multidc.site --limit {host} --tags {component}"
_WHOLE = "ansible-playbook gir.multidc.site --tags {component}"
_READ = "Give the account of the connection the right to read it (become), and run gir.multidc.drift again."
AGAIN = "See the reason, and run gir.multidc.drift again."
_SYNC = "ansible-playbook gir.multidc.keystore_check, then ansible-playbook gir.multidc.keystore_sync"
_REMOVE = "Remove {object} on {host}"
_KIT = "ansible-playbook gir.multidc.failover_kit"
_IGNORE = "Correct gir_drift_ignore."
CAME_BACK = "repair.came_back"


@dataclass(frozen=True)
class Kind:
    """A check. `title` says what is wrong where it finds a difference. `severity`: where severity.py knows no better.

    `repair`: a sentence or command with {host}, {component}, {object} and {key}. `restarts`: whether the service of a
    component that restarts for changes does so. `ignorable`: whether gir_drift_ignore may name it. `hides`: while it is
    there, other differences of the same object say nothing more; `below`: nor do those of paths below.
    """

    id: str
    title: str
    severity: str
    by: str
    repair: str
    restarts: bool = False
    ignorable: bool = True
    hides: tuple[str, ...] = ()
    below: bool = False

    def text(self, **values: str) -> str:
        """The repair with the names in it."""
        return self.repair.format(**values)


# fmt: off
ROWS = (
    Kind("host.answer", "The host or API did not answer, so nothing of it was compared.", SERVICE_AT_RISK, PERSON,
         "Bring it back, or see the reason; then run gir.multidc.drift again."),
    Kind("desired.refused", "A variable breaks a rule, so it is not known what should be.", SERVICE_AT_RISK, PERSON,
         "Correct the variable that the reason names.", ignorable=False),
    Kind("file.missing", "A file is missing.", SERVICE_AT_RISK, SITE, _HERE, True, hides=("file.",)),
    Kind("file.content", "A file, or an option in it, differs from the inventory.", NEEDS_RESTART, SITE, _HERE, True),
    Kind("file.line_ends", "A file has Windows line endings.", NEEDS_RESTART, SITE, _HERE, True),
    Kind("file.mode", "Wrong mode.", NEEDS_RESTART, SITE, _HERE, True),
    Kind("file.owner", "Wrong owner.", SECURITY, SITE, _HERE, True),
    Kind("file.group", "Wrong group.", SECURITY, SITE, _HERE, True),
    Kind("file.kind", "Something else stands in the place of a file.", SERVICE_AT_RISK, PERSON,
         "Move {object} away on {host}, then ansible-playbook gir.multidc.site --limit {host} --tags "
         "{component}.", True, hides=("file.",)),
    Kind("file.extra", "A file that must not be there is there.", NEEDS_RESTART, SITE, _HERE, True),
    Kind("file.read", "A file could not be read.", SERVICE_AT_RISK, PERSON, _READ),
    Kind("directory.missing", "A directory is missing.", SERVICE_AT_RISK, SITE,
         _HERE, True, hides=("directory.",), below=True),
    Kind("directory.mode", "Wrong mode of a directory.", NEEDS_RESTART, SITE, _HERE),
    Kind("directory.owner", "Wrong owner of a directory.", SECURITY, SITE, _HERE),
    Kind("directory.group", "Wrong group of a directory.", SECURITY, SITE, _HERE),
    Kind("directory.kind", "Something else stands in the place of a directory.", SERVICE_AT_RISK, PERSON,
         "Move {object} away on {host}, then ansible-playbook gir.multidc.site --limit {host} --tags "
         "{component}.", hides=("directory.",), below=True),
    Kind("directory.read", "A directory could not be read.", SERVICE_AT_RISK, PERSON, _READ),
    Kind("link.missing", "A symbolic link is missing.", SERVICE_AT_RISK, SITE, _HERE, True, hides=("link.",)),
    Kind("link.target", "A symbolic link has another target.", SERVICE_AT_RISK, SITE, _HERE, True),
    Kind("link.read", "A symbolic link could not be read.", SERVICE_AT_RISK, PERSON, _READ),
    Kind("absent.present", "Left over on this host.", SERVICE_AT_RISK, SITE, _HERE),
    Kind("package.version", "Another version is installed, or an installation did not end.", SERVICE_AT_RISK, COMMAND,
         "ansible-playbook gir.multidc.upgrade", True),
    Kind("package.read", "The installed version could not be read.", SERVICE_AT_RISK, PERSON, _READ),
    Kind("platform_package.missing", "A package of the operating system is missing.", SERVICE_AT_RISK, SITE, _HERE),
    Kind("unit.missing", "A unit is missing.", SERVICE_AT_RISK, SITE, _HERE, True, hides=("unit.",)),
    Kind("unit.load", "A unit is masked, broken, or hidden by another unit file.", SERVICE_AT_RISK, PERSON,
         "systemctl cat {object} on {host} shows which file it comes from; systemctl unmask {object} "
         "where it is masked. Then ansible-playbook gir.multidc.site --limit {host} --tags {component}.", True,
         hides=("unit.state", "unit.enabled", "unit.health")),
    Kind("unit.state", "A unit is not in its state.", SERVICE_AT_RISK, SITE, _HERE, hides=("unit.health",)),
    Kind("unit.enabled", "A unit is not enabled as it should be.", SERVICE_AT_RISK, SITE, _HERE),
    Kind("unit.drop_in", "A drop-in that this collection did not write changes a unit.", SERVICE_AT_RISK, PERSON,
         "Remove {key} on {host}, or take what it sets into {component}_unit_extra_options; then "
         "systemctl daemon-reload.", True),
    Kind("unit.reload_needed", "systemd does not know the unit file as it is on disk.", NEEDS_RESTART, SITE, _HERE),
    Kind("unit.stale_start", "The service started before the last change of what it reads.", NEEDS_RESTART, SITE,
         _HERE, True),
    Kind("unit.pending", "A run wrote files and did not restart the service.", NEEDS_RESTART, SITE, _HERE, True),
    Kind("unit.health", "The service does not answer.", SERVICE_AT_RISK, PERSON, "journalctl -u {object} on {host}"),
    Kind("unit.read", "A unit could not be queried.", SERVICE_AT_RISK, PERSON, AGAIN),
    Kind("beside.secret_copy", "Others may read a copy of a file that holds secrets.", SECURITY, PERSON,
         f"{_REMOVE}, or give it mode 0600, and change the passwords in it."),
    Kind("beside.site_file", "The web server reads an additional site file.", SECURITY, PERSON,
         f"{_REMOVE} where nobody needs it, and reload the web server."),
    Kind("beside.read", "What stands beside a managed file could not be read.", SECURITY, PERSON, _READ),
    Kind("index_update.status", "The daily index update did not end well, or too long ago.", RECORDINGS_AT_RISK, PERSON,
         "See journalctl -u gir-index-update on {host}, and start it again."),
    Kind("index_update.read", "The status of the daily index update could not be read.", RECORDINGS_AT_RISK, PERSON,
         _READ),
    Kind("hold_keeper.status", "The hold keeper did not end well, or too long ago: held recordings may be unprotected.",
         RECORDINGS_AT_RISK, PERSON, "See journalctl -u gir-hold-keeper on {host}, and start it again."),
    Kind("hold_keeper.read", "The status of the hold keeper could not be read.", RECORDINGS_AT_RISK, PERSON, _READ),
    Kind("keystore.read", "A keystore could not be read.", RECORDINGS_AT_RISK, COMMAND, _SYNC, ignorable=False),
    Kind("keystore.missing", "A keystore, or an entry that another one has, is missing.", RECORDINGS_AT_RISK, COMMAND,
         _SYNC, ignorable=False),
    Kind("keystore.entry", "An entry differs from that of another Recording Crypto Server.", RECORDINGS_AT_RISK,
         COMMAND, _SYNC, ignorable=False),
    Kind("keystore.password", "The password of the inventory does not open the keystore.", RECORDINGS_AT_RISK, COMMAND,
         _SYNC, ignorable=False),
    Kind("keystore.pending", "A keystore was written, and RCS has not read it since.", RECORDINGS_AT_RISK, COMMAND,
         _SYNC, True, ignorable=False),
    Kind("ledger.read", "The ledger of a host could not be read.", SERVICE_AT_RISK, COMMAND,
         "ansible-playbook gir.multidc.ledger", ignorable=False),
    Kind("ledger.behind", "A host holds an older ledger.", SERVICE_AT_RISK, COMMAND,
         "ansible-playbook gir.multidc.ledger -e gir_ledger_create=true", ignorable=False),
    Kind("ledger.rejoin", "A data center was left without its help, and is no standby yet.", SERVICE_AT_RISK, COMMAND,
         "ansible-playbook gir.multidc.rejoin -e gir_rejoin_datacenter={key} -e gir_rejoin_confirm={key}",
         ignorable=False),
    Kind("ledger.question", "The ledgers do not say what is active.", RECORDINGS_AT_RISK, COMMAND,
         "ansible-playbook gir.multidc.ledger, and answer its question", ignorable=False),
    Kind("ledger.rehearsal", "Nobody has tried a failover for longer than the objective allows.", SERVICE_AT_RISK,
         COMMAND, "ansible-playbook gir.multidc.failover_rehearsal", ignorable=False),
    Kind("kit.read", "A failover kit could not be read.", SERVICE_AT_RISK, PERSON, _READ),
    Kind("kit.missing", "There is no failover kit.", SERVICE_AT_RISK, COMMAND, _KIT),
    Kind("kit.damaged", "A failover kit is damaged.", SERVICE_AT_RISK, COMMAND, _KIT),
    Kind("kit.old", "A failover kit is older than gir_kit_days.", SERVICE_AT_RISK, COMMAND, _KIT),
    Kind("kit.inventory", "A failover kit holds another inventory.", SERVICE_AT_RISK, COMMAND, _KIT),
    Kind("kit.version", "A failover kit holds another version of this collection.", SERVICE_AT_RISK, COMMAND, _KIT),
    Kind("lifecycle.rule", "A rule of media lifecycle is otherwise in GAX, or missing.", RECORDINGS_AT_RISK, PERSON,
         "Enter it in GAX as media-lifecycle/<data center>.txt says, and paste what GAX shows into "
         "media_lifecycle_exports again. With gir_media_lifecycle_api see docs/media-lifecycle-api.md.",
         ignorable=False),
    Kind("lifecycle.foreign", "GAX has a rule of media lifecycle that the map has not.", RECORDINGS_AT_RISK, PERSON,
         "Take it out of GAX, or into gir_media_lifecycle.", ignorable=False),
    Kind("object.missing", "An object is missing in Configuration Server.", SERVICE_AT_RISK, SITE,
         _WHOLE, True, hides=("object.",)),
    Kind("object.option", "An option of an object differs from the inventory.", NEEDS_RESTART, SITE, _WHOLE, True),
    Kind("object.annex", "An option in the annex of an object differs from the inventory.", NEEDS_RESTART, SITE,
         _WHOLE, True),
    Kind("object.property", "A property of an object differs from the inventory.", NEEDS_RESTART, SITE, _WHOLE, True),
    Kind("object.state", "An object of this system is disabled.", RECORDINGS_AT_RISK, PERSON,
         "Enable {object} in Genesys Administrator Extension."),
    Kind("object.rival", "A second object takes calls of the same geo-location.", RECORDINGS_AT_RISK, PERSON,
         "Remove the rival that {object} names, or give it another geo-location."),
    Kind("object.unwanted", "An option that must not be set is set.", RECORDINGS_AT_RISK, SITE, _WHOLE, True),
    Kind("object.foreign", "An option that nobody asked for changes what the product does.", SERVICE_AT_RISK, PERSON,
         "Remove {key} of {object} in Genesys Administrator Extension, or give it in the variables of {component}."),
    Kind("object.other_case", "An option is written in another case.", SERVICE_AT_RISK, PERSON,
         "Rename {key} of {object} in Genesys Administrator Extension."),
    Kind("object.read", "An object could not be read.", SERVICE_AT_RISK, PERSON, AGAIN),
    Kind("rws.feature", "A feature of the contact center is missing.", SERVICE_AT_RISK, SITE, _WHOLE),
    Kind("rws.feature_foreign", "The contact center has a feature that nobody asked for.", COSMETIC, PERSON,
         "Remove the feature in RWS, or add it to contact_center_features."),
    Kind("rws.storage", "The storage of a location differs from the inventory.", RECORDINGS_AT_RISK, SITE, _WHOLE),
    Kind("rws.storage_foreign", "A location that no data center has holds a storage.", RECORDINGS_AT_RISK, PERSON,
         "Remove the storage of {object} in RWS once nothing lies there."),
    Kind("rws.setting", "A setting of RWS differs from the inventory.", SERVICE_AT_RISK, SITE, _WHOLE),
    Kind("rws.setting_foreign", "A setting of RWS that nobody asked for changes what it does.", SERVICE_AT_RISK, PERSON,
         "Remove the setting {object} in RWS, or add it to contact_center_extra_settings."),
    Kind("rws.eservices_site", "RWS serves another eServices site.", SERVICE_AT_RISK, COMMAND,
         "ansible-playbook gir.multidc.eservices_switch, with gir_eservices_switch_to and "
         "gir_eservices_switch_confirm naming the data center", ignorable=False),
    Kind("rws.tables", "The tables for recordings are not as they should be.", RECORDINGS_AT_RISK, PERSON,
         "Run module gir.multidc.rws_recording_tables, as docs/rws-modules.md says."),
    Kind("rws.read", "RWS could not be queried.", SERVICE_AT_RISK, PERSON, AGAIN),
    Kind("dns.record", "A DNS name has other records.", SERVICE_AT_RISK, SITE, _WHOLE),
    Kind("dns.read", "A DNS name could not be queried.", SERVICE_AT_RISK, PERSON, AGAIN),
    Kind(CAME_BACK, "What remediations repaired differs again: somebody or something writes against the inventory.",
         SERVICE_AT_RISK, PERSON,
         "Find out who or what changes {object} on {host}, or take the value into the inventory."),
    Kind("parity.variable", "Data centers that must be alike have other values.", SERVICE_AT_RISK, PERSON,
         "Give {object} once, in group_vars/gir; or name it in gir_drift_allowed_differences."),
    Kind("parity.version", "Data centers have other versions installed.", SERVICE_AT_RISK, COMMAND,
         "ansible-playbook gir.multidc.upgrade"),
    Kind("ignore.expired", "An entry of gir_drift_ignore has ended; what it named is shown again.", COSMETIC, PERSON,
         "Repair what it names, remove the entry, or give it a later date.", ignorable=False),
    Kind("ignore.unused", "An entry of gir_drift_ignore names nothing that differs.", COSMETIC, PERSON,
         "Remove the entry.", ignorable=False),
    Kind("ignore.malformed", "An entry of gir_drift_ignore names what is never ignored.", COSMETIC, PERSON,
         _IGNORE, ignorable=False),
)
# fmt: on

CHECKS = {kind.id: kind for kind in ROWS}


def kind_of(check: str) -> Kind:
    """The row of a check. One that is not known yet is for a person, and as bad as a service at risk."""
    found = CHECKS.get(check)
    return found or Kind(check, "Something differs.", SERVICE_AT_RISK, PERSON, AGAIN)


def names_in(text: str) -> set[str]:
    """The names in braces in a repair."""
    return {name for _text, name, _form, _conversion in string.Formatter().parse(text) if name}


@dataclass(frozen=True)
class Surface:
    """Checks whose ids begin alike. `title` heads their table; `rule` says what is foreign there and harmless."""

    prefixes: tuple[str, ...]
    title: str
    rule: str


SURFACES = (
    Surface(("host", "desired"), "Hosts and variables",
            "One finding stands for all checks that could not be made for the same reason."),
    Surface(("file", "directory", "link"), "Files, directories and links",
            "A file is compared by meaning: order of keys, comments and blanks are no difference. In a structured file"
            " each option is one finding. Files that nobody described are no findings, but for copies with secrets."),
    Surface(("beside",), "What stands beside managed files",
            "Other files in the same directories are no findings. A copy of a file with secrets is one where others may"
            " read it, and an additional site file of the web server where it is not the distribution's own."),
    Surface(("absent", "unit"), "Units, and what must not be on a host",
            "Units that nobody described are no findings. A drop-in of the platform, or one that only describes a unit,"
            " is none either."),
    Surface(("package", "platform_package"), "Packages", "Only packages that a component needs are compared."),
    Surface(("index_update",), "Daily index update", "Its last run is judged as gir.multidc.verify judges it."),
    Surface(("hold_keeper",), "Hold keeper", "Its last run is judged as gir.multidc.verify judges it."),
    Surface(("keystore",), "Keystores",
            "Entries are compared between all Recording Crypto Servers. An entry that all of them have is no finding,"
            " whoever made it."),
    Surface(("ledger",), "Ledger", "Compared with the newest entry of all RWS hosts that answered."),
    Surface(("kit",), "Failover kits",
            "Looked at in gir_kit_dir on the controller, and in gir_kit_host_dir on the RWS hosts of the pair, where"
            " these are given."),
    Surface(("lifecycle",), "Media lifecycle",
            "A rule is compared with what RWS shows where gir_media_lifecycle_api is given, or with what a person"
            " pasted from GAX, or attested. Until then it is not observable."),
    Surface(("object",), "Configuration Server",
            "Options that nobody asked for are no findings unless they change what the product does with recordings."),
    Surface(("rws",), "RWS",
            "What RWS adds by itself is no finding. A feature, storage or setting that nobody asked for is one where it"
            " changes what is recorded, stored or removed."),
    Surface(("dns",), "DNS", "Other records of the zone are no findings."),
    Surface(("repair",), "Repairs that did not last",
            "What remediations repaired twice in 30 days and differs again is a second finding, for a person."),
    Surface(("parity",), "Data center against data center",
            "What belongs to a data center by its nature is no difference: its name, site name, geo-locations, node"
            " path, hosts, storage and addresses. Nor are the allowed differences below."),
    Surface(("ignore",), "Entries of gir_drift_ignore", "They are findings, and leave the verdict as it is."),
)
