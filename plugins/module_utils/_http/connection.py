# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options that the modules of all APIs share: private to this collection, may change at any time."""

from typing import Any, Dict

from ansible.module_utils.basic import env_fallback
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import Address, TlsOptions

LONGEST_TIMEOUT = 3600
TLS_OPTIONS = {
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
    "client_cert": {"type": "path"},
    "client_key": {"type": "path"},
}


def connection_spec(prefix):
    """The options; each may come from the environment variable `<prefix>_<OPTION>`."""

    options: Dict[str, Any] = dict(
        TLS_OPTIONS,
        url={"type": "list", "elements": "str", "required": True},
        url_username={"type": "str", "required": True},
        url_password={"type": "str", "required": True, "no_log": True},
        timeout={"type": "int", "default": 30},
        retries={"type": "int", "default": 3},
    )
    variables = {"url_username": "USERNAME", "url_password": "PASSWORD"}
    return {
        name: dict(option, fallback=(env_fallback, ["%s_%s" % (prefix, variables.get(name, name.upper()))]))
        for name, option in options.items()
    }


def connection_problems(params, product):
    """Every mistake in these options, as sentences."""
    found = []
    if not params["url"]:
        found.append("url is empty: give at least one %s address." % product)
    for url in params["url"] or []:
        try:
            Address(url)
        except ValueError as exc:
            found.append("url: %s" % exc)
    if not 1 <= params["timeout"] <= LONGEST_TIMEOUT:
        found.append("timeout is %d; it must be between 1 and %d seconds." % (params["timeout"], LONGEST_TIMEOUT))
    if not 0 <= params["retries"] <= 10:
        found.append("retries is %d; it must be between 0 and 10." % params["retries"])
    return found


def tls_options(params):
    return TlsOptions(params["validate_certs"], params["ca_path"], params["client_cert"], params["client_key"])
