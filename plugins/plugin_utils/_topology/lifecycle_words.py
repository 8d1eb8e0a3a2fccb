# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of a media lifecycle, and its folders. Imports nothing of the model, so that components can use it."""

from __future__ import annotations

import re

LIFECYCLE = "gir_media_lifecycle"
RETENTION = "gir_retention"
MARGIN = "gir_media_lifecycle_margin_days"
VARIABLES = (LIFECYCLE, RETENTION, MARGIN)

BACKUP = "backup"
PURGE = "purge"
TYPES = (BACKUP, PURGE)
VOICE = "voice"
SCREEN = "screen"
MEDIA = (VOICE, SCREEN)
CALL_TYPES = ("Inbound", "Outbound", "Internal", "Consult", "Unknown", "NotSet")
RULE_KEYS = ("name", "enabled", "at", "tasks")
# What holds for voice recordings, and what holds for backups.
VOICE_KEYS = ("call_types", "include_labels", "exclude_labels", "include_screen_recordings")
BACKUP_KEYS = ("backup_folder",)
TASK_KEYS = (
    "type", "media", "call_types", "include_labels", "exclude_labels", "min_age_days", "max_age_days", "attached_data",
    "backup_folder", "include_screen_recordings",
)  # fmt: skip
RETENTION_KEYS = ("min_days", "max_days")
# The scheduler of GAX shows a rule as one line in which these stand between its parts.
SEPARATORS = (",", ";")
# Below the root: what is never a mount that all RWS nodes share, or does not outlive a restart.
_OF_THE_NODE = ("tmp", "var/tmp", "dev/shm", "run", "var/run", "root", "home")
# What RWS takes where nothing is given (documented for defaultBackupExportURI).
PRODUCT_FOLDER = "file:///tmp/archLocDefault"
_FOLDER = re.compile(r"file://((?:/[^/\s%?#\\]+)+)/?")


def folder_path(uri: str | None) -> str | None:
    """The absolute path of a backup folder, without a slash at its end; None where it is no file:// with one."""
    found = _FOLDER.fullmatch(uri or "")
    if found is None or any(part in (".", "..") for part in found.group(1).split("/")):
        return None
    return found.group(1)


def local_place(path: str) -> str | None:
    """The place of a node by nature in which an absolute path lies, if any."""
    return next(iter(f"/{place}" for place in _OF_THE_NODE if f"{path}/".startswith(f"/{place}/")), None)
