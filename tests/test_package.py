"""The package as a whole: its names, its import, its rooms."""

import ast
import subprocess
import sys
from importlib import import_module
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


def test_lower_rooms_never_import_upper_ones():
    order = [
        "atomic",
        "page",
        "noise",
        "clean",
        "marks",
        "layout",
        "letterhead",
        "segments",
        *textmine._ROOMS,
        "reproduce",
        "cli",
    ]
    order = list(dict.fromkeys(order))
    for room in order:
        tree = ast.parse(Path(import_module(f"textmine.{room}").__file__).read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textmine."):
                below = node.module.removeprefix("textmine.")
                assert order.index(below) < order.index(room), f"{room} imports {below}"
