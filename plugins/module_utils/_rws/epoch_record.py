# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of the last eServices switch: private to this collection, may change at any time.

A small JSON file, an Ansible local fact, with an epoch that grows with every request. Several hosts may hold one; the
highest epoch wins. A site that is null means that a request was under way and nobody knows what became of it.
"""

import contextlib
import json
import os
import tempfile
import time

from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError

SITE = "eservices_site"
LARGEST_EPOCH = 10**15
MAX_BYTES = 65536


def problem(record):
    """Why this is no record, or None."""
    if not isinstance(record, dict):
        return "it is not a dictionary"
    epoch = record.get("epoch")
    if not isinstance(epoch, int) or isinstance(epoch, bool) or not 0 < epoch < LARGEST_EPOCH:
        return "epoch is not a positive number"
    for name in (SITE, "environment_id"):
        if not (record.get(name) is None or isinstance(record[name], str)):
            return "%s is not a text" % name
    return None


def read_file(path):
    """The record in a file; None when there is no file."""
    try:
        with open(path, "rb") as stream:
            text = stream.read(MAX_BYTES)
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise RwsError("record_path: %s cannot be read: %s." % (path, exc.strerror)) from exc
    try:
        record = json.loads(text.decode("utf-8"))
        reason = problem(record)
    except (ValueError, RecursionError):
        reason = "it is not JSON"
    if reason:
        raise RwsError(
            "record_path: %s is no record of an eServices switch: %s. Remove the file; the next run writes it anew."
            % (path, reason)
        )
    return record


def write_file(path, record):
    """Replace the file in one step, so that a reader finds the old or the new record."""
    folder = os.path.dirname(path) or "."
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=".gir-", dir=folder)
        with os.fdopen(handle, "w") as stream:
            json.dump(record, stream, sort_keys=True)
            stream.write("\n")
            stream.flush()
            os.fsync(stream.fileno())
        # Not a secret, and gathered as a local fact by any account.
        os.chmod(temporary, 0o644)
        os.rename(temporary, path)
    except OSError as exc:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise RwsError(
            "record_path: %s cannot be written: %s. The directory must exist and be writable." % (path, exc.strerror)
        ) from exc


class Ledger:
    """What is known about the last request, from the file of this host and from the records of others."""

    def __init__(self, path, others, environment_id):
        # A link stays a link: its target is replaced.
        self.path = os.path.realpath(path) if path else None
        self.environment_id = environment_id
        self.own = read_file(self.path) if path else None
        foreign = self.own and environment_id and self.own.get("environment_id") not in (None, environment_id)
        if foreign:
            raise RwsError(
                "record_path: %s is the record of environment %s, and this one is %s; give each its own file."
                % (path, self.own["environment_id"], environment_id)
            )
        self.newest = None
        self.disputed = False
        for record in [self.own] + list(others):
            if record is None or record.get("environment_id") not in (None, environment_id):
                continue
            if self.newest is None or record["epoch"] > self.newest["epoch"]:
                self.newest, self.disputed = record, False
            elif record["epoch"] == self.newest["epoch"] and record.get(SITE) != self.newest.get(SITE):
                self.disputed = True

    @property
    def site(self):
        """The site of the last request; None when it is not known, or when two records of one epoch disagree."""
        return None if self.newest is None or self.disputed else self.newest.get(SITE)

    def begin(self):
        """Before a request: should this run die, nobody takes the old record for the truth."""
        if self.path:
            write_file(self.path, self._next(None))

    def undo(self):
        """After a request that certainly changed nothing."""
        if self.path and self.own is not None:
            write_file(self.path, self.own)
        elif self.path:
            with contextlib.suppress(OSError):
                os.unlink(self.path)

    def settle(self, site, requested):
        """A new record after a request. Without one, this host takes over a newer record of others."""
        if requested:
            self.newest, self.disputed = self._next(site), False
        if self.path and self.newest is not None and not self.disputed and self.own != self.newest:
            write_file(self.path, self.newest)
            self.own = self.newest

    def require_writable(self):
        """What a real run would need, for check mode."""
        folder = os.path.dirname(self.path) if self.path else None
        if folder is not None and not (os.path.isdir(folder) and os.access(folder, os.W_OK)):
            raise RwsError("record_path: %s cannot be written: its directory must exist and be writable." % self.path)

    def _next(self, site):
        return {
            "epoch": (self.newest["epoch"] if self.newest else 0) + 1,
            SITE: site,
            "environment_id": self.environment_id,
            "requested_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
