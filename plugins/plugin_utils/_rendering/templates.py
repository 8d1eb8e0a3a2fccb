# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Render Jinja2 templates the way ansible.builtin.template does."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

import ansible.template
from ansible.errors import AnsibleError
from ansible.module_utils.common.text.converters import to_text
from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import message_of

# ansible-core 2.18 and earlier know no trust, and may turn text that looks like data into data.
_trust: Callable[[str], str] | None = getattr(ansible.template, "trust_as_template", None)
_text_environment = getattr(ansible.template, "AnsibleEnvironment", None)

# What password_hash says, by version, where nothing on the controller can hash.
_NO_PASSLIB = re.compile("passlib( Python package)? must be installed")
MANAGED = "Managed by Ansible (gir.multidc). Local changes are overwritten."


class NotRendered(Exception):
    """The template is missing or fails; the message is a sentence."""


class Templates:
    """Templates of the role or playbook that calls the action."""

    def __init__(self, action: ActionBase, task_vars: dict[str, Any]) -> None:
        self._action = action
        self._vars = task_vars

    def render(self, name: str, destination: str) -> str:
        try:
            source = self._action._find_needle("templates", name)
            return self._template(self._read(source), name, source, destination)
        except AnsibleError as error:
            raise NotRendered(self._sentence(name, error)) from error
        except UnicodeError as error:
            raise NotRendered("template %s is not UTF-8 text: convert it" % name) from error
        except Exception as error:
            # Filters raise whatever they like; a traceback would help nobody.
            raise NotRendered(self._sentence(name, error)) from error

    def _read(self, source: str) -> str:
        # A vaulted template is decrypted into a temporary file of the loader.
        real = self._action._loader.get_real_file(source)
        try:
            with open(real, "rb") as template:
                text: str = to_text(template.read(), errors="strict")
                return text
        finally:
            self._action._loader.cleanup_tmp_file(real)

    def _sentence(self, name: str, error: Exception) -> str:
        if isinstance(error, AnsibleError) and "Could not find" in str(error):
            return "template %s is not in the templates directory of the role or playbook: correct the name" % name
        host = self._vars.get("inventory_hostname", "the host")
        message = message_of(error)
        if _NO_PASSLIB.search(message):
            message, remedy = "Python package passlib is missing on the controller", "install it (pip install passlib)"
        else:
            remedy = "define the variable or correct the template"
        return "template %s cannot be rendered for %s: %s: %s" % (name, host, message, remedy)

    def _template(self, text: str, name: str, source: str, destination: str) -> str:
        search: list[str] = []
        for path in list(self._vars.get("ansible_search_path", [])) + [
            self._action._loader.get_basedir(),
            os.path.dirname(source),
        ]:
            search += [os.path.join(path, "templates"), path]
        variables = self._vars.copy()
        variables.update(template_path=name, template_fullpath=source, template_destpath=destination)
        variables.setdefault("ansible_managed", MANAGED)
        overrides = {"trim_blocks": True, "lstrip_blocks": False}
        templar = self._action._templar
        if _trust is None:
            renderer = templar.copy_with_new_env(
                environment_class=_text_environment, searchpath=search, available_variables=variables
            )
            return str(
                renderer.do_template(
                    text, preserve_trailing_newlines=True, escape_backslashes=False, overrides=overrides
                )
            )
        renderer = templar.copy_with_new_env(searchpath=search, available_variables=variables)
        result = renderer.template(_trust(text), escape_backslashes=False, overrides=overrides)
        return "" if result is None else str(result)
