# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the topology: one row each. The checks name a row by its id; the docs print the rows."""

from __future__ import annotations

from dataclasses import dataclass

ERROR = "error"
WARNING = "warning"

GUIDE = "guide"
PRODUCT = "product"
MODEL = "inventory"


@dataclass(frozen=True)
class Rule:
    """`holds` is what must be true, `remedy` what to do when it is not, `source` who says so."""

    id: str
    severity: str
    holds: str
    remedy: str
    source: str


GROUPS_OF_RULES = {
    "GIR0": "Reading the inventory",
    "GIR1": "The map of data centers",
    "GIR2": "Groups, hosts and components",
    "GIR3": "Storage and jurisdiction",
    "GIR4": "Addresses",
    "GIR5": "RWS nodes and agent desktops",
    "GIR6": "Accounts",
    "GIR7": "The active data center",
}

# A table: one rule on two or three lines reads better than one argument a line.
# fmt: off
_ROWS = (
    # Reading the inventory
    ("GIR001", ERROR, "Every variable that the topology reads can be evaluated.",
     "Define the missing variable, or correct the template or the vault password.", MODEL),
    ("GIR002", ERROR, "Every value has its documented type.",
     "Write it as docs/topology.md shows it; put quotes around text that YAML would read as a number.", MODEL),
    ("GIR003", ERROR, "gir_datacenters is given and names at least one data center.",
     "Give gir_datacenters in group_vars/gir/topology.yml.", MODEL),
    ("GIR004", ERROR, "Every required key of a data center and of a storage is given.",
     "Add the key; docs/topology.md says what it means.", MODEL),
    ("GIR005", ERROR, "Only documented keys are used.",
     "Correct or remove the key.", MODEL),
    ("GIR006", ERROR, "Groups are lists of host names.",
     "Correct the inventory.", MODEL),
    # The map of data centers
    ("GIR101", ERROR,
     "The name of a data center is a valid group name: letters, digits and underscore, no digit first.",
     "Rename the data center and its group.", MODEL),
    ("GIR102", ERROR,
     "The name of a data center has no meaning of its own (a component group, central, gir, all, ...).",
     "Rename the data center and its group.", MODEL),
    ("GIR103", ERROR, "The role of a data center is primary, backup or recording.",
     "Use one of the three.", GUIDE),
    ("GIR104", ERROR, "Exactly one data center is the primary.",
     "Give role primary to exactly one data center; further ones are recording.", GUIDE),
    ("GIR105", ERROR, "Exactly one data center is the backup.",
     "Give role backup to exactly one data center; further ones are recording.", GUIDE),
    ("GIR106", ERROR, "A site name has only letters, digits, underscore, @ and space, and no space at its ends.",
     "Rename the site, in RWS (siteName) and in Workspace Desktop Edition alike.", PRODUCT),
    ("GIR107", ERROR, "Site names are unique, whatever their case.",
     "Give each data center its own site name.", PRODUCT),
    ("GIR108", ERROR, "A geo-location is one line of at most 100 letters, without spaces at its ends.",
     "Write it exactly as the option geo-location of the SIP Server DNs has it.", PRODUCT),
    ("GIR109", ERROR, "No geo-location is named record: that name is the catch-all IVR Profile's.",
     "Rename the geo-location in SIP Server and here.", PRODUCT),
    ("GIR110", ERROR,
     "A geo-location, whatever its case, belongs to one data center: with two equal ones Resource Manager picks any.",
     "Give each geo-location to exactly one data center, once.", GUIDE),
    ("GIR111", ERROR, "A recording data center has at least one geo-location; without one no call is recorded there.",
     "Name its geo-locations, or remove the data center.", GUIDE),
    ("GIR112", WARNING, "The primary and the backup data center have a geo-location.",
     "Name its geo-locations, or accept that its calls are recorded through the IVR Profile record.", GUIDE),
    ("GIR113", ERROR,
     "A node path is a path such as /US/NY: it begins with a slash, does not end with one, has no empty part.",
     "Write it as RWS locations are written, for example /US/NY.", PRODUCT),
    ("GIR114", ERROR, "Node paths are unique: storage and media lifecycle are set by location.",
     "Give each data center its own node path.", PRODUCT),
    # Groups, hosts and components
    ("GIR201", ERROR, "Every data center has an inventory group of its name.",
     "Add the group with the data center's hosts.", MODEL),
    ("GIR202", ERROR, "The group of a data center has hosts.",
     "Put the data center's hosts into the group, or remove the data center.", MODEL),
    ("GIR203", ERROR, "Every host of gir or of a component group is in a data center group.",
     "Put the host into the group of its data center.", MODEL),
    ("GIR204", ERROR, "A host is in one data center group only.",
     "Leave the host in the group of the data center where it stands.", MODEL),
    ("GIR205", ERROR, "Every host of a data center is in one or more component groups.",
     "Put the host into the group of each component that runs on it.", MODEL),
    ("GIR206", ERROR, "Every host of a data center or component group is in the group gir, which holds the variables.",
     "Make the group gir the parent of the data center groups.", MODEL),
    ("GIR207", ERROR, "Every host named in a group is a host of the inventory.",
     "Add the host, or correct its name.", MODEL),
    ("GIR208", WARNING, "No group looks like a misspelt component group.",
     "Rename the group, or move its hosts.", MODEL),
    ("GIR209", ERROR, "The group gir has hosts; nobody else sees its variables.",
     "Make the group gir the parent of the data center groups.", MODEL),
    ("GIR210", ERROR, "localhost, the controller, is in no data center group and in no component group.",
     "Give the machine another name in the inventory, with ansible_connection: local.", MODEL),
    ("GIR211", ERROR, "Every data center has an RWS host.",
     "Put one of its hosts into gir_rws.", GUIDE),
    ("GIR212", ERROR, "Every data center has an RCS host.",
     "Put one of its hosts into gir_rcs.", GUIDE),
    ("GIR213", ERROR, "Every data center with a geo-location has an MCP host.",
     "Put one of its hosts into gir_mcp.", GUIDE),
    ("GIR214", ERROR, "Every data center has a processor: a Recording Processor Script or a Voice Processor.",
     "Put one of its hosts into gir_rps or gir_voice_processor.", GUIDE),
    ("GIR215", WARNING, "A data center with its own storage has a WebDAV host.",
     "Put the storage host into gir_webdav, or accept that its storage is run elsewhere.", GUIDE),
    ("GIR216", ERROR, "Muxer hosts stand only in the primary and the backup data center.",
     "Take the host out of gir_muxer.", GUIDE),
    ("GIR217", ERROR, "When Muxer is used, the primary and the backup data center both have it.",
     "Put a host of each of the two into gir_muxer, or use no Muxer.", GUIDE),
    ("GIR218", ERROR, "SpeechMiner hosts stand only in the primary and the backup data center.",
     "Take the host out of gir_speechminer.", GUIDE),
    ("GIR219", ERROR, "When SpeechMiner hosts are listed, the primary and the backup data center both have one.",
     "Put a host of each of the two into gir_speechminer, or list none.", GUIDE),
    # Storage and jurisdiction
    ("GIR301", ERROR, "storage is a dictionary with voice_url and screen_url, or the word central.",
     "Write the two URLs, or: storage: central.", GUIDE),
    ("GIR302", ERROR, "A data center without storage of its own has the central one to use.",
     "Give gir_central_storage, or give the data center its own storage.", GUIDE),
    ("GIR303", ERROR, "A data center's own storage is in one of its storage_jurisdictions.",
     "Move the storage, or allow its jurisdiction in storage_jurisdictions.", GUIDE),
    ("GIR304", ERROR, "The central storage is in one of the storage_jurisdictions of each data center that uses it.",
     "Give the data center storage of its own, or allow the jurisdiction in storage_jurisdictions.", GUIDE),
    ("GIR305", ERROR, "storage_jurisdictions allows at least one jurisdiction.",
     "Name the jurisdictions, or remove the key: then it is the data center's own.", GUIDE),
    ("GIR306", WARNING,
     "Another data center may take a data center's agents when it fails: its storage is in an allowed jurisdiction.",
     "Allow the jurisdiction in storage_jurisdictions, or accept that these agents have no failover.", GUIDE),
    ("GIR307", WARNING,
     "Calls without geo-location (IVR Profile record) rest in a jurisdiction that every data center allows.",
     "Make sure that SIP Server gives a geo-location to every call of that data center.", PRODUCT),
    ("GIR308", WARNING, "No two data centers have the same storage URL as their own.",
     "Give each its own storage, or make it the central storage.", GUIDE),
    # Addresses
    ("GIR401", ERROR, "A URL begins with http:// or https:// and has a host and, if any, a valid port.",
     "Write it as https://host.example.com/path.", MODEL),
    ("GIR402", ERROR, "A URL holds no user name and no password.",
     "Remove what stands before the @; accounts have their own variables.", MODEL),
    ("GIR403", ERROR, "A URL has no query and no fragment.",
     "Remove everything from the ? or # on.", MODEL),
    ("GIR404", ERROR, "rws_url and processor_url are base addresses, without the path of their API.",
     "Remove the path of the API; the roles add it.", PRODUCT),
    ("GIR405", ERROR, "Each data center has its own RWS address: a peer at the same address is no failover.",
     "Give the address that reaches only this data center's RWS nodes.", GUIDE),
    ("GIR406", WARNING, "Each data center has its own processor, RCS and Interaction Receiver address.",
     "Give the address that reaches only its own hosts, or accept traffic between data centers.", GUIDE),
    ("GIR407", ERROR, "The primary and the backup data center have an interaction_receiver_url.",
     "Give the URL of the SpeechMiner Interaction Receiver of that data center.", GUIDE),
    ("GIR408", WARNING, "Only the primary and the backup data center have an interaction_receiver_url.",
     "Remove it: recordings of every data center go to the active one's Interaction Receiver.", GUIDE),
    ("GIR409", WARNING, "Addresses that are used from other data centers are encrypted.",
     "Use https.", MODEL),
    # RWS nodes and agent desktops
    ("GIR501", ERROR, "rws_cr_cluster_name (crClusterName) is equal on all RWS hosts.",
     "Give it once, in group_vars/gir.", PRODUCT),
    ("GIR502", ERROR, "rws_crypto_security_key (cryptoSecurityKey) is equal on all RWS hosts.",
     "Give it once, in group_vars/gir; never change it on a running system.", PRODUCT),
    ("GIR503", ERROR, "rws_crypto_security_key and rws_cr_cluster_name, which RWS requires, are given.",
     "Give it once, in group_vars/gir.", PRODUCT),
    ("GIR504", ERROR, "At most one host is chosen as the sync node.",
     "Set rws_sync_node: true on one host only, or nowhere: then it is the first RWS host of the primary.", PRODUCT),
    ("GIR505", ERROR, "The sync node is an RWS host of the primary data center.",
     "Choose an RWS host of the primary.", PRODUCT),
    ("GIR506", ERROR, "Versions are numbers separated by dots.",
     "Write the version in quotes, for example \"8.5.118.10\".", MODEL),
    ("GIR507", ERROR, "workspace_desktop_failover_strategy is dns, load_balancer or resubmit.",
     "Use one of the three.", GUIDE),
    ("GIR508", ERROR,
     "Where peer_uri cannot be used (WDE before 8.5.118.10 or SRS before 8.5.340.97), a failover strategy is named.",
     "Set workspace_desktop_failover_strategy to dns, load_balancer or resubmit.", GUIDE),
    ("GIR509", WARNING, "The versions of WDE and SRS are known, or a failover strategy is named.",
     "Give workspace_desktop_version and workspace_desktop_srs_version, or a failover strategy.", GUIDE),
    # Accounts
    ("GIR601", ERROR, "The settings that have no default are given.",
     "Give it in group_vars/gir; passwords belong in the vault.", MODEL),
    ("GIR602", ERROR, "Every storage in use has its user name and password.",
     "Give username and password in gir_storage_credentials, in the vault.", PRODUCT),
    ("GIR603", WARNING, "gir_storage_credentials names only storage that is in use.",
     "Correct the name, or remove the account.", MODEL),
    ("GIR604", WARNING, "The ops account of RWS is not the one printed in the vendor's documentation.",
     "Change the password of the ops account.", PRODUCT),
    ("GIR605", ERROR, "The account of the Interaction Receiver has both a user name and a password, or is not given.",
     "Give both gir_interaction_receiver_username and gir_interaction_receiver_password, or neither.", PRODUCT),
    ("GIR606", ERROR, "gir_contact_center_id is a contact center ID: 32 hexadecimal digits, with or without dashes.",
     "Copy it from GET /api/v2/ops/contact-centers, or remove the variable.", PRODUCT),
    ("GIR607", ERROR, "The user name of a storage has no colon: it is sent as username:password.",
     "Choose another user name.", PRODUCT),
    ("GIR608", ERROR, "A port is a number from 1 to 65535.",
     "Correct the port.", MODEL),
    # The active data center
    ("GIR701", ERROR, "gir_active_datacenter is the primary or the backup data center.",
     "Name one of the two, or remove the variable.", GUIDE),
    ("GIR702", WARNING, "Every record of the active data center that was found can be read.",
     "Repair or remove the local fact gir_multidc on that host; the records of the other hosts are used.", MODEL),
    ("GIR703", ERROR, "Where records of the active data center were found, one of them can be read.",
     "Restore the local fact gir_multidc on an RWS host; without it a failover could be undone unawares.", MODEL),
    ("GIR704", ERROR, "The newest records name one active data center.",
     "Find out which one is active, and remove the local fact gir_multidc from the hosts that are wrong.", MODEL),
    ("GIR705", ERROR, "The newest record names the primary or the backup data center.",
     "Fail over to one of the two, or restore the role of the recorded data center.", GUIDE),
    ("GIR706", WARNING, "gir_active_datacenter, when given, agrees with the recorded active data center.",
     "Remove gir_active_datacenter, or set it to the recorded one: the record wins.", MODEL),
    ("GIR707", WARNING, "Every RWS host can be asked for its record of the active data center.",
     "Bring the host up, and run this again before anything depends on it.", MODEL),
    ("GIR708", ERROR,
     "Where no record is found, an RWS host of the primary and one of the backup could be asked for one.",
     "Bring an RWS host of that data center up, or say which one is active with gir_active_datacenter.", MODEL),
)
# fmt: on

RULES = {row[0]: Rule(*row) for row in _ROWS}
