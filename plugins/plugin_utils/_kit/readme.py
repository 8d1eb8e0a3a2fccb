# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""README.txt of a kit: one page for the person who has nothing but the archive."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from .archive import Kit

_WIDTH = 78


def readme(data_center: str, away: str, facts: Mapping[str, Any], more: Sequence[str] = ()) -> str:
    """`away`: the data center that is lost. `more`: what this site has to know besides, a sentence each."""
    top = f"gir-failover-kit-{data_center}"
    versions = " or ".join(facts["pythons"])
    parts = [
        f"FAILOVER KIT OF {data_center.upper()}",
        _text(
            f"For the night on which {away} is lost, and with it the controller, Git or the name server. This archive"
            f" moves eServices, desktops, processing and muxing to {data_center}. It asks no other machine than the"
            " hosts of the two data centers."
        ),
        _text(
            f"You need: a Linux host that reaches the hosts of {data_center}, with Python {versions}"
            f" ({facts['machine']}), sha256sum, tar and ssh; your ssh key, or the password of the account that Ansible"
            " uses; and the password of the Ansible vault. The kit holds none of these."
        ),
        "1. Unpack\n\n"
        f"    sha256sum -c {top}.tar.gz.sha256\n"
        f"    tar -xzf {top}.tar.gz\n"
        f"    cd {top}",
        "2. See how the system stands, and what a failover would do\n\n"
        "    ./failover.sh status --ask-vault-pass\n"
        f"    ./failover.sh --check --ask-vault-pass {_given(data_center)}",
        "3. Fail over\n\n" f"    ./failover.sh --ask-vault-pass {_given(data_center)}",
        _text(
            "YOUR NAME attests that the data center is lost: one that does not answer may be alive for its agents. Run"
            " the same command again after an interruption, or whenever you are in doubt. Give --vault-password-file"
            " FILE instead of --ask-vault-pass where you have such a file, and --private-key FILE for ssh."
        ),
        _text(
            f"The other way, from {data_center} to {away}: the same with gir_failover_to={away} and"
            f" gir_failover_confirm={away}."
        ),
        _text(
            "Without Python, or when a step fails: break-glass/ has the pages for a person with curl and ssh, as text"
            " and for the printer. collection/ holds the collection with its documentation in docs/."
        ),
        _text(
            "Names of hosts are resolved by the file hosts of this kit. Put GIR_KIT_DNS=1 before the command where an"
            " address has changed since, and a name server answers."
        ),
        *map(_text, more),
    ]
    return "\n\n".join(parts) + "\n"


def _given(data_center: str) -> str:
    return (
        f"\\\n        -e gir_failover_to={data_center} -e gir_failover_confirm={data_center} \\\n"
        "        -e \"gir_failover_attested_by='YOUR NAME'\" -e \"gir_reason='WHY'\" \\\n"
        "        -e gir_failover_output_dir=reports"
    )


def _text(sentence: str) -> str:
    return textwrap.fill(sentence, _WIDTH, break_long_words=False, break_on_hyphens=False)


def shown(kit: Kit) -> list[str]:
    """What a kit is made of, for the terminal."""
    size = sum(map(len, kit.members.values())) / 1024 / 1024
    return [f"{kit.data_center}: {len(kit.members)} files, {size:.1f} MiB before packing"]
