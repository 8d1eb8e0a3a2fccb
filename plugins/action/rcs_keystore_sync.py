# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry a keystore from one host to another in memory: read on the source host, handed to the module on the target."""

import contextlib
import os

from ansible import constants as C
from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure, AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import become_loader

MODULE = "gir.multidc.rcs_keystore_sync"
SMART = ("smart", "", None)
# What ActionBase keeps of the search for a Python on a host; ansible-core before 2.19 also keeps warnings.
DISCOVERED = ("_discovered_interpreter", "_discovered_interpreter_key", "_discovery_warnings")


class ActionModule(ActionBase):
    """See the documentation of the module."""

    _supports_check_mode = True

    def run(self, tmp=None, task_vars=None):
        task_vars = task_vars or {}
        result = super().run(tmp, task_vars)
        args = dict(self._task.args)
        self._check(args)
        source_host = args.get("source_host")
        if args.get("content") is None:
            if not source_host:
                raise AnsibleActionFail("rcs_keystore_sync: source_host is missing; name the host to copy from.")
            args["content"] = self._fetch(
                str(source_host), str(args.get("source_path") or args.get("path") or ""), task_vars
            )
        if C.DEFAULT_KEEP_REMOTE_FILES:
            raise AnsibleActionFail(
                "rcs_keystore_sync: ANSIBLE_KEEP_REMOTE_FILES would leave the keystore in a file on the target; "
                "unset it."
            )
        result.update(self._execute_module(module_name=MODULE, module_args=args, task_vars=task_vars))
        return result

    @staticmethod
    def _check(args):
        """What the module itself can no longer tell, or could only tell once the keystore has travelled."""
        mode = args.get("mode")
        if mode is not None and not isinstance(mode, str):
            raise AnsibleActionFail(
                "rcs_keystore_sync: mode is the number %s: YAML reads an unquoted 0640 as another number, so put it in "
                'quotes: "0640".' % mode
            )
        losses = args.get("accept_loss")
        if losses is not None and not (
            isinstance(losses, list) and all(isinstance(item, dict) for item in losses)
        ):
            raise AnsibleActionFail(
                "rcs_keystore_sync: accept_loss is not a list of entries: give each with its alias and fingerprint."
            )

    def _is_pipelining_enabled(self, module_style, wrap_async=False):
        """Pipelining keeps the payload off the controller's disk, so it is used wherever the connection can."""
        can = getattr(self._connection, "has_pipelining", False) and not wrap_async
        become = getattr(self._connection, "become", None)
        if become is not None and getattr(become, "name", "") in ("su", "ansible.builtin.su"):
            can = False  # su reads its password from the stream that the module would come through
        return bool(module_style == "new" and can) or super()._is_pipelining_enabled(module_style, wrap_async)

    # -- the source host -----------------------------------------------------------------------------------------

    def _fetch(self, host, path, task_vars):
        """The file's content as base64, as the source host's own connection reads it."""
        hostvars = task_vars.get("hostvars", {})
        if host not in hostvars:
            raise AnsibleActionFail("rcs_keystore_sync: source_host '%s' is not in the inventory." % host)
        if not path:
            raise AnsibleActionFail("rcs_keystore_sync: path is missing; name the keystore file.")
        variables = hostvars[host]
        own = self._connection
        discovered = {name: getattr(self, name) for name in DISCOVERED if hasattr(self, name)}
        try:
            self._connection = self._connect(host, variables)
            answer = self._execute_module(
                module_name="ansible.legacy.slurp",
                module_args={"src": path},
                task_vars=self._vars_of(host, variables, task_vars),
            )
        except AnsibleConnectionFailure as exc:
            raise AnsibleActionFail("rcs_keystore_sync: source_host '%s' cannot be reached: %s" % (host, exc)) from exc
        except AnsibleError as exc:
            raise AnsibleActionFail(
                "rcs_keystore_sync: %s cannot be read on source_host '%s': %s" % (path, host, exc)
            ) from exc
        finally:
            other, self._connection = self._connection, own
            # What was found out about the source host is no fact of the target.
            for name, value in discovered.items():
                setattr(self, name, value)
            if other is not own:
                with contextlib.suppress(AnsibleError):
                    other.close()
        if answer.get("failed") or "content" not in answer:
            why = answer.get("msg") or "no content"
            raise AnsibleActionFail("rcs_keystore_sync: %s cannot be read on source_host '%s': %s" % (path, host, why))
        return answer["content"]

    def _connect(self, host, variables):
        """A connection to another host with that host's own variables, as a delegated task would get it."""
        kind = variables.get("ansible_connection") or self._task.connection
        kind = "ssh" if kind in SMART else kind
        context = self._play_context.copy()
        # A connection plugin writes what a command returned at high verbosity, and here that is the keystore.
        context.no_log = True
        context.remote_addr = variables.get("ansible_host", host)
        connection = self._shared_loader_obj.connection_loader.get(
            kind, context, new_stdin=None, task_uuid=self._task._uuid, ansible_playbook_pid=str(os.getppid())
        )
        if connection is None:
            raise AnsibleError("the connection plugin '%s' was not found" % kind)
        become = variables.get("ansible_become")
        if boolean(become) if become is not None else self._task.become:
            connection.set_become_plugin(
                become_loader.get(variables.get("ansible_become_method") or self._task.become_method)
            )
        keys = self._task.dump_attrs()
        keys["timeout"] = context.timeout
        keys.pop("retries", None)
        if context.password:
            keys["password"] = context.password
        self._options(connection, "connection", connection._load_name, variables, keys)
        self._options(connection._shell, "shell", connection._shell._load_name, variables, keys)
        if connection.become is not None:
            if context.become_pass:
                keys["become_pass"] = context.become_pass
            self._options(connection.become, "become", connection.become._load_name, variables, keys)
        return connection

    @staticmethod
    def _options(plugin, kind, name, variables, keys):
        known = C.config.get_plugin_vars(kind, name)
        plugin.set_options(task_keys=keys, var_options={key: variables[key] for key in known if key in variables})

    def _vars_of(self, host, variables, task_vars):
        """What running a module on the source host needs to know about it."""
        chosen = {key: variables[key] for key in variables if key.startswith("ansible_") and "interpreter" in key}
        chosen["ansible_facts"] = variables.get("ansible_facts", {})
        chosen["ansible_playbook_python"] = task_vars.get("ansible_playbook_python")
        chosen["inventory_hostname"] = host
        chosen["hostvars"] = task_vars.get("hostvars")
        if self._task.delegate_to:
            # A delegated task looks its variables up under the name of the host that it was delegated to.
            chosen["ansible_delegated_vars"] = {self._task.delegate_to: dict(chosen)}
        return chosen
