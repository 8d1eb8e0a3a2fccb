# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request for a new recording certificate, gir_recording_certificate."""

from __future__ import annotations

import json
from collections.abc import Mapping

from .._topology.values import is_blank

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


def given(request: object) -> object:
    """What was asked for: a dictionary, or the same as JSON text, which is what a survey can give. Blank is nothing."""
    if request is None or is_blank(request):
        return {}
    if not isinstance(request, str):
        return request
    try:
        return json.loads(request)
    except ValueError:
        return request


def problems(request: object) -> list[str]:
    """What is wrong with it, as sentences without values that may be secret."""
    if not isinstance(request, Mapping):
        return ["gir_recording_certificate is no dictionary: give at least alias, and subject and days to make a key"]
    found = []
    if "alias" not in request:
        found.append("gir_recording_certificate is not given: give at least alias, and subject and days to make a key")
    # It may hold a private key, so nothing of it is quoted.
    unknown = len(set(request) - set(KEYS))
    if unknown:
        members = "a member that is" if unknown == 1 else f"{unknown} members that are"
        found.append(f"gir_recording_certificate has {members} not known: use {', '.join(KEYS)}")
    if "rws_number" in request and not _from_one_on(request["rws_number"]):
        found.append("gir_recording_certificate.rws_number is no number from 1 on: give the N of certificate-N")
    return found


def _from_one_on(number: object) -> bool:
    """-e and surveys give numbers as text."""
    text = str(number)
    return text.isascii() and text.isdigit() and int(text) >= 1
