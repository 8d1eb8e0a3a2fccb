# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RWS for programs on hosts that a timer starts: private to this collection, may change at any time."""

from typing import Any, Dict, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import TlsOptions
from ansible_collections.gir.multidc.plugins.module_utils._program.settings import SettingsWrong
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsClient


def client_of(settings: Any, accounts: Dict[str, Tuple[str, str]]) -> RwsClient:
    """A client by the settings of a program, see _program/settings.py. Raises SettingsWrong."""
    tls = TlsOptions(settings.validate_certs, settings.ca_path, settings.client_cert, settings.client_key)
    problems = tls.problems()
    try:
        client = RwsClient(settings.urls, accounts, tls, settings.timeout, settings.retries)
    except ValueError as exc:
        problems.append("urls: %s" % exc)
    if problems:
        raise SettingsWrong("The configuration is wrong: %s" % " ".join(problems))
    return client
