"""Finds every message that a reader may see: in templates, and in Python by what the code says, not by running it."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2.ext import babel_extract

PACKAGE = Path(__file__).resolve().parents[2] / "casework"
MARKERS = {"msgid", "_", "gettext", "ngettext"}
# The argument that holds the message, by the name of what is called.
MESSAGE_ARGUMENT = {"fail": 1, "Mistake": 0, "navigation.register": 0}


@dataclass(frozen=True)
class Message:
    """One message and where it stands."""

    text: str
    plural: str | None
    place: str


def all_messages(package: Path = PACKAGE) -> Iterator[Message]:
    """Give every message of the program."""
    yield from template_messages(package)
    sources = {path: ast.parse(path.read_text()) for path in sorted(package.rglob("*.py"))}
    errors = derived_classes(sources.values(), {"CaseworkError"})
    lists = derived_classes(sources.values(), {"Code"})
    for path, tree in sources.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield from _called(node, errors, _place(path, node))
            elif isinstance(node, ast.ClassDef) and node.name in lists:
                yield from _labels(node, path)
            elif isinstance(node, ast.ClassDef) and node.name in errors:
                yield from _defaults(node, path)


def template_messages(package: Path) -> Iterator[Message]:
    """Give the messages of all templates."""
    for path in sorted(package.glob("*/templates/**/*.html")):
        options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false", "extensions": "jinja2.ext.do"}
        with path.open("rb") as opened:
            for line, _, found, _ in babel_extract(opened, ["_", "ngettext"], [], options):
                place = f"{path.relative_to(package)}:{line}"
                if isinstance(found, str):
                    yield Message(found, None, place)
                elif found and found[0]:
                    plural = found[1] if isinstance(found[1], str) and len(found) > 2 else None
                    yield Message(str(found[0]), plural, place)


def derived_classes(trees: Iterable[ast.Module], roots: set[str]) -> set[str]:
    """Give the names of all classes that derive from one of `roots`, and the roots."""
    parents = {
        node.name: {base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    known = set(roots)
    while found := {name for name, bases in parents.items() if bases & known} - known:
        known |= found
    return known


def _called(node: ast.Call, errors: set[str], place: str) -> Iterator[Message]:
    name = _name(node.func)
    texts = [_text(argument) for argument in node.args]
    if name == "ngettext" and len(texts) >= 2 and texts[0]:
        yield Message(texts[0], texts[1], place)
    elif name in MARKERS or name in errors:
        yield from (Message(text, None, place) for text in texts[:1] if text)
    elif name in MESSAGE_ARGUMENT:
        position = MESSAGE_ARGUMENT[name]
        yield from (Message(text, None, place) for text in texts[position : position + 1] if text)
    if name in errors:
        named = [keyword.value for keyword in node.keywords if keyword.arg == "fields"]
        for argument in [*node.args[1:2], *named]:
            yield from _field_messages(argument, place)


def _field_messages(node: ast.AST, place: str) -> Iterator[Message]:
    """Give the messages of a literal such as {"name": [("Message", {…})]}."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Tuple) and len(inner.elts) == 2 and (text := _text(inner.elts[0])):
            yield Message(text, None, place)


def _labels(node: ast.ClassDef, path: Path) -> Iterator[Message]:
    """Give the labels of a code list: the second word of each member."""
    for statement in node.body:
        value = statement.value if isinstance(statement, ast.Assign) else None
        if isinstance(value, ast.Tuple) and len(value.elts) >= 2 and (text := _text(value.elts[1])):
            yield Message(text, None, _place(path, statement))


def _defaults(node: ast.ClassDef, path: Path) -> Iterator[Message]:
    """Give the message that an error class has when nobody says another one."""
    for function in node.body:
        if isinstance(function, ast.FunctionDef) and function.name == "__init__":
            for default in function.args.defaults:
                if (text := _text(default)) and " " in text:
                    yield Message(text, None, _place(path, function))


def _name(function: ast.expr) -> str:
    """Give the name of what is called; `register` is too common a word to stand alone."""
    if isinstance(function, ast.Name):
        return function.id
    name = getattr(function, "attr", "")
    return ast.unparse(function) if name == "register" else name


def _text(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)}"
