# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of TLS that all modules with a client of HTTP share: private to this collection."""


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  validate_certs:
    description: Whether the certificates of servers with an C(https) address are verified.
    type: bool
    default: true
  ca_path:
    description: File or directory with the CA certificates to trust instead of those of the operating system.
    type: path
  client_cert:
    description: PEM file with the client certificate, and with its key unless O(client_key) is given.
    type: path
  client_key: {description: PEM file with the unencrypted key of O(client_cert)., type: path}
"""
