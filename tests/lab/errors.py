# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong for a reason that the user can act on."""


class LabError(Exception):
    """One sentence that names the cause and what to do about it."""


class Impossible(LabError):
    """No laboratory can be had on this machine: not a defect, but something that it lacks or does not allow."""
