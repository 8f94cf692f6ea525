"""What goes into the wheel is enough for `textmine new`; the whole way from the wheel is `python -m tests.wheel`."""

import shutil
import tomllib

from tests.wheel import GUIDE, GUIDE_ZH, PROJECT, README, commands, environment
from textmine.cli import main
from textmine.showing import new


def contents(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_new_study_from_what_the_wheel_holds_is_that_of_the_checkout(tmp_path, monkeypatch):
    targets = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"][
        "targets"
    ]
    for source, inside in targets["wheel"]["force-include"].items():
        copy = shutil.copytree if (PROJECT / source).is_dir() else shutil.copyfile
        target = tmp_path / "wheel" / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        copy(PROJECT / source, target)
    new.new_study(tmp_path / "checkout" / "mine")
    monkeypatch.setattr(new, "SHIPPED", tmp_path / "wheel" / "textmine" / "shipped")
    new.new_study(tmp_path / "installed" / "mine")
    assert contents(tmp_path / "installed") == contents(tmp_path / "checkout")
    assert not (PROJECT / "textmine" / "shipped").exists()  # the one source is the top level


def test_without_notebooks_the_way_out_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(new, "SHIPPED", tmp_path / "nothing")
    assert main(["new", str(tmp_path / "mine")]) == 2
    assert "install textmine from a wheel, or run it from its checkout" in capsys.readouterr().err


def test_the_lines_that_are_run_are_those_that_are_printed():
    lines = commands(GUIDE)
    assert lines == commands(GUIDE_ZH)
    assert lines[:3] == ["python3 -m venv .venv", ". .venv/bin/activate", 'pip install "./textmine-0.1.0-py3-none-any.whl[ingest]"']  # fmt: skip
    assert {"textmine new mine", "textmine check", "textmine reproduce", "textmine verify", "textmine report"} <= set(
        lines
    )
    readme = [line.partition("#")[0].strip() for line in commands(README, "## Your own documents")]
    assert "textmine import ~/pages/table.csv" in readme and "jupyter lab notebooks" in readme


def test_an_installed_copy_is_run_without_the_settings_of_the_checkout(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.setenv("TEXTMINE_CACHE", "off")
    found = environment(tmp_path, tmp_path / "bin")
    assert not found.keys() & {"PYTHONPATH", "TEXTMINE_CACHE", "VIRTUAL_ENV"}
    assert found["PATH"].startswith(str(tmp_path / "bin"))
