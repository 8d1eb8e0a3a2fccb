# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the tables of docs/awx.md."""

import verb_tables
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.templates import CHECK, TEMPLATES
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.variables import VARIABLES
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.workflows import APPROVAL, PROJECT, SOURCE, WORKFLOWS
from tested_doc import table
from writing import REPOSITORY, write_parts

STEPS = {PROJECT: "sync of the project", SOURCE: "sync of the inventory", APPROVAL: "**approval**"}


def templates():
    rows = []
    for one in TEMPLATES:
        prompts = {"limit": one.limit, "tags": one.tags, "slices": one.slices}
        asked = [name for name, is_asked in prompts.items() if is_asked]
        playbook = f"`{one.playbook}`" + (" with `--check`" if one.job_type == CHECK else "")
        questions = ", ".join(f"`{question.variable}`" for question in one.questions)
        rows.append((one.name, playbook, one.about, one.started_by, ", ".join(asked), questions))
    return table(("job template", "playbook", "what it does", "started by", "prompts", "survey"), rows)


def workflows():
    rows = []
    for name, one in WORKFLOWS.items():
        for identifier, node in one.nodes.items():
            edges = (("success", node.success), ("failure", node.failure), ("in any case", node.always))
            after = "; ".join(f"{edge}: {', '.join(following)}" for edge, following in edges if following)
            rows.append((name if identifier == next(iter(one.nodes)) else "", identifier,
                         STEPS.get(node.kind, node.runs), after))  # fmt: skip
    return table(("workflow", "node", "runs", "what follows"), rows)


TABLES = {
    "variables": lambda: verb_tables.variables(VARIABLES),
    "templates": templates,
    "workflows": workflows,
}


def main():
    write_parts(REPOSITORY / "docs" / "awx.md", TABLES)


if __name__ == "__main__":
    main()
