# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""file_texts_info: many small files in one round trip."""

import module_runs


def test_files_are_read_below_a_root_and_absent_ones_are_left_out(tmp_path):
    (tmp_path / "etc/units").mkdir(parents=True)
    for name, text in (("a.service", "[Unit]\nWorkingDirectory=/x\n"), ("b.service", "[Unit]\n"), ("c.txt", "é")):
        (tmp_path / "etc/units" / name).write_text(text, encoding="utf-8")
    (tmp_path / "etc/units/d.service").mkdir()
    (tmp_path / "etc/binary").write_bytes(b"\xff\xfe")
    files = [
        {"path": "/etc/units/c.txt"},
        {"path": "/etc/units/*.service", "contains": "WorkingDirectory="},
        {"path": "/etc/units/c*"},
        {"path": "/etc/binary"},
        {"path": "/nowhere"},
    ]
    result = module_runs.succeed("file_texts_info", {"root": str(tmp_path) + "/", "files": files})
    assert [(file["path"], file["content"]) for file in result["files"]] == [
        ("/etc/units/c.txt", "é"),
        ("/etc/units/a.service", "[Unit]\nWorkingDirectory=/x\n"),
    ]
    assert result["files"][0]["owner"]
    assert result["unreadable"] == ["/etc/binary: it is no UTF-8 text"]
    assert result["changed"] is False


def test_mistakes_are_told_at_once():
    files = [{"path": "relative"}, {"path": "/x", "contains": "("}]
    refused = module_runs.fail("file_texts_info", {"files": files})
    assert "files[0].path is 'relative': give an absolute path." in refused["msg"]
    assert "files[1].contains is no regular expression" in refused["msg"]
