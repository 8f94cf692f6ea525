"""The package as a whole: its names, its import, its rooms."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import textmine


def test_every_public_name_is_found_and_documented():
    for name in textmine.__all__:
        assert getattr(textmine, name).__doc__ or name.isupper(), name
    assert len(set(textmine.__all__)) == len(textmine.__all__)


def test_no_public_name_is_hidden_by_a_room_of_the_same_name():
    rooms = set(textmine._ROOMS)
    assert rooms.isdisjoint(textmine.__all__)


def test_unknown_names_are_errors():
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = textmine.no_such_name


def test_import_is_silent_and_light():
    code = "import sys, textmine; print(sorted({'pandas', 'numpy', 'jieba', 'matplotlib'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


# Rooms in the order the data walks through them; a room that is a folder stands for its inner rooms.
ORDER = ["atomic", "reading", "counting", *dict.fromkeys(room.split(".")[0] for room in textmine._ROOMS), "cli"]


@pytest.mark.parametrize("path", sorted(Path(textmine.__file__).parent.rglob("*.py")), ids=str)
def test_lower_rooms_never_import_upper_ones(path):
    inside = path.relative_to(Path(textmine.__file__).parent).with_suffix("").parts
    if inside == ("__init__",):
        return
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textmine."):
            room = node.module.split(".")[1]
            assert room == inside[0] or ORDER.index(room) < ORDER.index(inside[0]), f"{inside} imports {node.module}"
