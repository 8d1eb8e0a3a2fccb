# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the table of rules into docs/topology.md. Run it after a change of the rules; a test fails until then."""

from ansible_collections.gir.multidc.plugins.plugin_utils._variables.table import renewed
from writing import REPOSITORY, write

DOCUMENT = REPOSITORY / "docs" / "topology.md"


def main():
    write(DOCUMENT, renewed(DOCUMENT.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
