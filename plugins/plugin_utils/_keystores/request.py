# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request for a new recording certificate, gir_recording_certificate."""

from __future__ import annotations

from collections.abc import Mapping

KEYS = (
    "alias",
    "signing",
    "subject",
    "days",
    "key_size",
    "certificate",
    "private_key",
    "keystore_type",
    "ivr_profile_option",
    "rws_number",
)


def problems(request: Mapping[str, object]) -> list[str]:
    """What is wrong with it, as sentences without values that may be secret."""
    found = []
    if "alias" not in request:
        found.append("gir_recording_certificate is not given: give at least alias, and subject and days to make a key")
    unknown = sorted(set(request) - set(KEYS))
    if unknown:
        found.append(f"gir_recording_certificate has {', '.join(unknown)}: use {', '.join(KEYS)}")
    number = request.get("rws_number")
    if "rws_number" in request and not _from_one_on(number):
        found.append(f"gir_recording_certificate.rws_number is {number}: give the number N of certificate-N, from 1 on")
    return found


def _from_one_on(number: object) -> bool:
    """-e and surveys give numbers as text."""
    text = str(number)
    return text.isascii() and text.isdigit() and int(text) >= 1
