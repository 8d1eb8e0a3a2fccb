# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private keys of the certificates in use, where no other keystore can be seen."""

import base64
import hashlib
from types import SimpleNamespace

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover import keys_in_use

BODY = b"a certificate"
PEM = f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(BODY).decode()}\n-----END CERTIFICATE-----\n"
KEY = {"kind": "private_key", "certificate": hashlib.sha256(BODY).hexdigest()}
OTHER = {"kind": "private_key", "certificate": "0" * 64}
TRUSTED = {"kind": "trusted_certificate", "certificate": KEY["certificate"]}


def found(entries, used=PEM):
    seen = SimpleNamespace(
        answers={"rcs1": {"keystore": entries if entries is None else {"entries": entries}}},
        hosts_of=lambda center, *groups: ["rcs1"] if center == "dc2" else [],
    )
    return keys_in_use.checks(seen, "dc2", {"ivr_profile_certificates": {"dc2": [used]}})


@pytest.mark.parametrize("entries", [[], [OTHER], [TRUSTED]])
def test_a_key_is_missing(entries):
    (check,) = found(entries)
    assert (check.rule, check.answer) == ("GIR628", "failed")
    assert "rcs1" in check.text
    assert "ivr_profile_certificates" in check.text


def test_the_key_is_there():
    assert found([OTHER, KEY]) == ()


def test_nothing_is_in_use():
    assert found([], "no certificate") == ()


def test_a_keystore_that_nobody_sees_is_judged_apart():
    assert found(None) == ()
