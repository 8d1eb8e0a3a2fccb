# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the other tests of playbooks say in part, said in whole: runs of site after which nothing is left."""


def test_nothing_is_predicted_after_a_run(demo):
    assert demo.playbook("site", "--check").succeeded().changed_hosts == set()


def test_drift_that_was_put_right_stays_so_and_a_comment_stays_too(demo):
    commented = demo.path("rws1-dc1", "opt/genesys/rws/config/application.yaml")
    commented.write_text("# looked at on Tuesday\n" + commented.read_text(encoding="utf-8"), encoding="utf-8")
    demo.click("mcp1-dc1_MCP", "log", "verbose", "all")  # which nothing here sets
    demo.path("rps1-dc1", "opt/genesys/rps/rpconfig.cfg").unlink()
    assert demo.playbook("site").succeeded().changed_hosts == {"rps1-dc1"}
    assert demo.playbook("site").succeeded().changed_hosts == set()
    assert commented.read_text(encoding="utf-8").startswith("# looked at on Tuesday\n")


def test_a_limit_that_leaves_out_every_host_with_the_record_does_not_bring_the_dead_data_center_back(demo):
    try:
        demo.fail_over()
        limited = demo.playbook("site", "--check", "--limit", "rws1-dc1:localhost").succeeded()
    finally:
        demo.forget_failover()
    # Its configuration, and the daily index update, which it would have to take over.
    assert limited.counts()["rws1-dc1"] == 2
