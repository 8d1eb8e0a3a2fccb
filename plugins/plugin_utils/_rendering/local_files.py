# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write rendered files on the controller."""

import os
import stat
import tempfile

from ansible_collections.gir.multidc.plugins.module_utils._bundle.paths import nearest_existing

LONGEST_NAME = 255


class LocalFiles:
    """Files below directories of the controller. Nothing but the given files and their directories is touched."""

    DIRECTORY_MODE = 0o750

    def __init__(self, mode, check_mode):
        self._mode = mode
        self._check_mode = check_mode
        self.results = []
        self.differences = []

    def problem_of(self, path):
        """Why the file could not be written here, as a sentence, or None."""
        if os.path.isdir(path):
            return "%s is a directory on the controller: move it away" % path
        if len(os.path.basename(path).encode("utf-8", "surrogateescape")) > LONGEST_NAME:
            return "%s has a name of more than %d bytes: shorten it" % (path, LONGEST_NAME)
        above = nearest_existing(os.path.dirname(path))
        if not os.path.isdir(above):
            return "%s is not a directory on the controller: move it away" % above
        if not os.access(above, os.W_OK | os.X_OK):
            return "%s cannot be written on the controller: give a directory that you may write" % above
        return None

    def write(self, path, text, secret):
        content = text.encode("utf-8", "surrogateescape")
        old, old_mode = self._present(path)
        reasons = []
        if old != content:
            reasons.append("content")
        if old is not None and old_mode != self._mode:
            reasons.append("mode")
        state = "created" if old is None else "changed" if reasons else "unchanged"
        self.results.append({"path": path, "changed": bool(reasons), "state": state, "reasons": reasons})
        if reasons:
            self._note(path, old, old_mode, text, secret)
        if reasons and not self._check_mode:
            self._replace(path, content)

    def _present(self, path):
        try:
            with open(path, "rb") as present:
                return present.read(), stat.S_IMODE(os.fstat(present.fileno()).st_mode)
        except FileNotFoundError:
            return None, None

    def _note(self, path, old, old_mode, text, secret):
        before = after = ""
        if old is not None and old_mode != self._mode:
            before, after = "mode = %04o\n" % old_mode, "mode = %04o\n" % self._mode
        present = None if old is None else old.decode("utf-8", "replace")
        self.differences.append(
            {"path": path, "before": before, "old": present, "after": after, "new": text, "secret": secret}
        )

    def _replace(self, path, content):
        directory = os.path.dirname(path)
        os.makedirs(directory, mode=self.DIRECTORY_MODE, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=".gir_multidc.", suffix=".new", dir=directory)
        try:
            with os.fdopen(descriptor, "wb") as staged:
                staged.write(content)
                os.fchmod(staged.fileno(), self._mode)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise


def show_differences(files, redactor):
    """What Ansible shows under --diff. Secrets are fingerprints even when the files hold them."""
    shown = []
    for difference in files.differences:
        hide = _whole(redactor) if difference["secret"] else redactor.text
        shown.append(
            {
                "before_header": difference["path"],
                "after_header": difference["path"],
                "before": difference["before"] + ("" if difference["old"] is None else hide(difference["old"])),
                "after": difference["after"] + hide(difference["new"]),
            }
        )
    return shown


def _whole(redactor):
    return lambda text: redactor.token(text) + "\n"
