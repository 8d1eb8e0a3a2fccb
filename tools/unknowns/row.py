# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One unknown of the product, and a topic of several."""

from dataclasses import dataclass, field

# How sure somebody can be before an installation was asked.
UNVERIFIED, INFERRED, UNKNOWN = "unverified", "inferred", "unknown"
SURE = {
    UNKNOWN: "no source says anything",
    UNVERIFIED: "a name that people remember; no page of the vendor shows it",
    INFERRED: "deduced from what the vendor documents",
}
# Stands in a variable for every role that has it.
ROLE = "<role>"


@dataclass(frozen=True)
class Unknown:
    """`variables`: what settles it, often one; a key of a dictionary follows a dot.

    `unknown`: what is not known. `until`: what happens until it is given. `read`: how to read it from an installation.
    `sure`: a key of SURE. `default`: what the variable has all the same, where it has something.
    """

    variables: tuple
    unknown: str
    until: str
    read: str
    sure: str = UNKNOWN
    default: object = None


@dataclass(frozen=True)
class Topic:
    """A heading with its rows. `names`: component to how to read the names of its options, which are listed below."""

    title: str
    text: str
    rows: tuple = ()
    names: dict = field(default_factory=dict)


def ask(variables, unknown, until, read, sure=UNKNOWN, default=None):
    """A row; several variables are separated by blanks."""
    return Unknown(tuple(variables.split()), unknown, until, read, sure, default)
