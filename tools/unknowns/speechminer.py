# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be asked of SpeechMiner. No page that can be reached describes its services, SMConfig or its database."""

from unknowns.row import INFERRED, Topic, ask

SPEECHMINER = Topic(
    "SpeechMiner",
    "[What is checked of it, and what is left to a person](speechminer.md).",
    (
        ask(
            "speechminer_windows_services",
            "The names of its Windows services, in which order they start, and whether they run in a backup instance.",
            "No service of Windows is touched or judged.",
            "`Get-Service` on a host that runs; IIS is `W3SVC`",
        ),
        ask(
            "speechminer_ui_url",
            "The address of the web interface.",
            "Nobody asks it: *not observable*.",
            "the address that its users open, or the bindings of its site in IIS Manager",
        ),
        ask(
            "speechminer_index_backup_path speechminer_index_backup_max_hours",
            "Where the Daily Index Backup is written, and at what time of day.",
            "Nobody looks at it: *not observable*, and a planned failover is not known to be possible.",
            "SMConfig > Index",
        ),
        ask(
            "speechminer_database_address",
            "Server and port of the database of each data center.",
            "Nobody tries it: *not observable*.",
            "SMConfig; `SELECT local_tcp_port FROM sys.dm_exec_connections` shows the port of a connection over TCP",
        ),
        ask(
            "speechminer_attestations",
            "How the database is promoted, and what has to be set in SMConfig after it.",
            "The steps say what must be true, and each is open until somebody attests it.",
            "SMConfig, with the administrator of the databases, in a rehearsal",
            INFERRED,
            default={},
        ),
    ),
)
