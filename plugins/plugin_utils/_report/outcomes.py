# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can come of an item of a report, and of a case."""

EQUAL, DRIFT, NOT_CHECKED, NOT_OBSERVABLE = "equal", "drift", "not_checked", "not_observable"
IGNORED, GONE = "ignored", "gone"
# Those that a document lists among its items and nobody has to do anything about.
QUIET = (EQUAL, NOT_OBSERVABLE)
