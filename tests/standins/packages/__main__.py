# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""python -m standins.packages FILE.tar.gz --name vpMediaControl --version 9.0.046.06"""

import argparse

from standins.packages import BEHAVIOURS, make_archive


def main():
    parser = argparse.ArgumentParser(description="Write an installation package that behaves like the vendor's.")
    parser.add_argument("file", help="tar file to write")
    parser.add_argument("--name", default="vpMediaControl", help="nickname of the product")
    parser.add_argument("--version", default="9.0.046.06", help="version that it installs")
    parser.add_argument("--behaviour", choices=BEHAVIOURS, default="installs", help="what it does wrong")
    parser.add_argument("--required", action="append", default=[], help="Section/Key that the response file must give")
    options = parser.parse_args()
    path = make_archive(
        options.file,
        name=options.name,
        version=options.version,
        behaviour=options.behaviour,
        required=options.required,
    )
    print(path)


if __name__ == "__main__":
    main()
