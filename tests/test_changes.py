"""What moved between two states: rows of tables, lines of outputs."""

import nbformat
import pandas as pd

from textmine.showing.changes import figure_changes, moved_rows, notebook_changes

OLD = pd.DataFrame(
    {
        "level": ["a", "a", "b"],
        "category": ["x", "y", "x"],
        "share": [0.5, 0.25, None],
        "segment_ids": ["1", "2 3", "4"],
    }
)


def test_only_numbers_that_moved_are_told_from_what_to_what():
    new = OLD.assign(share=[0.5, 0.125, None])
    assert list(moved_rows(OLD, new)) == ["a, y: share 0.25 → 0.125"]
    assert list(moved_rows(OLD, OLD)) == []


def test_rows_that_came_and_went_and_numbers_that_rest_on_other_segments():
    new = OLD.assign(category=["x", "z", "x"], segment_ids=["1 9", "2 3", "4"])
    assert list(moved_rows(OLD, new)) == ["a, x: same numbers from other segments", "a, y: gone", "a, z: new"]


def test_rows_without_segments_and_marks_of_yes_and_no():
    old = OLD.assign(segment_ids=[None, "2 3", "4"], reliable=[True, True, False])
    assert list(moved_rows(old, old.copy())) == []
    assert list(moved_rows(old, old.assign(reliable=[True, False, False]))) == ["a, y: reliable True → False"]


def test_order_of_rows_does_not_matter_and_equal_keys_are_told_apart_by_their_order():
    assert list(moved_rows(OLD, OLD.iloc[::-1])) == []
    twice = pd.DataFrame({"term": ["x", "x"], "count": [1, 2]})
    assert list(moved_rows(twice, twice.assign(count=[1, 3]))) == ["x: count 2 → 3"]


def test_rows_alike_but_for_a_whole_number_are_named_by_it():
    old = pd.DataFrame({"n_topics": [5, 5, 7, 7], "measure": ["a", "b", "a", "b"], "estimate": [0.1, 0.2, 0.3, 0.4]})
    assert list(moved_rows(old, old.assign(estimate=[0.1, 0.2, 0.35, 0.4]))) == ["7, a: estimate 0.3 → 0.35"]
    assert list(moved_rows(old.iloc[::-1], old)) == []


def test_rows_that_cannot_be_told_apart_are_counted():
    strokes = pd.DataFrame({"term": ["x"] * 3 + ["y"], "position": [0.1, 0.2, 0.3, 0.4]})
    assert list(moved_rows(strokes.tail(1), strokes)) == ["x: new (3 rows)"]


def test_a_figure_that_is_not_drawn_any_more_or_was_never_is_named():
    sources = "save_figure(f, t, '../figures/fig01_a') and '../figures/fig02_b'; see figures/fig03_c"
    files = {"csv": b"term\nx\n"}
    lines = list(figure_changes({"fig01_a": files}, {"fig03_c": files}, sources))
    assert lines == [
        "fig01_a: gone (its notebook says why)",
        "fig02_b: not drawn (its notebook says why)",
        "fig03_c: new",
    ]


def test_a_table_of_numbers_alone_is_compared_too():
    old = pd.DataFrame({"x": [0.1, 0.2]})
    assert list(moved_rows(old, old.assign(x=[0.1, 0.3]))) == ["row 2: x 0.2 → 0.3"]
    assert list(moved_rows(old.head(0), old)) == ["row 1: new", "row 2: new"]


def test_other_columns_are_said_and_not_compared():
    assert next(moved_rows(OLD, OLD.rename(columns={"share": "part"}))).startswith(
        "columns were level, category, share"
    )


def test_a_long_list_of_moved_rows_is_cut_and_says_where_the_rest_is():
    def files(add):
        table = pd.DataFrame({"term": [f"t{i}" for i in range(120)], "count": [i + add for i in range(120)]})
        return {"fig01": {"csv": table.to_csv(index=False).encode()}}

    lines = list(figure_changes(files(0), files(1), "fig01"))
    assert lines[:2] == ["fig01: changed (csv)", "    t0: count 0 → 1"]
    assert len(lines) == 102
    assert lines[-1] == "    ... and 20 more: git diff figures/fig01.csv"


def notebook(text, source="table\ntable.head()", count=1):
    output = nbformat.v4.new_output("execute_result", {"text/plain": text})
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, outputs=[output], execution_count=count, id="c0")]
    )


def test_outputs_that_changed_are_shown_line_by_line():
    lines = list(notebook_changes("01.ipynb", notebook("a 1\nb 2"), notebook("a 1\nb 3")))
    assert lines == ["01.ipynb: 1 outputs changed", "    cell 1: table.head()", "        - b 2", "        + b 3"]
    assert list(notebook_changes("01.ipynb", notebook("a"), notebook("a"))) == []


def test_streams_and_markdown_count_as_printed():
    def with_output(output):
        return nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell("x", outputs=[output], execution_count=1, id="c0")]
        )

    for make in (
        lambda text: nbformat.v4.new_output("stream", text=text),
        lambda text: nbformat.v4.new_output("display_data", {"text/markdown": text, "text/plain": "<Markdown object>"}),
    ):
        lines = list(notebook_changes("01.ipynb", with_output(make("a")), with_output(make("b"))))
        assert lines[2:] == ["        - a", "        + b"]


def test_cells_that_had_never_run_are_passed_over():
    assert list(notebook_changes("01.ipynb", notebook("a", count=None), notebook("b"))) == []
