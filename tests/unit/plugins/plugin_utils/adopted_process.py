# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A process whose templates know the filters of this collection.

Ansible finds them only when its own importer is there before anything of the collection is imported.
"""

import concurrent.futures
import contextlib
import multiprocessing
import sys

from ansible.plugins import loader


def prepare(paths):
    loader.init_plugin_loader(paths)


@contextlib.contextmanager
def process():
    """An executor with one such process."""
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, spawn, prepare, (sys.path,)) as executor:
        yield executor
