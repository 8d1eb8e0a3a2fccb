# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""python -m standins.packages FILE.tar.gz --name vpMediaControl --version 9.0.046.06, or DIRECTORY --system."""

import argparse
import json
import sys

from standins.packages import BEHAVIOURS, PRODUCTS, make_archive, make_system


def main():
    parser = argparse.ArgumentParser(description="Write an installation package that behaves like the vendor's.")
    parser.add_argument("file", help="tar file to write, or with --system the directory of several")
    parser.add_argument(
        "--system", action="store_true",
        help=f"write a package for each of {', '.join(PRODUCTS)}; standard input holds the users of RWS as JSON",
    )
    parser.add_argument("--name", default="vpMediaControl", help="nickname of the product")
    parser.add_argument("--version", default="9.0.046.06", help="version that it installs")
    parser.add_argument("--behaviour", choices=BEHAVIOURS, default="installs", help="what it does wrong")
    parser.add_argument("--required", action="append", default=[], help="Section/Key that the response file must give")
    options = parser.parse_args()
    if options.system:
        make_system(options.file, options.version, json.load(sys.stdin), options.behaviour)
        return
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
