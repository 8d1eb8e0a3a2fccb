# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write on the controller what config_bundle would write on a host, and Configuration Server objects as files."""

import os
import shutil
import tempfile

from ansible import constants as C
from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering import spec
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.bundle import Renderer, plain_args, provide_yaml
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.local_files import LocalFiles, show_differences
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.objects import object_files, read_objects
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.templates import Templates

_OPTIONS = ("directory", "objects_directory", "files", "objects", "mask_secrets", "secret_keys")


class ActionModule(ActionBase):
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        task_vars = task_vars or {}
        problems = Problems()
        args = plain_args(self._task.args, problems)
        spec.read_options(args, _OPTIONS, problems)
        masked = spec.read_flag(args, "mask_secrets", True, problems)
        keys = spec.read_patterns(args, problems)
        shown = Redactor(keys, fingerprints=True)
        texts = self._texts(args, Redactor(keys) if masked else None, shown, problems, task_vars)
        # Files with secrets are for their owner alone.
        files = LocalFiles(0o640 if masked else 0o600, bool(self._task.check_mode))
        for path in texts:
            sentence = files.problem_of(path)
            if sentence:
                problems.add(sentence)
        if problems:
            return {**result, **problems.refusal(task_vars)}
        failure = self._write(files, texts)
        result.update(changed=any(file["changed"] for file in files.results), files=files.results)
        if failure:
            result.update(failed=True, msg=failure, problems=[failure])
            return result
        if self._task.diff:
            result["diff"] = show_differences(files, shown)
        return result

    def _write(self, files, texts):
        """Write the files; what went wrong as a sentence."""
        for path, (text, secret) in texts.items():
            try:
                files.write(path, text, secret)
            except OSError as error:
                return "%s cannot be written on the controller: %s. The files before it were written." % (
                    path,
                    error.strerror or error,
                )
        return None

    def _texts(self, args, mask, shown, problems, task_vars):
        """Absolute path on the controller to its text and whether all of that is secret."""
        files = spec.read_files(args, problems)
        spec.check_paths([], files, problems)
        objects = read_objects(args, problems)
        directory = self._directory(args, "directory", files, problems)
        objects_directory = self._directory(args, "objects_directory", objects, problems)
        for data in objects + [file["value"] for file in files]:
            shown.learn(data)
            if mask is not None:
                mask.learn(data)
        temporary = tempfile.mkdtemp(prefix="gir_multidc-", dir=C.DEFAULT_LOCAL_TMP)
        try:
            provide_yaml(temporary)
            rendered = Renderer(Templates(self, task_vars), problems, mask).render(files)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        texts = {}
        for file in rendered:
            self._place(texts, directory, file["path"].lstrip("/"), file["content"], file["secret"], problems)
        for path, text in object_files(objects, problems, mask).items():
            self._place(texts, objects_directory, path, text, False, problems)
        return texts

    @staticmethod
    def _place(texts, directory, path, text, secret, problems):
        """A directory that was refused has no paths; its own sentence says why."""
        if not directory:
            return
        place = os.path.join(directory, path)
        if place in texts:
            problems.add("%s would be both a file and an object: give objects another directory" % place)
        texts[place] = (text, secret)

    def _directory(self, args, name, entries, problems):
        value = args.get(name)
        if value is None and not entries:
            return ""
        if not isinstance(value, str) or not value.strip():
            problems.add(
                "%s is %s: give a directory on the controller"
                % (name, "missing" if value is None else spec.show(value))
            )
            return ""
        # Relative to where ansible-playbook was started: a playbook of a collection must not write into the collection.
        return os.path.abspath(os.path.expanduser(value))
