"""Forms: what was typed, field by field, with every mistake named and nothing lost.

msgspec stops at the first wrong field; people want all of them at once and their text back. So a form reads each field
of a msgspec Struct on its own and keeps the typed text beside the value.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from enum import Enum
from functools import cache
from typing import Any, Generic, Self, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import inspect

from casework.core.clock import ZONE
from casework.core.errors import CaseworkError, Conflict, Stale
from casework.web import fields, mistakes
from casework.web.mistakes import Mistake, Values

T = TypeVar("T", bound=msgspec.Struct)

FormData = Mapping[str, str | Sequence[str]]
WHOLE_FORM = ""


# Fields of these kinds are chosen, not typed.
_CHOSEN = (inspect.EnumType, inspect.LiteralType, inspect.UUIDType, inspect.BoolType)


class FieldPlan(msgspec.Struct, frozen=True):
    """How one field of a form is read, worked out once per Struct."""

    name: str
    kind: inspect.Type
    is_required: bool
    is_nullable: bool
    default: Any
    example: str | None

    @property
    def is_list(self) -> bool:
        """Say whether the field takes several values."""
        return isinstance(self.kind, inspect.CollectionType)

    @property
    def is_moment(self) -> bool:
        """Say whether the field is typed as a date and a time beside each other."""
        return isinstance(self.kind, inspect.DateTimeType)


class Form(Generic[T]):
    """One form of kind `T`: the texts as typed, the mistakes by field name, and the value once everything is right."""

    def __init__(self, kind: type[T], typed: Mapping[str, list[str]]) -> None:
        """Hold the typed texts of a form; `read`, `blank` and `of` are the ways to get one."""
        self.kind = kind
        self.errors: dict[str, list[tuple[str, Values]]] = {}
        self.labels: dict[str, str] = {}
        self.prefix = ""
        # Fields that this form cannot do without, although others of its kind can.
        self.demanded: frozenset[str] = frozenset()
        self._typed = typed
        self._value: T | None = None

    @classmethod
    def read(cls, kind: type[T], data: FormData, zone: ZoneInfo = ZONE) -> Self:
        """Read what was sent. Never raises for anything that was typed: mistakes stand in `errors`."""
        raw = {name: [texts] if isinstance(texts, str) else list(texts) for name, texts in data.items()}
        form = cls(kind, {name: [fields.shown(text) for text in texts] for name, texts in raw.items()})
        values: dict[str, Any] = {}
        for plan in plans(kind):
            try:
                values[plan.name] = _read_field(plan, raw, zone)
            except Mistake as mistake:
                form.fail(plan.name, mistake.message, **mistake.values)
        if form.valid:
            form._build(values)
        return form

    @classmethod
    def blank(cls, kind: type[T], /, **initial: object) -> Self:
        """Give an empty form, with the defaults of its Struct and the given initial values filled in."""
        values = {plan.name: plan.default for plan in plans(kind) if plan.default is not None} | initial
        return cls(kind, _typed_values(values, ZONE))

    @classmethod
    def of(cls, struct: T, zone: ZoneInfo = ZONE) -> Self:
        """Give the form that shows an existing value for editing; moments appear as the clocks of `zone` show them."""
        values = {name: getattr(struct, name) for name in struct.__struct_fields__}
        form = cls(type(struct), _typed_values(values, zone))
        form._value = struct
        return form

    @property
    def valid(self) -> bool:
        """Say whether there is no mistake so far."""
        return not self.errors

    @property
    def value(self) -> T:
        """Give the value. Raises RuntimeError when there is none, because fields were wrong or the form is blank."""
        if self._value is None:
            raise RuntimeError("This form has no value; look at `valid` first.")
        return self._value

    def typed(self, name: str) -> str:
        """Give the text of a field as it was typed; empty when there was none."""
        return next(iter(self._typed.get(name, ())), "")

    def typed_all(self, name: str) -> list[str]:
        """Give every text that was sent under one name, as multiple choices and repeated fields need it."""
        return list(self._typed.get(name, ()))

    def everything(self) -> list[tuple[str, str]]:
        """Give all that was typed as (name, text) pairs, to carry it through another page as hidden fields."""
        return [(name, text) for name, texts in self._typed.items() for text in texts]

    def fail(self, name: str, message: str, **values: object) -> None:
        """Note a mistake at a field, or at the whole form with an empty name. `message` is an English msgid."""
        self.errors.setdefault(name, []).append((message, values))

    def take(self, error: CaseworkError) -> int:
        """Note what an action refused, at the fields that it names, else at the whole form.

        Gives the status of the page that shows it: 409 where something was in the way, 422 for a mistake.
        """
        known = {plan.name for plan in plans(self.kind)}
        for name, found in (error.fields or {}).items():
            for message, values in found:
                self.fail(name if name in known else WHOLE_FORM, message, **values)
        if not error.fields:
            self.fail(WHOLE_FORM, error.message, **error.values)
        return 409 if isinstance(error, Conflict | Stale) else 422

    def required(self, name: str) -> bool:
        """Say whether a field must be filled in; templates mark the others as optional."""
        needed = (plan.name == name and plan.is_required and not plan.is_nullable for plan in plans(self.kind))
        return name in self.demanded or any(needed)

    def falls_back(self, name: str) -> bool:
        """Say whether a field that is left alone has a meaning all the same, so that "optional" would say nothing."""
        return any(
            plan.name == name and not plan.is_required and not plan.is_nullable and bool(plan.default)
            for plan in plans(self.kind)
        )

    def is_ticked(self, name: str) -> bool:
        """Say whether the one box of a yes-or-no field is ticked."""
        return self.typed(name).casefold() in fields.CHECKED

    def field_id(self, name: str) -> str:
        """Give the id of a field on the page; set `prefix` where two forms with the same fields share a page."""
        return f"{self.prefix}{name}"

    def labelled(self, name: str, label: str) -> str:
        """Remember under which label a field is shown, so that the summary of mistakes can call it by that name."""
        self.labels[name] = label
        return label

    def _build(self, values: dict[str, Any]) -> None:
        """Make the value; what the Struct itself refuses in `__post_init__` becomes a mistake of the form."""
        try:
            self._value = self.kind(**values)
        except CaseworkError as error:
            self.take(error)
        except ValueError as error:
            self.fail(WHOLE_FORM, str(error))


@cache
def plans(kind: type[msgspec.Struct]) -> tuple[FieldPlan, ...]:
    """Work out once how the fields of a Struct are read. Raises TypeError for a field that no form could carry."""
    described = inspect.type_info(kind)
    if not isinstance(described, inspect.StructType):
        raise TypeError(f"{kind!r} is not a Struct.")
    return tuple(_plan(field) for field in described.fields)


def _plan(field: inspect.Field) -> FieldPlan:
    kind, example = _unwrapped(field.type)
    is_nullable = isinstance(kind, inspect.UnionType) and kind.includes_none
    if isinstance(kind, inspect.UnionType):
        others = [member for member in kind.types if not isinstance(member, inspect.NoneType)]
        if len(others) != 1:
            raise TypeError(f"The form field {field.name} has more than one type.")
        kind, inner_example = _unwrapped(others[0])
        example = example or inner_example
    default = field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default
    return FieldPlan(
        name=field.name,
        kind=kind,
        is_required=field.required,
        is_nullable=is_nullable,
        default=None if default is msgspec.NODEFAULT else default,
        example=example,
    )


def _unwrapped(kind: inspect.Type) -> tuple[inspect.Type, str | None]:
    """Take off the wrapping of `Meta`, keeping its first example for the message about a wrong form."""
    example: str | None = None
    while isinstance(kind, inspect.Metadata):
        examples: Iterable[Any] = (kind.extra_json_schema or {}).get("examples", ())
        example = next((str(one) for one in examples), example)
        kind = kind.type
    return kind, example


def _read_field(plan: FieldPlan, raw: Mapping[str, list[str]], zone: ZoneInfo) -> object:
    """Read one field. Raises Mistake."""
    texts = [fields.clean(text) for text in raw.get(plan.name, ())]
    halves = [fields.clean(next(iter(raw.get(f"{plan.name}_{half}", ())), "")) for half in ("date", "time")]
    for text in (*texts, *halves) if plan.is_moment else texts:
        fields.check_characters(text)
    if isinstance(plan.kind, inspect.CollectionType):
        return _read_list(plan.kind, texts)
    text = next(iter(texts), "")
    if plan.is_moment:
        day, time_of_day = (text[:10], text[11:16]) if text else halves
        if day or time_of_day:
            return fields.read_moment(day, time_of_day, zone)
    elif text:
        return _read_single(plan, text)
    return _nothing_typed(plan, was_sent=bool(texts))


def _read_single(plan: FieldPlan, text: str) -> object:
    try:
        return fields.read_one(plan.kind, text)
    except Mistake as mistake:
        if mistake.message == mistakes.OTHER_FORM and plan.example:
            raise Mistake(mistakes.OTHER_FORM_EXAMPLE, example=plan.example) from None
        raise


def _read_list(kind: inspect.CollectionType, texts: list[str]) -> object:
    values = fields.read_many(kind, texts)
    if isinstance(kind, inspect.SetType | inspect.FrozenSetType | inspect.VarTupleType):
        shape: Any = {inspect.SetType: set, inspect.FrozenSetType: frozenset, inspect.VarTupleType: tuple}[type(kind)]
        return shape(values)
    return values


def _nothing_typed(plan: FieldPlan, *, was_sent: bool) -> object:
    """Decide what an empty field means: an unticked box, nothing, the default, or a mistake."""
    if isinstance(plan.kind, inspect.BoolType) and not plan.is_nullable:
        return False
    if plan.is_nullable:
        return None
    if plan.is_required:
        raise Mistake(mistakes.CHOOSE_SOMETHING if isinstance(plan.kind, _CHOSEN) else mistakes.FILL_IN)
    if isinstance(plan.kind, inspect.StrType) and was_sent:
        # A text that has a default was emptied on purpose; only a limit can say that it may not be empty.
        return fields.read_one(plan.kind, "")
    return plan.default


def _typed_values(values: Mapping[str, object], zone: ZoneInfo) -> dict[str, list[str]]:
    """Turn values into the texts that a form would show for them."""
    typed: dict[str, list[str]] = {}
    for name, value in values.items():
        if isinstance(value, datetime):
            local = value.astimezone(zone) if value.tzinfo else value
            typed[f"{name}_date"] = [local.date().isoformat()]
            typed[f"{name}_time"] = [local.strftime("%H:%M")]
        elif isinstance(value, list | tuple | set | frozenset):
            typed[name] = [_text(item) for item in value]
        elif value is not None and value is not False:
            typed[name] = [_text(value)]
    return typed


def _text(value: object) -> str:
    if value is True:
        return "true"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value)
