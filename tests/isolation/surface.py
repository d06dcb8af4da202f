"""The surface that can be attacked: every route and method of the application with what it takes, read from itself."""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from msgspec import inspect as described

from casework.core.clock import now, today

# What the framework or the program fills in; everything else in a signature comes from the address or the body.
# Looked up once, so that no two attempts that are compared lie in two minutes or on two days.
TODAY, TOMORROW = today(), now() + timedelta(days=1)
GIVEN = {"request", "gate", "version", "scope", "state", "headers", "cookies", "body", "data", "query", "socket"}
Key: TypeAlias = "Callable[[str], object]"


@dataclass(frozen=True)
class Route:
    """One method of one address."""

    path: str
    method: str
    public: bool
    queries: dict[str, str]
    body: type[msgspec.Struct] | None
    fields: tuple[str, ...]
    """Names that a page looks up in what was sent without a Struct."""
    is_form: bool

    @property
    def name(self) -> str:
        """Give method and address for messages."""
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Give name and type of the parameters in the path."""
        return re.findall(r"\{(\w+):(\w+)\}", self.path)

    @property
    def safe(self) -> bool:
        """Tell whether the method only reads."""
        return self.method in {"GET", "HEAD", "OPTIONS"}

    def address(self, key: Key) -> str:
        """Give the path with its parameters filled in."""
        return re.sub(r"\{(\w+):(\w+)\}", lambda found: _in_path(found[1], found[2], key), self.path)

    def keys_in_query(self) -> list[str]:
        """Give the query parameters that take an id."""
        return [name for name, kind in self.queries.items() if "UUID" in kind or name.endswith("_id")]

    def keys_in_body(self) -> list[str]:
        """Give the fields of the body that take an id, nested ones by their own name."""
        in_struct = set(_keys(described.type_info(self.body))) if self.body else set()
        return sorted(in_struct | {name for name in self.fields if name.endswith("_id")})

    def texts(self) -> list[str]:
        """Give the fields of the body that take any text, optional ones included."""
        fields = described.type_info(self.body).fields if self.body else ()  # type: ignore[attr-defined]  # A Struct.
        return [field.encode_name for field in fields if _takes_text(field.type)] + list(self.fields)

    def sample(self, key: Key) -> Any:  # noqa: ANN401  # It is JSON.
        """Give a body that the route can read, with ids from `key`; None where it takes none."""
        made = {name: key(name) if name.endswith("_id") else text(name) for name in self.fields}
        if self.body is not None:
            made |= _sample(described.type_info(self.body), "", key)
        return msgspec.json.decode(msgspec.json.encode(made)) if made else None


def surface(app: Litestar) -> list[Route]:
    """Give every route of the application, pages and those that no document lists included."""
    found: list[Route] = []
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                found += _routes_of(route, handler)
    return sorted(found, key=lambda route: (route.path, route.method))


def _routes_of(route: HTTPRoute, handler: HTTPRouteHandler) -> Iterator[Route]:
    signature = handler.parsed_fn_signature.parameters
    body = signature["data"].annotation if "data" in signature else _form_of(handler.fn)
    queries = {
        getattr(given.kwarg_definition, "query", None) or name: str(given.annotation)
        for name, given in signature.items()
        if name not in GIVEN | set(route.path_parameters)
    }
    looked_up = re.findall(r"""\.get\("(\w+)\"""", inspect.getsource(inspect.unwrap(handler.fn)))
    for method in sorted(handler.http_methods):
        for path, form in _worded(route.path, handler.fn, body):
            struct = form if inspect.isclass(form) and issubclass(form, msgspec.Struct) else None
            public, is_form = bool(handler.opt.get("public")), "data" not in signature
            yield Route(path, method, public, queries, struct, tuple(looked_up), is_form)


def _worded(path: str, handler: Callable[..., Any], body: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # A type or value of any route.
    """Give a path once for each word that a text in it may be, where the handler looks it up in a table of words."""
    for name, kind in re.findall(r"\{(\w+):(\w+)\}", path):
        words = _words(inspect.unwrap(handler), name) if kind == "str" else None
        if words is not None:
            for word, meaning in words.items():
                yield path.replace(f"{{{name}:{kind}}}", word), getattr(meaning, "form", body)
            return
    yield path, body


def _words(handler: Callable[..., Any], name: str) -> dict[str, Any] | None:
    """Give the table in which a handler, or a function that it calls with this one parameter, looks a word up."""
    functions: list[Any] = [handler]
    functions += [_named(handler, found) for found in re.findall(rf"(\w+)\({name}\)", inspect.getsource(handler))]
    for function in filter(inspect.isfunction, functions):
        table = re.search(rf"\b{name} not in (\w+)", inspect.getsource(function))
        if table and isinstance(words := _named(function, table[1]), dict):
            return words
    return None


def _form_of(handler: Callable[..., Any]) -> Any:  # noqa: ANN401  # A type or value of any route.
    """Give the form that a page's handler reads, found in its own text and in what it calls in its module."""
    seen: set[str] = set()
    waiting: list[Callable[..., Any]] = [handler]
    while waiting:
        function = inspect.unwrap(waiting.pop())
        if not inspect.isfunction(function) or function.__qualname__ in seen:
            continue
        seen.add(function.__qualname__)
        text = inspect.getsource(function)
        if form := re.search(r"(?:read_form\(\s*\w+,|Form(?:\[\w+\])?\.read\()\s*([\w.]+)", text):
            return _named(function, form[1])
        called = [_named(function, name) for name in re.findall(r"(\w+)\(", text)]
        waiting += [other for other in called if getattr(other, "__module__", "").startswith("casework.")]
    return None


def _named(function: Callable[..., Any], name: str) -> Any:  # noqa: ANN401  # A type or value of any route.
    first, *others = name.split(".")
    found = getattr(function, "__globals__", {}).get(first)
    for other in others:
        found = getattr(found, other, None)
    return found


def _in_path(name: str, kind: str, key: Key) -> str:
    if kind == "uuid":
        return str(key(name))
    return "note" if name == "form" else "x"


def _keys(kind: Any, name: str = "") -> Iterator[str]:  # noqa: ANN401  # A type or value of any route.
    match kind:
        case described.Metadata():
            yield from _keys(kind.type, name)
        case described.UUIDType():
            yield name
        case described.UnionType():
            for member in kind.types:
                yield from _keys(member, name)
        case described.StructType():
            for field in kind.fields:
                yield from _keys(field.type, field.encode_name)
        case described.CollectionType():
            yield from _keys(kind.item_type, name)
        case _:
            return


def _takes_text(kind: Any) -> bool:  # noqa: ANN401  # A type or value of any route.
    match kind:
        case described.Metadata():
            return _takes_text(kind.type)
        case described.UnionType():
            return any(_takes_text(member) for member in kind.types)
        case described.StrType():
            return True
        case _:
            return False


def _sample(kind: Any, name: str, key: Key) -> Any:  # noqa: ANN401, PLR0911  # One line for each type.
    match kind:
        case described.Metadata():
            return _sample(kind.type, name, key)
        case described.UnionType():
            return _sample(next(one for one in kind.types if not isinstance(one, described.NoneType)), name, key)
        case described.StructType():
            return {
                field.encode_name: _sample(field.type, field.encode_name, key)
                for field in kind.fields
                if field.required or any(_keys(field.type, field.encode_name))
            }
        case described.CollectionType():
            return [_sample(kind.item_type, name, key)]
        case described.DictType():
            return {"text": [text(name)]}
        case described.EnumType():
            return next(iter(kind.cls))
        case described.LiteralType():
            return kind.values[0]
        case _:
            return _plain(kind, name, key)


def _plain(kind: Any, name: str, key: Key) -> Any:  # noqa: ANN401  # A type or value of any route.
    plain: dict[type[Any], Callable[[], Any]] = {
        described.UUIDType: lambda: key(name),
        described.BoolType: lambda: True,
        described.IntType: lambda: max(kind.ge or 1, 1),
        described.DateType: lambda: TODAY,
        described.DateTimeType: lambda: TOMORROW,
    }
    return plain.get(type(kind), lambda: text(name))()


def text(name: str) -> str:
    """Give a text that a field of this name takes."""
    known = {"district": "12060", "language": "uk", "email": "nobody@example.org"}
    return known.get(name, "Attempt")


def form_fields(body: Any, prefix: str = "") -> dict[str, Any]:  # noqa: ANN401  # A type or value of any route.
    """Give a body as the fields that a form would send: moments in two halves, lists repeated."""
    fields: dict[str, Any] = {"version": "1"} if not prefix else {}
    for name, value in (body or {}).items():
        fields[name] = [str(one) for one in value] if isinstance(value, list) else _typed(value)
        moment = _moment(value)
        if moment is not None:
            fields |= {f"{name}_date": moment.date().isoformat(), f"{name}_time": f"{moment:%H:%M}"}
    return fields


def _typed(value: object) -> str:
    return "yes" if value is True else "" if value is None else str(value)


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        return None
