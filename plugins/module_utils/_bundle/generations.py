# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands in the directory that keeps the files of a bundle: see backup.py and journal.py."""

FIRST = "first"
PENDING = "pending"
PREVIOUS = "previous"
PACKAGE = "package"
MANIFEST = "files.json"
JOURNAL = "applied.json"
# How the names of files begin that are being written, see staging.
PRIVATE = ".gir_multidc."
