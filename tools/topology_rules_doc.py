# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the table of rules into docs/topology.md. Run it after a change of the rules; a test fails until then."""

import sys
from pathlib import Path

from ansible_collections.gir.multidc.plugins.plugin_utils._variables.table import renewed

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "topology.md"


def main():
    before = DOCUMENT.read_text(encoding="utf-8")
    after = renewed(before)
    if after != before:
        DOCUMENT.write_text(after, encoding="utf-8")
        print(f"{DOCUMENT.name}: the table of rules was written anew")
    return 0


if __name__ == "__main__":
    sys.exit(main())
