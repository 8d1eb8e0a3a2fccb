# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How modules learn whether a service is well: private to this collection."""


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  name:
    description: Name of the systemd unit, without C(.service).
    type: str
    required: true
  health:
    description: By what the service is known to be well, besides its unit being active. Tried on the host itself.
    type: dict
    default: {}
    suboptions:
      url:
        description:
          - Address that answers a GET request without an account, with one of O(health.status).
          - Redirects are not followed.
        type: str
      status:
        description: The HTTP statuses of a healthy service.
        type: list
        elements: int
        default: [200]
      port:
        description: TCP port that accepts connections.
        type: int
      host:
        description:
          - Address at which O(health.port) is tried.
          - When not given, V(127.0.0.1) and V(::1), of which one has to answer.
        type: str
      timeout:
        description: Seconds within which a service has to become well after a start.
        type: int
        default: 120
      stable_for:
        description: Seconds for which it has to stay active after a start, without systemd starting it again.
        type: int
        default: 3
      validate_certs:
        description: Whether the certificate of an C(https) address is checked.
        type: bool
        default: true
      ca_path:
        description:
          - File or directory on the host with the certificates of authorities that count.
          - Unset, those of the system count.
        type: path
"""
