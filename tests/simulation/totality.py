# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides in every combination of what may be seen, and looks whether the decision may be taken."""


def everything(most=10):
    del most
    return 0, []
