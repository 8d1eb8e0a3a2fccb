# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which copies may be removed, and what it takes: whatever may hold the last key stays."""

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._copies.looking import other_keys
from ansible_collections.gir.multidc.plugins.module_utils._copies.rules import Facts, verdict

CASES = [
    (Facts("previous"), "yes", ""),
    (Facts("backup_file"), "yes", ""),
    (Facts("leftover"), "yes", ""),
    (Facts("keystore_version"), "yes", ""),
    (Facts("certificate_request"), "yes", ""),
    (Facts("first"), "by path", "before this collection came"),
    (Facts("original"), "by path", "a failed run could not put it back"),
    (Facts("first", of="/a", protected=("k",)), "by path and sha256", "another k than /a"),
    (Facts("backup_file", of="/a", protected=("k",)), "by path and sha256", "another k than /a"),
    (Facts("previous", protected=("k", "l")), "by path and sha256", "another k and l than the present file"),
    (Facts("pending"), "never", "the way back"),
    (Facts("pending", protected=("k",)), "never", "the way back"),
    (Facts("waiting_key"), "never", "gir.multidc.recording_certificate"),
    (Facts("certificate_request", in_use="a key waits"), "never", "a key waits"),
    (Facts("leftover", in_use="a run is at work"), "never", "a run is at work"),
    (
        Facts("keystore_version", unknown="no password"),
        "never",
        "cannot be compared with the present keystore: no pass",
    ),
    (Facts("keystore_version", lacking=("a", "b")), "never", "it holds 'a', 'b'"),
    (Facts("leftover", lacking=("a",)), "never", "merge or restore it first"),
    (Facts("keystore_version", running=True), "never", "restart RCS first"),
    (Facts("previous", strange="is a FIFO"), "never", "it is a FIFO: look at it"),
]


@pytest.mark.parametrize(("facts", "removal", "words"), CASES)
def test_what_removing_a_copy_takes(facts, removal, words):
    found = verdict(facts)
    assert found.removal == removal
    assert words in found.reason and bool(found.reason) == (removal != "yes")


OLD = b"serverSettings:\n  cryptoSecurityKey: old\n"


@pytest.mark.parametrize(
    ("kept", "present", "lost"),
    [
        (OLD, OLD.replace(b"old", b"new"), True),
        (OLD, OLD.replace(b"old", b"'old'  # quoted"), False),
        (OLD, b"serverSettings:\n  other: old\n", True),
        (OLD, None, True),
        (b"serverSettings:\n  other: old\n", OLD, False),
        (OLD.replace(b"old", b"|\n    old"), OLD, True),
        (b"\xff\xfe" + OLD.decode().encode("utf-16-le"), OLD.replace(b"old", b"new"), True),
        (None, OLD, False),
    ],
)
def test_a_key_that_only_a_copy_holds(kept, present, lost):
    """A value that is only written otherwise may count as another one, never the other way round."""
    assert bool(other_keys(kept, present, ["serverSettings/cryptoSecurityKey"])) is lost
