# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of playbook awx: their names, defaults and limits. docs/awx.md has them as a table."""

from __future__ import annotations

from .._failover.variables import Variable

URL = Variable("gir_awx_url", "`CONTROLLER_HOST`", "Address of AWX, such as `https://awx.example.com`. Required")
USERNAME = Variable("gir_awx_username", "`CONTROLLER_USERNAME`", "Account that may administer the organization")
PASSWORD = Variable("gir_awx_password", "`CONTROLLER_PASSWORD`", "Its password. Secret")
TOKEN = Variable(
    "gir_awx_token", "`CONTROLLER_OAUTH_TOKEN`", "A token of that account with scope write, instead of both. Secret"
)
VALIDATE_CERTS = Variable("gir_awx_validate_certs", "true", "Whether the certificate of AWX is checked")
NAME = Variable("gir_awx_name", "GIR", "What the names of all objects begin with. Another one for each system")
ORGANIZATION = Variable("gir_awx_organization", "GIR", "Organization of all objects; made where it is not there")
PROJECT_URL = Variable(
    "gir_awx_project_url", "", "Address of the Git repository with the inventory and the wrappers. Required"
)
PROJECT_BRANCH = Variable("gir_awx_project_branch", "that of the repository", "Its branch, tag or commit")
PROJECT_CREDENTIAL = Variable(
    "gir_awx_project_credential", "none", "Name of a credential in AWX that may read the repository"
)
PLAYBOOK_DIR = Variable("gir_awx_playbook_dir", "playbooks", "Directory of the wrappers in the repository")
INVENTORY_PATH = Variable(
    "gir_awx_inventory_path", "", "Path of the inventory in the repository, such as `inventories/prod`. Required"
)
IMAGE = Variable("gir_awx_image", "", "Image of the execution environment, with registry and tag. Required")
IMAGE_PULL = Variable("gir_awx_image_pull", "missing", "When it is pulled: `always`, `missing` or `never`")
IMAGE_CREDENTIAL = Variable(
    "gir_awx_image_credential", "none", "Name of a credential in AWX that may pull from the registry"
)
MACHINE = Variable(
    "gir_awx_machine",
    "none",
    "Inputs of the machine credential, by AWX's own names: `username`, `password`, `ssh_key_data`, `ssh_key_unlock`,"
    " `become_method`, `become_username`, `become_password`. Secret",
)
VAULT_PASSWORD = Variable(
    "gir_awx_vault_password", "none", "Password of the vault, where the inventory has values in a vault. Secret"
)
VAULT_ID = Variable("gir_awx_vault_id", "none", "Id of that vault")
SECRETS = Variable(
    "gir_awx_secrets", "true", "Whether a credential holds the secrets of the inventory. `false` where the vault does"
)
CREDENTIALS = Variable(
    "gir_awx_credentials",
    "none",
    "Names of further credentials in AWX that every job gets. A list, or a text with commas",
)
NOTIFICATIONS = Variable(
    "gir_awx_notifications",
    "none",
    "Notification templates: a list in AWX's own form (`name`, `notification_type`, `notification_configuration`), each"
    " with `events`, of `started`, `success`, `error` and `approvals` (without it the last two). Secret",
)
TEAMS = Variable(
    "gir_awx_teams",
    "`{operator: GIR operators, approver: GIR approvers, auditor: GIR auditors}`",
    "Names of the teams, which are made where they are not there",
)
TIME_ZONE = Variable("gir_awx_time_zone", "UTC", "Time zone of the schedules, such as `Europe/Berlin`")
SCHEDULES = Variable(
    "gir_awx_schedules",
    "`nightly` at 02:00, `keystores` at 03:00 on Sundays",
    "When what runs: by name, `{at: '02:00', days: [mon, sat], zone: Europe/Berlin, enabled: true}`, each key optional;"
    " `false` for none",
)
APPROVAL_MINUTES = Variable(
    "gir_awx_approval_minutes", "480", "How long a change waits for its approval, in minutes", 1, 43200
)
FAILOVER_APPROVAL_MINUTES = Variable(
    "gir_awx_failover_approval_minutes", "30", "How long a failover waits for its approval, in minutes", 1, 43200
)
FORKS = Variable("gir_awx_forks", "AWX's own", "Forks of each job", 0, 1000)
OUTPUT_DIR = Variable(
    "gir_awx_output_dir",
    "none",
    "Directory of the controller for the data in the form of `infra.aap_configuration`. Nothing is then sent to AWX",
)
PROJECT_DIR = Variable(
    "gir_awx_project_dir",
    "none",
    "Checkout of the repository of the project, into which the wrappers of the playbooks are written. Nothing is then"
    " sent to AWX",
)
UPDATE_SECRETS = Variable(
    "gir_awx_update_secrets", "false", "Sends the secrets of all credentials anew: AWX shows none of them"
)
PRUNE = Variable("gir_awx_prune", "false", "Removes what this playbook made and no longer wants")

VARIABLES = (
    URL, USERNAME, PASSWORD, TOKEN, VALIDATE_CERTS, NAME, ORGANIZATION, PROJECT_URL, PROJECT_BRANCH, PROJECT_CREDENTIAL,
    PLAYBOOK_DIR, INVENTORY_PATH, IMAGE, IMAGE_PULL, IMAGE_CREDENTIAL, MACHINE, VAULT_PASSWORD, VAULT_ID, SECRETS,
    CREDENTIALS, NOTIFICATIONS, TEAMS, TIME_ZONE, SCHEDULES, APPROVAL_MINUTES, FAILOVER_APPROVAL_MINUTES, FORKS,
    OUTPUT_DIR, PROJECT_DIR, UPDATE_SECRETS, PRUNE,
)  # fmt: skip
READ = tuple(one.name for one in VARIABLES)
# Not shown, whatever is wrong with them.
SECRET = (PASSWORD, TOKEN, MACHINE, VAULT_PASSWORD, NOTIFICATIONS)
