# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates as ansible.builtin.template renders them, and the sentence where one cannot be rendered."""

import pytest
from ansible.errors import AnsibleError
from ansible.parsing import vault
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins import loader
from ansible.plugins.action import ActionBase
from ansible.template import Templar
from ansible.utils import encrypt
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.calls import template_variables
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering import yaml_sources
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.templates import MANAGED, NotRendered, Templates

SECRETS = [("default", vault.VaultSecret(b"right"))]


class Action(ActionBase):
    def run(self, tmp=None, task_vars=None):
        raise AssertionError("nobody runs it")


@pytest.fixture
def render(tmp_path):
    """A function (text or bytes of the template, variables) -> what is rendered."""
    (tmp_path / "templates").mkdir()

    def rendered(text, name="a.j2", **variables):
        if text is not None:
            data = text if isinstance(text, bytes) else text.encode("utf-8")
            (tmp_path / "templates" / "a.j2").write_bytes(data)
        files = DataLoader()
        files.set_basedir(str(tmp_path))
        files.set_vault_secrets(SECRETS)
        action = Action(Task(), None, PlayContext(), files, Templar(loader=files), loader)
        action._find_needle = lambda kind, found: needle(tmp_path / kind / found)
        known = {"inventory_hostname": "h1", **template_variables(variables)}
        return Templates(action, known).render(name, "/etc/a")

    return rendered


def needle(path):
    """As an action looks for a file of its role."""
    if not path.exists():
        raise AnsibleError(f"Could not find or access '{path.name}'\nSearched in: ...")
    return str(path)


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("", ""),
        ("x", "x"),
        ("x\n\n", "x\n\n"),
        ("{% if true %}\nx\n{% endif %}\n", "x\n"),
        ("  {% if true %}\nx\n  {% endif %}\n.", "  x\n  ."),
        ("7", "7"),
        ("{{ number }}", "7"),
        ("{{ pairs }}", "{'a': 1}"),
        (r"a\n{{ 'b\\n' }}", r"a\n" + "b\\n"),
        ("{{ braces }}", "{{ number }}"),
        ("{{ ansible_managed }}", MANAGED),
        ("{{ template_path }} {{ template_destpath }}", "a.j2 /etc/a"),
        ("é", "é"),
    ],
)
def test_text_is_text(render, text, rendered):
    """It never becomes a number or a dictionary, and what comes out of a variable is no template."""
    found = render(text, number=7, pairs={"a": 1}, braces="{{ number }}")
    assert found == rendered and isinstance(found, str)


def test_the_place_of_a_template_is_known(render, tmp_path):
    assert render("{{ template_fullpath }}") == str(tmp_path / "templates" / "a.j2")


def test_a_text_about_who_manages_the_file(render):
    assert render("{{ ansible_managed }}", ansible_managed="by us") == "by us"


def test_templates_include_their_neighbours(render, tmp_path):
    (tmp_path / "templates" / "b.j2").write_text("{{ number }}\n", encoding="utf-8")
    assert render("{% include 'b.j2' %}", number=7).strip() == "7"


def test_a_vaulted_template_is_opened(render):
    sealed = vault.VaultLib(SECRETS).encrypt("hush {{ number }}")
    assert render(sealed, number=7) == "hush 7"


HEAD = "template a.j2 cannot be rendered for h1: "


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("{{ nowhere }}", "a.j2", HEAD),
        ("{% if %}", "a.j2", HEAD),
        ("{{ 1 / 0 }}", "a.j2", HEAD),
        (None, "b.j2", "template b.j2 is not in the templates directory of the role or playbook: correct the name"),
        (b"\xff", "a.j2", "template a.j2 is not UTF-8 text: convert it"),
    ],
)
def test_why_a_template_is_not_rendered(render, text, name, words):
    with pytest.raises(NotRendered) as caught:
        render(text, name)
    sentence = str(caught.value)
    assert sentence.startswith(words) and "\n" not in sentence
    assert words is not HEAD or sentence.endswith(": define the variable or correct the template")


def test_a_variable_that_is_missing_is_named(render):
    with pytest.raises(NotRendered, match="'nowhere' is undefined"):
        render("{{ nowhere }}")


@pytest.mark.parametrize(
    "said",
    [
        "Unable to encrypt nor hash, either crypt or passlib must be installed.",
        "passlib must be installed and usable to hash with 'sha512'",
        "Unable to encrypt nor hash, passlib must be installed.",
        "The passlib Python package must be installed to hash with the 'sha512' algorithm.",
        "Unable to encrypt nor hash, either libxcrypt (recommended), crypt, or passlib must be installed.",
    ],
)
def test_a_controller_that_cannot_hash_lacks_a_package(render, monkeypatch, said):
    """As ansible-core 2.16, 2.16 to 2.18, 2.18 to 2.20, 2.19 and later, 2.21 say it."""

    class Missing:
        algorithms = ("sha512_crypt",)

        def __init__(self, *_arguments):
            raise AnsibleError(said)

    for library in ("CryptHash", "PasslibHash"):
        monkeypatch.setattr(encrypt, library, Missing, raising=False)
    with pytest.raises(NotRendered) as caught:
        render("{{ 'word' | password_hash('sha512', 'salt') }}")
    missing = "Python package passlib is missing on the controller: install it (pip install passlib)"
    assert str(caught.value) == HEAD + missing


def test_a_filter_that_fails_is_no_traceback(tmp_path):
    """Filters raise whatever they like."""

    def fail(_kind, _name):
        raise KeyError("some key")

    action = Action(Task(), None, PlayContext(), DataLoader(), Templar(loader=DataLoader()), loader)
    action._find_needle = fail
    with pytest.raises(NotRendered, match="template a.j2 cannot be rendered for the host: 'some key'"):
        Templates(action, {}).render("a.j2", "/etc/a")


def test_a_reader_of_yaml_without_its_sources(monkeypatch, tmp_path):
    """Then hosts get none, and say so where they need one."""
    read = yaml_sources.yaml_sources.__wrapped__
    assert "class SafeLoader" in read()["loader"]
    monkeypatch.setattr(yaml_sources.yaml, "__file__", str(tmp_path / "__init__.py"))
    assert read() == {}
