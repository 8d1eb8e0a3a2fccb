# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts that are asked as an action asks them, in this process or in processes of their own."""

import sys
from types import SimpleNamespace

from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins import loader
from ansible.plugins.action import ActionBase
from ansible.template import Templar
from ansible_collections.gir.multidc.plugins.plugin_utils import _hosts as under_test

LOCAL = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}


class Action(ActionBase):
    """Answers instead of the module; what it was asked with is kept."""

    reply = staticmethod(lambda _connection: {})

    def run(self, tmp=None, task_vars=None):
        raise AssertionError("nobody runs it")

    def _execute_module(self, module_name=None, module_args=None, task_vars=None, **_others):
        self.asked = SimpleNamespace(module=module_name, args=module_args, variables=task_vars, on=self._connection)
        return self.reply(self._connection)


def asking(hosts, reply=None, task_vars=None, **attributes):
    """The hosts of an inventory as an action sees them. `attributes`: of the task."""
    task = Task()
    for name, value in attributes.items():
        setattr(task, name, value)
    files = DataLoader()
    action = Action(task, None, PlayContext(), files, Templar(loader=files), loader)
    if reply is not None:
        action.reply = reply
    return under_test.Hosts(
        action, "ansible.builtin.ping", {"hostvars": hosts, "ansible_forks": 2, **(task_vars or {})}
    )


def ask(hosts, host, arguments):
    """In this process."""
    return hosts._ask(under_test.Request(host, hosts.module, arguments))
