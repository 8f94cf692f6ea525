"""The package as a whole: its names, its import, and the order of its wings."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

import textmine

PACKAGE = Path(textmine.__file__).parent


def test_every_public_name_is_found_and_documented():
    for name in textmine._ROOM_OF:
        assert getattr(textmine, name).__doc__ or name.isupper(), name
    assert len(set(textmine.__all__)) == len(textmine.__all__)


def test_names_are_those_of_their_rooms():
    for name, room in textmine._ROOM_OF.items():
        assert name in getattr(import_module(f"textmine.{room}"), "__all__", [name]), f"{room} does not list {name}"


def test_no_name_is_hidden_by_a_wing_or_room_of_the_same_name():
    inside = {path.stem for path in PACKAGE.iterdir()}
    assert inside.isdisjoint(textmine._ROOM_OF)


def test_unknown_names_are_errors():
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = textmine.no_such_name


def test_import_is_silent_and_light():
    code = "import sys, textmine; print(sorted({'pandas', 'numpy', 'jieba', 'matplotlib'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


# What each wing, and each room above the wings, may import besides itself.
MAY_IMPORT = {
    "atomic": set(),
    "contents": set(),
    "cache": {"contents"},
    "progress": set(),
    "office": set(),
    "arguments": set(),
    "schema": set(),
    "subsets": {"schema"},
    "settings": {"schema", "subsets", "reading"},
    "study": {"settings", "subsets", "reading"},
    "reading": {"progress"},
    "documents": {"settings", "study"},
    "upper": {"documents"},
    "received": {"cache", "contents", "reading"},
    "corpus": {"atomic", "cache", "contents", "documents", "reading", "received", "study", "upper"},
    "counting": {"atomic", "progress", "reading"},
    "measuring": {"atomic", "progress", "schema", "reading", "corpus", "counting", "study"},
    "intake": {"atomic", "documents", "progress", "received", "reading", "corpus", "settings", "study", "upper"},
    "check": {
        "documents",
        "progress",
        "settings",
        "study",
        "upper",
        "reading",
        "corpus",
        "intake",
        "counting",
        "measuring",
    },
    "coders": {"atomic", "office", "corpus", "intake", "measuring"},
    "showing": {
        "atomic",
        "office",
        "progress",
        "settings",
        "study",
        "reading",
        "corpus",
        "intake",
        "counting",
        "measuring",
    },
    "report": {"atomic", "study", "reading", "corpus", "counting", "measuring", "showing"},
    "cli": {
        "arguments",
        "atomic",
        "study",
        "reading",
        "corpus",
        "intake",
        "check",
        "counting",
        "measuring",
        "coders",
        "showing",
        "report",
    },
    "__main__": {"cli"},
}


def imports(package: Path) -> dict[str, set[str]]:
    """Modules of a package -> those that each of them imports, anywhere in its file; `textmine` itself is the door, no module."""
    files = {path: ".".join(path.relative_to(package.parent).with_suffix("").parts) for path in package.rglob("*.py")}
    modules = {path: name.removesuffix(".__init__") for path, name in files.items() if path != package / "__init__.py"}
    found = {name: set() for name in modules.values()}
    for path, module in modules.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert not node.level, f"{module}: relative imports hide where a module comes from"
                inner = [f"{node.module}.{alias.name}" for alias in node.names]
                names = [name if name in found else node.module for name in inner]
            else:
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            found[module] |= {name for name in names if name.split(".")[0] == package.name}
    return found


def faults(found: dict[str, set[str]]) -> list[str]:
    """Imports of the door or against the order of the wings, and the first circle."""
    listed = []
    for module, imported in sorted(found.items()):
        wing = module.split(".")[1]
        for other in sorted(imported):
            if other.count(".") == 0:
                listed.append(f"{module} imports the door")
            elif (into := other.split(".")[1]) != wing and into not in MAY_IMPORT[wing]:
                listed.append(f"{module} imports {other}")
    try:
        TopologicalSorter({module: imported - {module} for module, imported in found.items()}).prepare()
    except CycleError as error:
        listed.append(f"circle: {' -> '.join(error.args[1])}")
    return listed


def test_no_import_runs_against_the_order_of_the_wings_and_none_in_a_circle():
    found = imports(PACKAGE)
    assert {module.split(".")[1] for module in found} == set(MAY_IMPORT)
    assert faults(found) == []


@pytest.mark.parametrize(
    ("path", "line", "fault"),
    [
        ("reading/page/formats.py", "from textmine.counting import tokens", "reading.page.formats imports textmine.counting.tokens"),
        ("counting/matrix/counts.py", "def later():\n    import textmine.corpus", "counting.matrix.counts imports textmine.corpus"),
        ("measuring/evidence.py", "from textmine import read_corpus", "measuring.evidence imports the door"),
        ("measuring/coding/scheme.py", "from textmine.measuring.coding.matches import Coder", "circle: "),
        ("reading/characters.py", "if True:\n    from textmine.reading.clean import clean", "circle: "),
    ],
)  # fmt: skip
def test_an_import_against_the_order_would_be_found(tmp_path, path, line, fault):
    copied = tmp_path / "textmine"
    for file in PACKAGE.rglob("*.py"):
        target = copied / file.relative_to(PACKAGE)
        target.parent.mkdir(parents=True, exist_ok=True)
        added = f"{line}\n" if file == PACKAGE / path else ""
        target.write_text(
            added + file.read_text(encoding="utf-8").replace("from __future__ import annotations", ""), encoding="utf-8"
        )
    assert any(fault in found for found in faults(imports(copied)))
