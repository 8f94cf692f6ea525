"""Sheets for people: what stands in them, what is read back, every fault, and agreement counted by hand and by scikit-learn."""

import csv
import io
import random
import re
import zipfile

import pandas as pd
import pytest
from openpyxl import load_workbook
from sklearn.metrics import cohen_kappa_score, precision_recall_fscore_support

from textmine import draw_sample, read_codebook, read_corpus, read_hand_codes
from textmine.cli import main
from textmine.coders import SheetError, agreement_report, read_sheets, write_sheets
from textmine.coders.choices import NO_CATEGORY, choices, named_categories
from textmine.coders.merging import consensus_of
from textmine.coders.sheets import coded_prose
from textmine.intake import add_pages
from textmine.measuring.coding import categories

CATEGORY = """
[[category]]
id = "{id}"
name = "{name}"
definition = "What is of {id}."
include = "all {id}"
exclude = "the rest"
patterns = ["{pattern}"]
examples = ["{example}"]
"""
HEAD = 'title = "t"\nsource = "s"\n'
PLACES = HEAD + CATEGORY.format(id="museum", name="museums 博物馆", pattern="馆", example="建馆")
PLACES += CATEGORY.format(id="farm", name="farms 农场", pattern="农", example="农事")
GROUPS = HEAD + CATEGORY.format(id="old", name="old people 老人", pattern="老", example="敬老")
GROUPS += CATEGORY.format(id="young", name="young people 青年", pattern="青", example="青春")
NOTICE = """{place}人民政府关于文化工作的通知
各区人民政府：
为做好文化工作，现就有关事项通知如下。
一、建设{place}新馆
各区要在河边建设一座新馆，向老人开放。
二、扶持{place}农事
每年秋天为农户举办一次集会，请青年讲述农事。
三、其他{place}事项
各区要按时报告。
{place}人民政府
{year}年5月6日
"""


def filled(path, change=None, *, target=None):
    """Fill in a sheet by a function of segment id, header and number of the row (1: the first segment)."""
    book = load_workbook(path)
    page = book["coding"]
    header = [cell.value for cell in page[1]]
    for number in range(2, page.max_row + 1):
        row = dict(zip(header, [cell.value or "" for cell in page[number]], strict=True))
        for name, value in (change(row["segment_id"], number - 1) if change else {}).items():
            page.cell(number, header.index(name) + 1).value = value
    book.save(target or path)
    return target or path


@pytest.fixture
def study(tmp_path):
    """A new study with codebooks of its own and nothing coded by hand."""
    for i, place in enumerate(("云山市", "河口市")):
        (tmp_path / f"place-{i}.txt").write_text(NOTICE.format(place=place, year=2021 + i), encoding="utf-8")
    corpus = tmp_path / "study" / "corpus"
    add_pages([tmp_path / "place-0.txt", tmp_path / "place-1.txt"], corpus)
    (corpus / "codebooks").mkdir()
    for name, text in (("places", PLACES), ("audience", GROUPS)):
        (corpus / "codebooks" / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path / "study"


@pytest.fixture
def small(study):
    return read_corpus(study / "corpus")


@pytest.fixture
def pair(small, tmp_path):
    """Two sheets of ten segments, empty."""
    return write_sheets(
        small, ["anna", "ben"], tmp_path / "coding", n=10, codebooks=["places", "audience"], main="places"
    )


# --- the sheets ----------------------------------------------------------------------------------------------------------


def test_sheets_hold_the_same_drawn_segments_and_no_codes(corpus, tmp_path):
    anna, ben = write_sheets(corpus, ["anna", "ben"], tmp_path)
    assert anna.read_bytes() == ben.read_bytes()
    book = load_workbook(anna)
    assert book.sheetnames == ["coding", "categories", "examples", "guideline"]
    header, *rows = book["coding"].iter_rows(values_only=True)
    assert header[:4] == ("segment_id", "headings", "text", "themes: main")
    assert header[7:] == ("target_groups: 1", "target_groups: 2", "target_groups: 3", "target_groups: 4", "remark")
    assert len(rows) == 100
    assert all(value is None for row in rows for value in row[3:])
    prose = coded_prose(corpus).set_index("segment_id")
    ids = [row[0] for row in rows]
    assert ids == [key for key in prose.index if key in set(ids)]
    assert all(
        (path or "", text) == tuple(prose.loc[key, ["path", "text"]]) for key, path, text in (r[:3] for r in rows)
    )


def test_segments_come_from_the_held_part_by_the_size_of_the_documents(corpus, project, tmp_path):
    with (project / "corpus/codebooks/hand_codes.csv").open(encoding="utf-8", newline="") as file:
        held = [row["segment_id"] for row in csv.DictReader(file) if row["part"] == "held"]
    (path,) = write_sheets(corpus, ["anna"], tmp_path)
    ids = [row[0] for row in load_workbook(path)["coding"].iter_rows(min_row=2, values_only=True)]
    assert set(ids) <= set(held)
    sizes = pd.Series(held).str.split("/").str[0].value_counts()
    drawn = pd.Series(ids).str.split("/").str[0].value_counts()
    assert ((drawn - 100 * sizes / len(held)).abs() < 1).all()
    (other,) = write_sheets(corpus, ["anna"], tmp_path / "other", seed=1)
    assert [row[0] for row in load_workbook(other)["coding"].iter_rows(min_row=2, values_only=True)] != ids


def test_files_are_the_same_whenever_they_are_made(pair):
    with zipfile.ZipFile(pair[0]) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = file.read("docProps/core.xml").decode()
    assert re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core) == ["1980-01-01T00:00:00Z"] * 2


def test_choices_are_offered_and_categories_explained(pair):
    book = load_workbook(pair[0])
    page, named = book["coding"], book["categories"]
    offers = {str(offer.sqref): offer.formula1 for offer in page.data_validations.dataValidation}
    assert offers["D2:D11"] == "'categories'!$B$2:$B$4"
    assert offers["H2:H11"] == "'categories'!$B$5:$B$7"
    assert [cell.value for cell in named["B"]] == [
        "choice", "museum: museums 博物馆", "farm: farms 农场", NO_CATEGORY, "old: old people 老人", "young: young people 青年", NO_CATEGORY,
    ]  # fmt: skip
    assert [cell.value for cell in named[2]][2:] == ["What is of museum.", "all museum", "the rest"]
    assert page.freeze_panes == "D2"
    assert page["C2"].alignment.wrap_text
    examples = list(book["examples"].iter_rows(min_row=2, values_only=True))
    assert [row[1:3] for row in examples] == [("建馆", "museum: museums 博物馆"), ("农事", "farm: farms 农场")]


def test_a_text_that_looks_like_a_formula_stays_a_text(study, tmp_path):
    from textmine.coders.workbook import Sheet, workbook_bytes

    data = workbook_bytes([Sheet("one", [["text"], ["=1+1"]], (20.0,))])
    cell = load_workbook(io.BytesIO(data))["one"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_sheet_that_may_be_filled_in_is_not_written_over(small, pair, tmp_path):
    write_sheets(
        small, ["anna", "ben"], tmp_path / "coding", n=10, codebooks=["places", "audience"], main="places"
    )  # the same: nothing lost
    filled(pair[0], lambda key, i: {"remark": "mine"})
    before = pair[0].read_bytes()
    with pytest.raises(ValueError, match=r"anna.xlsx: exists, and may be filled in"):
        write_sheets(small, ["anna", "ben"], tmp_path / "coding", n=10, codebooks=["places", "audience"], main="places")
    assert pair[0].read_bytes() == before


@pytest.mark.parametrize(
    ("coders", "options", "said"),
    [
        (["anna", "anna"], {}, "each coder needs a name of their own; got anna, anna"),
        (["consensus"], {}, "the coder 'consensus' must be named by letters"),
        (["a/b"], {}, "the coder 'a/b' must be named by letters"),
        (["anna"], {"codebooks": ["themes"]}, "no codebook 'themes' in .*; there are audience, places"),
        (
            ["anna"],
            {"main": "themes"},
            "the main category is to be of 'themes', and the sheets are for audience, places",
        ),
        (["anna"], {"n": 1000}, "1000 segments are wanted, and there are 14 that can be coded"),
    ],
)
def test_what_cannot_be_made_is_refused(small, tmp_path, coders, options, said):
    with pytest.raises(ValueError, match=said):
        write_sheets(small, coders, tmp_path / "none", **options)
    assert not (tmp_path / "none").exists()


def test_worked_examples_are_shown_and_never_drawn(project, corpus, tmp_path):
    with (project / "corpus/codebooks/worked_examples.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (project / "corpus/codebooks/hand_codes.csv").open(encoding="utf-8", newline="") as file:
        coded = {row["segment_id"]: row for row in csv.DictReader(file)}
    assert len(rows) == 2
    for row in rows:  # the examples say what the consensus says, and are of the part that no sheet draws from
        assert coded[row["segment_id"]]["part"] == "dev"
        for name in ("themes", "target_groups", "instruments", "obligation"):
            assert row[name] == coded[row["segment_id"]][f"{name}.consensus"]
    (path,) = write_sheets(corpus, ["anna"], tmp_path, n=400)  # more than are held: from all
    book = load_workbook(path)
    ids = {row[0] for row in book["coding"].iter_rows(min_row=2, values_only=True)}
    assert ids.isdisjoint(row["segment_id"] for row in rows)
    shown = list(book["examples"].iter_rows(min_row=2, values_only=True))
    assert [row[-1] for row in shown] == [row["why"] for row in rows]
    assert shown[0][2] == "rural: farming and countryside 农业农村\neducation: science education 科学教育"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("segment_id,places\nplace-0/1,museum\n", "worked_examples.csv:1: lacks the columns why"),
        (
            "segment_id,places,why\nplace-0/1,zoo,so\n",
            "worked_examples.csv:2: 'zoo' is no category of places: museum, farm",
        ),
    ],
)
def test_faults_of_worked_examples_are_named(small, tmp_path, text, said):
    (small.folder / "codebooks" / "worked_examples.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        write_sheets(small, ["anna"], tmp_path, n=5, codebooks=["places"])


def test_worked_examples_of_other_corpora_are_passed_over(small, tmp_path):
    text = "segment_id,places,why\nelsewhere-2020/1,museum,so\n"
    (small.folder / "codebooks" / "worked_examples.csv").write_text(text, encoding="utf-8")
    (path,) = write_sheets(small, ["anna"], tmp_path, n=5, codebooks=["places"])
    assert [row[1] for row in load_workbook(path)["examples"].iter_rows(min_row=2, values_only=True)] == [
        "建馆",
        "农事",
    ]


def test_border_cases_quote_nothing_that_can_be_drawn(project, corpus):
    guideline = (project / "corpus/codebooks/guideline.md").read_text(encoding="utf-8")
    assert len(guideline.split()) < 1100  # two printed pages
    table = "\n".join(line for line in guideline.splitlines() if line.startswith("|"))
    quoted = [part for words in re.findall("[\u4e00-\u9fff…、]{8,}", table) for part in words.split("…")]
    assert len(quoted) >= 4
    with (project / "corpus/codebooks/hand_codes.csv").open(encoding="utf-8", newline="") as file:
        held = "\n".join(row["text"] for row in csv.DictReader(file) if row["part"] == "held")
    assert [words for words in quoted if words in held] == []


# --- what may stand in a cell --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "ids", "unknown"),
    [
        ("museum: museums 博物馆", ["museum"], []),
        ("museum", ["museum"], []),
        (" Museums ", ["museum"], []),
        ("博物馆", ["museum"], []),
        ("farm museum", ["farm", "museum"], []),
        ("博物馆；farm: farms 农场", ["museum", "farm"], []),
        ("-", [""], []),
        (NO_CATEGORY, [""], []),
        ("zoo", [], ["zoo"]),
        ("museum; zoo", ["museum"], ["zoo"]),
        ("museum zoo", [], ["museum zoo"]),
    ],
)
def test_a_cell_names_categories_in_any_usual_way(small, cell, ids, unknown):
    book = read_codebook(small.folder / "codebooks" / "places.toml")
    assert named_categories(cell, book) == (ids, unknown)
    assert choices(book) == ["museum: museums 博物馆", "farm: farms 农场", NO_CATEGORY]


def test_a_name_that_two_categories_share_names_none(tmp_path):
    text = HEAD + CATEGORY.format(id="a", name="one 一", pattern="甲", example="甲")
    text += CATEGORY.format(id="b", name="one 二", pattern="乙", example="乙")
    (tmp_path / "b.toml").write_text(text, encoding="utf-8")
    book = read_codebook(tmp_path / "b.toml")
    assert named_categories("one", book) == ([], ["one"])
    assert named_categories("二", book) == (["b"], [])


# --- faults --------------------------------------------------------------------------------------------------------------


def good(key, number):
    return {"places: main": "museum", "audience: 1": NO_CATEGORY}


FAULTS = [
    ({"places: main": "zoo"}, "places is|'zoo' is no category of places; allowed: museum, farm, or 'no category 无'"),
    ({"places: main": ""}, "places is empty; choose a category, or 'no category 无'"),
    ({"places: main": "", "places: 2": "farm"}, "places has no main category, but others"),
    ({"places: 2": "museum"}, "'museum' of places comes twice"),
    ({"places: 2": NO_CATEGORY}, "places has 'no category 无' beside a category"),
    ({"audience: 1": ""}, "audience is empty"),
    ({"segment_id": "place-9/1"}, "the corpus has no segment 'place-9/1'"),
    ({"text": "something else"}, "the text of '.*' is not that of the corpus"),
]


@pytest.mark.parametrize(("change", "said"), FAULTS)
def test_every_fault_is_listed_with_sheet_and_row_and_nothing_is_read(small, pair, change, said):
    filled(pair[0], lambda key, i: good(key, i) | (change if i == 3 else {}))
    filled(pair[1], good)
    with pytest.raises(SheetError) as error:
        agreement_report(small, pair)
    first, *faults = str(error.value).splitlines()
    assert first == f"{len(faults)} fault{'s' * (len(faults) > 1)}; nothing was read:"
    assert all(fault.startswith(f"{pair[0]}: sheet coding, row 4: ") for fault in faults)
    assert any(re.search(said, fault) for fault in faults)


def test_faults_of_all_sheets_are_listed_at_once(small, pair):
    filled(pair[0], lambda key, i: good(key, i) | ({"places: main": "zoo"} if i in (1, 2) else {}))
    filled(pair[1], lambda key, i: good(key, i) | ({"audience: 1": ""} if i == 5 else {}))
    with pytest.raises(SheetError) as error:
        agreement_report(small, pair)
    rows = [fault.split(": ")[0:2] for fault in str(error.value).splitlines()[1:]]
    expected = [(pair[0], 2), (pair[0], 3), (pair[1], 6)]
    assert rows == [[str(path), f"sheet coding, row {row}"] for path, row in expected]


def rows_of(path):
    return [[value or "" for value in row] for row in load_workbook(path)["coding"].iter_rows(values_only=True)]


def as_csv(rows, path, encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_faults_of_columns_rows_and_files(small, pair, tmp_path):
    header, *rows = rows_of(filled(pair[0], good))
    books = {name: read_codebook(small.folder / "codebooks" / f"{name}.toml") for name in ("audience", "places")}
    prose = coded_prose(small)

    def said(*tables):
        paths = [as_csv(table, tmp_path / f"coder{i}.csv") for i, table in enumerate(tables)]
        with pytest.raises(SheetError) as error:
            read_sheets(paths, prose, books)
        return str(error.value)

    whole = [header, *rows]
    assert "row 1: the column text is missing" in said([["segment_id", "x", "y", *header[3:]], *rows], whole)
    assert "row 1: there is no column of a codebook" in said([[*header[:3], *"abcdefghi"], *rows], whole)
    strange = [name.replace("places", "themse") for name in header]
    assert "'themse: main' is of no codebook of the study; codebooks: audience, places" in said([strange, *rows], whole)
    assert f"row 12: the segment '{rows[0][0]}' comes twice" in said([*whole, rows[0]], whole)
    assert f"coder1.csv: lacks segments that another sheet has: {rows[-1][0]}" in said(whole, whole[:-1])
    assert "coder0.csv: lacks columns of audience" in said([row[:7] for row in whole], whole)
    assert "row 3: more cells than columns" in said([header, rows[0], [*rows[1], "note"], *rows[2:]], whole)
    with pytest.raises(SheetError, match=r"test_coders.py: is no table that can be read"):
        read_sheets([__file__, pair[0]], prose, books, coders=["anna", "ben"])
    with pytest.raises(ValueError, match="names of coders for 2 sheets"):
        read_sheets(pair, prose, books, coders=["anna"])


def test_sheets_may_be_csv_in_another_order_and_encoding(small, pair, tmp_path):
    header, *rows = rows_of(filled(pair[0], good))
    other = as_csv([header, *reversed(rows)], tmp_path / "ben.csv", "gb18030")
    report = agreement_report(small, [pair[0], other])
    assert report.differences.empty
    assert report.people[1].coder == "ben"


def test_the_coding_sheet_is_found_wherever_it_stands(small, pair):
    filled(pair[0], good)
    filled(pair[1], good)
    book = load_workbook(pair[1])
    book.move_sheet("coding", offset=2)
    book.save(pair[1])
    assert agreement_report(small, pair).differences.empty


def test_one_sheet_is_no_agreement(small, pair):
    with pytest.raises(ValueError, match="the sheets of two coders"):
        agreement_report(small, pair[:1])


# --- agreement -----------------------------------------------------------------------------------------------------------

# Four times both museum, three times both farm, once museum against farm, twice farm against museum.
ANNA = ["museum"] * 5 + ["farm"] * 5
BEN = ["museum"] * 4 + ["farm"] * 4 + ["museum"] * 2


@pytest.fixture
def coded(pair):
    """Ten segments of which the agreement is known."""
    filled(
        pair[0], lambda key, i: {"places: main": ANNA[i - 1], "audience: 1": "old", "remark": "hm" if i == 5 else ""}
    )
    filled(pair[1], lambda key, i: {"places: main": BEN[i - 1], "audience: 1": "young", "audience: 2": "old"})
    return pair


def test_kappa_and_alpha_are_those_counted_by_hand(small, coded):
    table = agreement_report(small, coded).coders.set_index(["codebook", "category"])
    main_row = table.loc[("places", "(main category)")]
    # 7 of 10 agree; chance 5/10 * 6/10 + 5/10 * 4/10 = .5; kappa (.7 - .5) / .5. Of 20 codes 11 are museum, 9 farm, and 6 of
    # the 20 stand against the other: alpha 1 - (6 / 20) / (2 * 11 * 9 / (20 * 19)).
    assert main_row["agreement"] == pytest.approx(0.7)
    assert main_row["kappa"] == pytest.approx(0.4)
    assert main_row["alpha"] == pytest.approx(1 - 0.3 * 380 / 198)
    assert (main_row["kappa_low"], main_row["kappa_high"]) != (main_row["kappa"], main_row["kappa"])
    assert tuple(table.loc[("places", "museum"), ["n_anna", "n_ben", "n_all"]]) == (5, 6, 4)
    # Of the audience 20 decisions: anna says old and not young, ben both: 10 of 20 agree, and by chance 1/2 * 1 + 1/2 * 0.
    whole = table.loc[("audience", "(all categories)")]
    assert (whole["agreement"], whole["kappa"]) == (0.5, 0.0)
    assert ("audience", "(main category)") not in table.index  # no main category was asked for


def test_without_a_main_category_all_count_alike(small, tmp_path):
    pair = write_sheets(small, ["anna", "ben"], tmp_path / "coding", n=10, codebooks=["places"])
    assert [cell.value for cell in load_workbook(pair[0])["coding"][1]][3:7] == [f"places: {i}" for i in (1, 2, 3, 4)]
    for path, order in zip(pair, (("museum", "farm"), ("farm", "museum")), strict=True):
        filled(path, lambda key, i, order=order: {"places: 1": order[0], "places: 3": order[1]})
    report = agreement_report(small, pair)
    assert report.differences.empty
    assert report.coders["category"].tolist() == ["museum", "farm", "(all categories)"]
    assert report.write_codes().is_file()


def test_differences_list_what_each_gave(small, coded, tmp_path):
    report = agreement_report(small, coded)
    places = report.differences[report.differences["codebook"].eq("places")]
    assert list(places.columns) == [
        "codebook", "segment_id", "path", "text", "anna", "ben", "consensus", "remarks",
    ]  # fmt: skip
    assert places[["anna", "ben", "consensus"]].to_numpy().tolist() == [
        ["museum", "farm", "?"], ["farm", "museum", "?"], ["farm", "museum", "?"],
    ]  # fmt: skip
    assert places["remarks"].tolist() == ["anna: hm", "", ""]
    audience = report.differences[report.differences["codebook"].eq("audience")]
    assert len(audience) == 10
    assert set(audience["consensus"]) == {"old"}
    files = {path.name for path in report.write(tmp_path / "out")}
    assert files == {
        "agreement.csv", "against_others.csv", "differences.csv", "differences_from_others.csv", "differences.xlsx", "settled.xlsx",
    }  # fmt: skip
    with (tmp_path / "out" / "differences.csv").open(encoding="utf-8", newline="") as file:
        written = [list(row.values()) for row in csv.DictReader(file)]
    assert written == report.differences.astype(str).to_numpy().tolist()
    first = {name: (tmp_path / "out" / name).read_bytes() for name in files}
    agreement_report(small, coded).write(tmp_path / "again")
    assert first == {name: (tmp_path / "again" / name).read_bytes() for name in files}


def test_a_study_without_hand_codes_is_compared_with_its_dictionary_alone(small, coded):
    report = agreement_report(small, coded)
    assert set(report.others["other"]) == {"dictionary"}
    assert "nothing to compare with there" in "\n".join(report.lines())
    # The consensus has the seven segments that both gave the same main category; the dictionary is asked anew.
    prose = coded_prose(small)
    book = read_codebook(small.folder / "codebooks" / "places.toml")
    found = categories(prose, book)
    ids = report.people[0].segment_ids
    museum = set(found.loc[found["category"].eq("museum"), "segment_id"])
    agreed = [i for i in range(10) if ANNA[i] == BEN[i]]
    row = report.others.set_index(["codebook", "coder", "category"]).loc[("places", "consensus", "museum")]
    both = sum(ANNA[i] == "museum" and ids[i] in museum for i in agreed)
    assert row["n_units"] == 7
    assert (row["n_coder"], row["n_other"], row["n_both"]) == (4, sum(ids[i] in museum for i in agreed), both)
    assert row["recall"] == pytest.approx(both / 4)


def test_consensus_is_what_more_than_half_gave(small, coded, tmp_path):
    third = filled(
        coded[0], lambda key, i: {"places: main": "farm", "audience: 1": NO_CATEGORY}, target=tmp_path / "cleo.xlsx"
    )
    books = {name: read_codebook(small.folder / "codebooks" / f"{name}.toml") for name in ("places", "audience")}
    people = read_sheets([*coded, third], coded_prose(small), books)
    agreed = consensus_of(people, books)
    assert list(agreed.codes["places"].values()) == [("museum",)] * 4 + [("farm",)] * 6
    assert set(agreed.codes["audience"].values()) == {("old",)}
    assert list(consensus_of(people[:2], books).codes["places"].values())[4] == ("",)  # open


# --- what the coders settle, and what is kept ------------------------------------------------------------------------------


def test_settled_sheets_become_hand_codes(small, coded, tmp_path):
    report = agreement_report(small, coded)
    with pytest.raises(ValueError, match=r"differ on main categories \(3 of places\)"):
        report.write_codes()
    report.write(tmp_path / "out")
    page = load_workbook(tmp_path / "out" / "settled.xlsx")["coding"]
    assert [page.cell(row, 4).value for row in (2, 6)] == ["museum: museums 博物馆", None]
    assert page.cell(6, 12).value == "places: anna: museum, ben: farm\naudience: anna: old, ben: old young"
    settled = filled(
        tmp_path / "out" / "settled.xlsx", lambda key, i: {"places: main": "farm"} if i in (5, 9, 10) else {}
    )
    kept = settled.read_bytes()
    report.write(tmp_path / "out")
    assert settled.read_bytes() == kept  # what is filled in is not written over

    report = agreement_report(small, coded, consensus=settled)
    path = report.write_codes()
    assert path == small.folder / "codebooks" / "people_codes.csv"
    books = {name: read_codebook(small.folder / "codebooks" / f"{name}.toml") for name in ("places", "audience")}
    hand = read_hand_codes(path, coded_prose(small), books)
    assert hand.coders == ("anna", "ben")
    assert set(hand.units["part"]) == {"held"}
    for coder, given in (("anna", ANNA), ("ben", BEN), ("consensus", ["museum"] * 4 + ["farm"] * 6)):
        own = hand.of("places", coder).set_index("segment_id")["category"]
        assert own.loc[report.people[0].segment_ids].tolist() == given
    report.write_codes()  # the same coders: written again
    (small.folder / "codebooks" / "hand_codes.csv").write_text(
        "segment_id,part,text,places.a\nx,held,y,-\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"hand_codes.csv: holds codes of a; name another file"):
        report.write_codes(small.folder / "codebooks" / "hand_codes.csv")


def test_an_empty_file_of_hand_codes_is_taken(small, coded, tmp_path):
    path = small.folder / "codebooks" / "hand_codes.csv"
    path.write_text("segment_id,part,text,places.a,places.b,places.consensus\n", encoding="utf-8")
    filled(coded[1], lambda key, i: {"places: main": ANNA[i - 1]})
    agreement_report(small, coded).write_codes(path)
    report = agreement_report(small, coded)  # now the study has hand codes: theirs
    same = report.others[report.others["other"].eq("hand_codes") & report.others["category"].eq("(main category)")]
    assert same["agreement"].tolist() == [1.0, 1.0, 1.0]


def test_a_settled_sheet_must_hold_the_same_segments(small, coded, tmp_path):
    header, *rows = rows_of(coded[0])
    short = as_csv([header, *rows[:5]], tmp_path / "settled.csv")
    with pytest.raises(SheetError, match="must hold the same segments and codebooks"):
        agreement_report(small, coded, consensus=short)


# --- two people on the documents of this project -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def people(corpus, project, tmp_path_factory):
    """Anna codes as the study's hand codes do; Ben differs in a fifth of the segments. And what both gave, by segment."""
    folder = tmp_path_factory.mktemp("people")
    paths = write_sheets(corpus, ["anna", "ben"], folder)
    with (project / "corpus/codebooks/hand_codes.csv").open(encoding="utf-8", newline="") as file:
        coded = {row["segment_id"]: row for row in csv.DictReader(file)}
    themes = read_codebook(project / "corpus/codebooks/themes.toml").ids
    chance, given = random.Random(5), {"anna": {}, "ben": {}}

    def codes(coder):
        def change(key, number):
            own = {name: coded[key][f"{name}.consensus"].split() for name in ("themes", "target_groups")}
            if coder == "ben" and chance.random() < 0.2:
                own["themes"] = [chance.choice(themes)]
            given[coder][key] = own
            cells = {f"themes: {place}": ids for place, ids in zip(("main", 2, 3, 4), own["themes"], strict=False)}
            places = zip((1, 2, 3, 4), [*own["target_groups"][:3], "; ".join(own["target_groups"][3:])], strict=False)
            return cells | {f"target_groups: {place}": ids for place, ids in places}

        return change

    for path in paths:
        filled(path, codes(path.stem))
    return agreement_report(corpus, paths), given


def test_agreement_of_two_people_is_that_of_scikit_learn(people):
    report, given = people
    mains = [[own["themes"][0] for own in given[coder].values()] for coder in ("anna", "ben")]
    table = report.coders.set_index(["codebook", "category"])
    row = table.loc[("themes", "(main category)")]
    assert row["kappa"] == pytest.approx(cohen_kappa_score(*mains))
    assert row["agreement"] == pytest.approx(sum(a == b for a, b in zip(*mains, strict=True)) / 100)
    assert 0.5 < row["kappa_low"] < row["kappa"] < row["kappa_high"] < 1
    for theme in ("education", "organization"):
        has = [[theme in own["themes"] for own in given[coder].values()] for coder in ("anna", "ben")]
        assert table.loc[("themes", theme), "kappa"] == pytest.approx(cohen_kappa_score(*has))
    differ = {key for key in given["anna"] if given["anna"][key]["themes"] != given["ben"][key]["themes"]}
    listed = report.differences[report.differences["codebook"].eq("themes")]
    assert set(listed["segment_id"]) == differ
    assert 8 < len(differ) < 35
    assert report.differences["codebook"].eq("themes").all()  # on the groups both say the same


def test_each_is_compared_with_the_hand_codes_and_the_dictionary(people, corpus, project):
    report, given = people
    table = report.others.set_index(["other", "codebook", "coder", "category"]).sort_index()
    assert table.loc[("hand_codes", "themes", "anna", "(main category)"), "kappa"] == 1
    assert table.loc[("hand_codes", "target_groups", "ben", "(all categories)"), "f1"] == 1
    main_row = report.coders[report.coders["category"].eq("(main category)")].iloc[0]
    assert table.loc[("hand_codes", "themes", "ben", "(main category)"), "kappa"] == pytest.approx(main_row["kappa"])
    book = read_codebook(project / "corpus/codebooks/themes.toml")
    found = categories(coded_prose(corpus), book)
    ids = list(given["ben"])
    for theme in ("education", "aims"):
        own = [theme in given["ben"][key]["themes"] for key in ids]
        has = set(found.loc[found["category"].eq(theme), "segment_id"])
        precision, recall, f1, _ = precision_recall_fscore_support(own, [key in has for key in ids], average="binary")
        row = table.loc[("dictionary", "themes", "ben", theme)]
        assert (row["precision"], row["recall"], row["f1"]) == pytest.approx((precision, recall, f1))
        assert row["n_units"] == 100
    n_open = sum(given["anna"][key]["themes"][0] != given["ben"][key]["themes"][0] for key in ids)
    assert table.loc[("dictionary", "themes", "consensus", "(main category)"), "n_units"] == 100 - n_open
    assert set(report.from_others.columns) >= {"consensus", "hand_codes", "dictionary"}


def test_what_the_coders_settle_on_shows_no_code_of_others(people, tmp_path):
    report, given = people
    report.write(tmp_path)
    page = load_workbook(tmp_path / "settled.xlsx")["coding"]
    header = [cell.value for cell in page[1]]
    for row in page.iter_rows(min_row=2, values_only=True):
        key, themes = row[0], [value.split(":")[0] for value in row[3:7] if value]
        both = [given[coder][key]["themes"] for coder in ("anna", "ben")]
        assert set(themes) <= set(both[0]) & set(both[1]) | {NO_CATEGORY.split(":")[0]}
        assert bool(row[header.index("remark")]) == (both[0] != both[1])
    assert "hand_codes" not in (tmp_path / "differences.csv").read_text(encoding="utf-8")


# --- the command -------------------------------------------------------------------------------------------------------------


def test_the_commands_make_sheets_and_read_them_back(study, capsys):
    options = ["--coders", "anna, ben", "--segments", "10", "--codebooks", "places,audience", "--main", "places"]
    assert main(["sheets", str(study), *options]) == 0
    paths = [study / "coding" / "anna.xlsx", study / "coding" / "ben.xlsx"]
    assert f"textmine agreement {paths[0]} {paths[1]}" in capsys.readouterr().out
    call = ["agreement", *map(str, paths), "--study", str(study)]
    assert main(call) == 2
    said = capsys.readouterr().err
    assert "40 faults; nothing was read:" in said
    assert f"{paths[1]}: sheet coding, row 11: audience is empty" in said
    for path in paths:
        filled(path, good)
    assert main([*call, "--output", str(study / "result"), "--write"]) == 0
    said = capsys.readouterr().out
    assert "10 segments of 2 documents, coded by anna, ben" in said
    assert "places: the coders differ on 0 of 10 segments" in said
    assert (study / "corpus" / "codebooks" / "people_codes.csv").is_file()
    assert (study / "result" / "agreement.csv").read_text(encoding="utf-8").startswith("codebook,category,n_anna,n_ben")


def test_a_sample_may_be_asked_for_by_number():
    table = pd.DataFrame({"document_id": ["a"] * 7 + ["b"] * 2 + ["c"]})
    table["segment_id"] = [f"{d}/{i}" for i, d in enumerate(table["document_id"])]
    drawn = draw_sample(table, n=5, seed=3)
    # 5 * 7 / 10 = 3.5, 5 * 2 / 10 = 1, 5 / 10 = .5: of the equal remainders the earlier document gets the one that is left
    assert drawn["segment_id"].str[0].value_counts().to_dict() == {"a": 4, "b": 1}
    assert drawn["part"].tolist().count("dev") == 2
    assert len(draw_sample(table, n=10)) == 10
    with pytest.raises(ValueError, match="n must be from 1 to 10"):
        draw_sample(table, n=11)
