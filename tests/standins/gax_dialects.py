# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every point of the GAX stand-in that the reference leaves open, as a choice."""

from standins.dialects import Dialect, Dialects

_TABLE = {
    "password_form": Dialect(
        {"both": "", "clear": "", "obfuscated": "clear text is refused with 401"},
        "mutagen's FAQ says that correct clear text may be refused; another client sends nothing else",
    ),
    "session_lost": Dialect(
        {"401": "", "redirect": "302 to the login page", "page": "200 with an HTML login page"},
        "no client shows what an expired session gets",
    ),
    "create_answer": Dialect(
        {"object": "200 with the object", "created": "201 without a body"}, "the two clients differ"
    ),
    "update_answer": Dialect({"object": "200 with the object", "empty": "204"}, "one client reads the object"),
    "agent_group_annex": Dialect(
        {"shown": "", "hidden": "neither shown nor taken"},
        "CfgDNGroup has `userproperties`, of CfgAgentGroup nobody has seen them",
    ),
    "typed_values": Dialect(
        {"taken": "numbers become text, null an empty list, an empty id nothing", "refused": "400"},
        "public clients send them; GAX itself shows text",
    ),
    "by_name": Dialect(
        {"exact": "", "any_case": "", "ignored": "all objects of the type"},
        "the clients check how many objects come back",
    ),
    "number_query": Dialect(
        {"filters": "", "ignored": "", "refused": "400"}, "by `number` is inferred from `logincode`"
    ),
    "empty_annex": Dialect(
        {"list": '`{"property": []}`', "object": "`{}`", "absent": ""}, "how an empty annex is shown is not known"
    ),
}
DIALECTS = Dialects(_TABLE)
