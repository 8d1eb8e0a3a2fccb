# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What RWS result codes mean and what to do about them: private to this collection, may change at any time."""

OPS = "ops"
ADMIN = "admin"

STATUS_CODES = {
    0: "success",
    1: "a required parameter is missing",
    2: "a parameter is invalid for the current state",
    3: "the operation is forbidden",
    4: "internal error of RWS, Cassandra or the Management Framework",
    5: "no permission",
    6: "the resource was not found",
    7: "only a part of the bulk operation succeeded",
    8: "the server demands a password change",
    9: "the processing is not complete",
    10: "the input is not valid",
    11: "attempt to change a read-only property",
    12: "the resource could not be retrieved",
    13: "the resource could not be created",
    14: "the resource could not be deleted",
    15: "the resource could not be updated",
    16: "the resource could not be assigned",
    17: "the resource could not be unassigned",
    18: "the resource already exists",
    19: "the resource is already in use",
    20: "the user is not authenticated",
}

ACCOUNTS = {
    OPS: "the ops account of RWS (opsUserName and opsUserPassword of application.yaml), "
    "given as url_username and url_password",
    ADMIN: "a Configuration Server user with the Contact Center Admin role, given as admin_username and admin_password "
    "(or as url_username and url_password when only settings are managed)",
}


def meaning(code):
    return STATUS_CODES.get(code, "a code this collection does not know")


def remedy(http_status, code, account):
    """One sentence on what to do, or an empty string."""
    if http_status == 401 or code == 20:
        return "This path needs %s; the server did not accept the user name or the password." % ACCOUNTS[account]
    if code == 5 or (http_status == 403 and code is None):
        return "This path needs %s; the user that was given lacks the permission." % ACCOUNTS[account]
    if code == 8:
        return "Change the password of the account first."
    if code == 7:
        return "A part may have been changed: read the state with the matching _info module, then run the task again."
    if http_status == 404 or code == 6:
        return "Check the address and the identifier; rws_contact_center_info and rws_environment_info list them."
    if code in (4, 12, 13, 14, 15) or http_status >= 500:
        return "Look into the log of that RWS node (logging.path in application.yaml)."
    if http_status == 415:
        return "The address is probably not an RWS node."
    return ""
