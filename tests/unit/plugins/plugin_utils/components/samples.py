# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading tables of options that only tests have."""

from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import read
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report


def read_sample(table, given):
    """The options of a table of the component `sample`, and what is wrong with them."""
    report = Report("host1")
    options = read(table, {f"sample_{name}": value for name, value in given.items()}, report)
    return options, [(one.id, one.sentence) for one in report.violations]
