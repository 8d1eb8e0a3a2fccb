# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not known either, and what nothing here uses: (what, what you do instead, where it can be read)."""

UNUSED = (
    ("Operation that releases a recording from `applyNonDelete`", "This collection sets and releases no hold.",
     "the vendor's page on protection from deletion"),
    ("REST address of the rules of media lifecycle management",
     "You keep them in GAX, *Recording Lifecycle Scheduler*, or give their [REST form](media-lifecycle-api.md).",
     "the network tools of a browser in that screen"),
    ("`config.json` and registry keys of Screen Recording Service; when it fails over and back",
     "They stay as they are on the agents' machines. You measure the times ([custom desktops](custom-desktops.md)).",
     "`config.json` in its installation"),
    ("Port of Screen Recording Service", "You give the `url` of `srs_login_check`, which has no default.",
     "`netstat -ano` on an agent's machine"),
    ("Where SMConfig stores its settings", "You set them in SMConfig; [the steps](speechminer.md) are counted.",
     "*System Admin > System Configuration > Wiki* in SpeechMiner's web interface shows all settings as text"),
    ("Ids of the alarms of each component", "No alarm is made.", "the log messages file (`.lms`) of the package"),
    ("Names of the operations of `mlcmd`, and its exit codes", "It is not used.", "`mlcmd` without arguments"),
)
