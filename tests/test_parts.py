"""What documents are made of, counted by hand."""

import pandas as pd

from textmine import composition, first_level, outline, part_functions
from textmine.reading.outline import passages, sections


def segments_of(texts):
    table = pd.concat([outline(text, key) for key, text in texts.items()], ignore_index=True)
    return table.assign(section_id=sections(table), passage_id=passages(table))


TEXTS = {
    "a": "某市方案\n一、甲\n加强。\n二、乙\n推进工作。(市科协牵头)",
    "b": "某省方案\n一、丙\n完善。",
}


def test_parts_of_each_document_add_up_to_its_characters():
    table = segments_of(TEXTS)
    made_of = composition(table)
    assert made_of.groupby("document_id")["characters"].sum().to_dict() == {
        key: len(text.replace("\n", "")) for key, text in TEXTS.items()
    }
    of_a = made_of[made_of["document_id"].eq("a")].set_index("part")["characters"].to_dict()
    assert of_a == {"apparatus": 4, "prose": 3 + 3 + 3 + 5, "responsibility": 7}


def test_of_a_group_the_mean_document_in_the_order_of_the_groups():
    table = segments_of(TEXTS | {"c": "某市方案\n一、甲\n加强领导。"})
    level = table["document_id"].map({"a": "city", "b": "provincial", "c": "city"})
    table["level"] = pd.Categorical(level, ["provincial", "city"])
    made_of = composition(table, "level")
    assert made_of["level"].drop_duplicates().tolist() == ["provincial", "city"]
    city = made_of[made_of["level"].eq("city")].set_index("part")["characters"].to_dict()
    assert city == {"apparatus": 4, "prose": (14 + 8) / 2, "responsibility": 3.5}


def test_parts_of_the_first_level_in_the_order_of_the_text():
    table = first_level(segments_of(TEXTS))
    assert table[["document_id", "heading"]].to_numpy().tolist() == [
        ["a", "front"], ["a", "一、甲"], ["a", "二、乙"], ["b", "front"], ["b", "一、丙"],
    ]  # fmt: skip
    assert table.groupby("document_id")["share"].sum().round(12).tolist() == [1, 1]
    assert table["characters"].tolist()[:3] == [4, 6, 15]


def test_what_a_part_does_is_told_by_the_first_list_with_a_word_of_its_heading():
    headings = pd.Series(["一、总体要求", "三、重点工程行动", "front", "四、组织保障"])
    words = {"aims": ["总体要求"], "projects": ["工程"], "actions": ["行动"], "safeguards": ["保障", "组织"]}
    assert part_functions(headings, words).tolist() == ["aims", "projects", "", "safeguards"]
    assert part_functions(headings, {}).tolist() == [""] * 4
