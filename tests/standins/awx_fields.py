# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of fields of AWX's objects: what each takes, what it makes of it, and what it refuses.

They follow the serializer fields of Django REST framework 3.15 and what AWX changes in them (awx/api/fields.py): null
counts as an empty text or as false, and every text loses the white space at its ends.
"""

import copy

# What every object shows and nobody sets; who sends it is not heard.
_SHOWN = {"id", "type", "url", "related", "summary_fields", "created", "modified"}
_TRUE = {"t", "T", "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON", "1", 1}
_FALSE = {"f", "F", "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF", "0", 0}
_NULL = {"null", "Null", "NULL", "", None}


class Refused(Exception):
    """An answer other than success: its status and its JSON document."""

    def __init__(self, status, document):
        super().__init__(f"{status}: {document}")
        self.status = status
        self.document = document


class Invalid(Refused):
    """400 with what is wrong: {field: [sentence, ...]}."""

    def __init__(self, problems):
        listed = {key: said if isinstance(said, (list, dict)) else [said] for key, said in problems.items()}
        super().__init__(400, listed)


class Wrong(Exception):
    """What one field has against its value: a sentence, a list of them, or a dictionary."""

    def __init__(self, said):
        super().__init__(str(said))
        self.said = said if isinstance(said, (list, dict)) else [said]


class Field:
    """What all kinds of fields have. A field that is only shown is ignored when it is sent, as by the framework."""

    shown_only = False

    def __init__(self, required=False, default=None, null=False):
        self.required = required
        self._default = default
        self.null = null

    @property
    def default(self):
        return copy.deepcopy(self._default)

    def take(self, value, world):
        """The value to store."""
        raise NotImplementedError


class Shown(Field):
    """AWX sets it; who sends it is not heard."""

    shown_only = True


class Text(Field):
    """A text; numbers become one, null becomes an empty one unless null is a value of its own."""

    def __init__(self, longest=None, blank=True, default="", **others):
        super().__init__(default=default, **others)
        self.longest = longest
        self.blank = blank

    def take(self, value, world):
        if value is None:
            if self.null:
                return None
            value = ""
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise Wrong("Not a valid string.")
        text = str(value).strip()
        if not text and not self.blank:
            raise Wrong("This field may not be blank.")
        if self.longest and len(text) > self.longest:
            raise Wrong(f"Ensure this field has no more than {self.longest} characters.")
        return text


class Variables(Text):
    """The text of a dictionary in JSON or YAML (awx/main/validators.py: vars_validate_or_raise)."""

    def take(self, value, world):
        text = super().take(value, world)
        world.variables(text)
        return text


class Whole(Field):
    def __init__(self, lowest=None, highest=None, default=0, **others):
        super().__init__(default=default, **others)
        self.lowest = lowest
        self.highest = highest

    def take(self, value, world):
        if value is None:
            if self.null:
                return None
            raise Wrong("This field may not be null.")
        try:
            number = int(str(value)[:-2] if str(value).endswith(".0") else str(value))
        except ValueError:
            raise Wrong("A valid integer is required.") from None
        if self.lowest is not None and number < self.lowest:
            raise Wrong(f"Ensure this value is greater than or equal to {self.lowest}.")
        if self.highest is not None and number > self.highest:
            raise Wrong(f"Ensure this value is less than or equal to {self.highest}.")
        return number


class Flag(Field):
    def __init__(self, default=False, **others):
        super().__init__(default=default, **others)

    def take(self, value, world):
        if isinstance(value, (list, dict)):
            raise Wrong("Must be a valid boolean.")
        if value in _NULL:
            return None if self.null else False
        if value in _TRUE:
            return True
        if value in _FALSE:
            return False
        raise Wrong("Must be a valid boolean.")


class Choice(Field):
    """One of some values. Numbers may be sent as texts."""

    def __init__(self, values, blank=False, default=None, **others):
        super().__init__(default=default, **others)
        self.values = {str(value): value for value in values}
        self.blank = blank

    def take(self, value, world):
        if value is None and self.null:
            return None
        if value is None and not any(isinstance(each, str) for each in self.values.values()):
            raise Wrong("This field may not be null.")
        if value in {None, ""} if not isinstance(value, (list, dict)) else False:
            value = ""
            if self.blank:
                return ""
        if isinstance(value, (list, dict)) or str(value) not in self.values:
            raise Wrong(f'"{value}" is not a valid choice.')
        return self.values[str(value)]


class Json(Field):
    """Anything that JSON can say; its form is checked by what the object is."""

    def take(self, value, world):
        if value is None and not self.null:
            raise Wrong("This field may not be null.")
        return copy.deepcopy(value)


class Link(Field):
    """The id of another object. When that one goes, this object goes too (cascade), or has none from then on."""

    def __init__(self, kind, cascade=False, null=True, fixed=False, **others):
        super().__init__(null=null, **others)
        self.kind = kind
        self.cascade = cascade
        self.fixed = fixed  # given at creation, only shown afterwards

    def take(self, value, world):
        if value is None or value == "":
            if self.null:
                return None
            raise Wrong("This field may not be null.")
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise Wrong(f"Incorrect type. Expected pk value, received {type(value).__name__}.")
        try:
            number = int(value)
        except ValueError:
            raise Wrong("Incorrect type. Expected pk value, received str.") from None
        if world.find(self.kind, number) is None:
            raise Wrong(f'Invalid pk "{value}" - object does not exist.')
        return number


class ShownLink(Link):
    """The id of another object that AWX sets."""

    shown_only = True


def validated(fields, given, world, old=None, strict=True, tolerated=()):
    """The values to store of what was given: all of a new object, or only those given of an ``old`` one.

    Django REST framework ignores what it does not know, and so AWX does: a misspelt field is silently lost. The
    stand-in refuses it unless told otherwise (``strict``), because a client under test must not have any. ``tolerated``
    are names that the modules of awx.awx send where AWX has no such field.
    """
    values, problems = {}, {}
    for name in given:
        if strict and name not in fields and name not in tolerated and name not in _SHOWN:
            problems[name] = [f"AWX has no field {name} here and would ignore it; the stand-in does not."]
    for name, field in fields.items():
        if field.shown_only or (old is not None and getattr(field, "fixed", False)):
            continue
        if name in given:
            try:
                values[name] = field.take(given[name], world)
            except Wrong as wrong:
                problems[name] = wrong.said
        elif old is None and field.required:
            problems[name] = ["This field is required."]
        elif old is None:
            values[name] = field.default
    if problems:
        raise Invalid(problems)
    return values
