# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What RWS result codes mean and what to do about them: private to this collection, may change at any time."""

OPS = "ops"
ADMIN = "admin"
LABELS = "labels"
# What every account may read: a CSRF token comes with any GET.
ME = "/me"

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
    LABELS: "a person with the role agent or supervisor and the permission RECORDING_PERMISSION_ADD_LABEL_DEFINITION "
    "(or ..._DELETE_LABEL_DEFINITION), given as label_username and label_password",
}


def meaning(code):
    return STATUS_CODES.get(code, "a code this collection does not know")


REMEDIES = {
    1: "RWS needs a value that was not sent; its version may want more than the documented one.",
    2: "Correct the option that the message names; RWS may accept it in another state.",
    3: "RWS does not allow this: look whether the feature or the setting that it needs is enabled.",
    7: "A part may have been changed: read the state with the matching _info module, then run the task again.",
    8: "Change the password of the account first.",
    9: "RWS has not finished: read the state again later with the matching _info module.",
    10: "Correct the option that the message names.",
    11: "The property is read-only: delete the setting and create it anew, or leave that property alone.",
    16: "Look whether the feature exists in the feature-definitions.json of RWS.",
    17: "A default feature cannot be taken away without a feature-definitions.json of your own.",
    18: "It exists already, maybe written with another spelling: read the state with the matching _info module.",
    19: "It is in use already: read the state with the matching _info module.",
}
LOOK_INTO_LOG = "Look into the log of that RWS node (logging.path in application.yaml)."


def remedy(http_status, code, account):
    """One sentence on what to do, or an empty string."""
    if http_status == 401 or code == 20:
        return "This path needs %s; the server did not accept the user name or the password." % ACCOUNTS[account]
    if code == 5 or (http_status == 403 and code in (None, 3)):
        return "This path needs %s; the user that was given lacks the permission." % ACCOUNTS[account]
    if code in REMEDIES:
        return REMEDIES[code]
    if http_status == 404 or code == 6:
        return "Check the address and the identifier; rws_contact_center_info and rws_environment_info list them."
    if http_status == 405:
        return "This RWS does not offer the operation at this address; its version may be another one."
    if http_status == 429:
        return "RWS limits how many requests it takes: run the task again later, with fewer at a time."
    if code in (4, 12, 13, 14, 15) or http_status >= 500:
        return LOOK_INTO_LOG
    if http_status in (406, 415):
        return "The address is probably not an RWS node."
    if http_status == 409:
        return "Somebody else may have changed it at the same time: run the task again."
    return "Check the address and the message; the log of that RWS node says more."


CSRF_REMEDY = (
    "RWS refused the CSRF token more than once. Its sessions live on one node: name the nodes themselves in url, "
    "or a balancer with sticky sessions."
)
