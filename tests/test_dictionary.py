"""The data dictionary and the methods: made from the docstrings, equal to the tables that the functions really return."""

import re
from functools import cache

import pandas as pd
import pytest

import textmine as tm
from tests.conftest import PROJECT
from textmine.cli import main
from textmine.showing.dictionary import Column, described_tables, sections
from textmine.showing.guides import DICTIONARY, DOCS, METHODS, dictionary_page, methods_page, public_functions

TABLES = {table.function: table for table in described_tables(public_functions())}


@cache
def made():
    """What the calls below share, of three of the five documents."""
    corpus = tm.read_corpus(PROJECT / "corpus")
    keys = ["cast-2022", "tianjin-2023", "zhongshan-2022"]
    segments = corpus.segments[corpus.segments["document_id"].isin(keys)].reset_index(drop=True)
    prose = segments[segments["passage_id"].notna()]
    tokenizer = tm.Tokenizer.from_folder(PROJECT / "corpus")
    matrix = tm.count_terms(tm.tokenize(prose, tokenizer), prose)
    books = {name: tm.read_codebook(PROJECT / f"corpus/codebooks/{name}.toml") for name in ("themes", "instruments")}
    hand = tm.read_hand_codes(PROJECT / "corpus/codebooks/hand_codes.csv", prose, books)
    background = tm.read_background(PROJECT / "corpus")
    statuses = tm.clause_statuses(segments, background=background)
    return {
        "corpus": corpus, "segments": segments, "prose": prose, "tokenizer": tokenizer, "matrix": matrix,
        "sections": tm.group(matrix, "section_id"), "books": books, "hand": hand, "statuses": statuses, "background": background,
        "codes": {name: tm.categories(prose, book) for name, book in books.items()},
    }  # fmt: skip


@cache
def model():
    passages = tm.group(made()["matrix"], "passage_id")
    passages = passages.take(rows=passages.lengths >= 10)
    topics = tm.consensus_topics(passages, 3, seed=0, n_refits=4)
    return topics, tm.refit_topics(topics, n_refits=4), passages


def text_of(m):
    return "\n".join(m["segments"].loc[m["segments"]["document_id"].eq("cast-2022"), "text"])


def crossed():
    topics = model()[0]
    m = made()
    main_codes = m["codes"]["themes"]
    return tm.topics_and_codes(topics, main_codes[main_codes["main"]], m["books"]["themes"].ids)


CALLS = {
    "outline": lambda m: tm.outline(text_of(m), "cast-2022"),
    "targets": lambda m: tm.targets(m["segments"]),
    "responsibilities": lambda m: tm.responsibilities(m["segments"]),
    "bodies": lambda m: tm.bodies(tm.responsibilities(m["segments"])),
    "cited_documents": lambda m: tm.cited_documents(m["segments"]),
    "tokenize": lambda m: tm.tokenize(m["prose"].head(5), m["tokenizer"]),
    "read_segmented_sample": lambda m: tm.read_segmented_sample(PROJECT / "corpus/lexicon/segmented_sample.tsv"),
    "segmentation_scores": lambda m: tm.segmentation_scores(tm.read_segmented_sample(PROJECT / "corpus/lexicon/segmented_sample.tsv").head(20), m["tokenizer"]),
    "read_stopword_classes": lambda m: tm.read_stopword_classes(PROJECT / "corpus/lexicon/stopwords.txt"),
    "distinctive_terms": lambda m: tm.distinctive_terms(m["sections"], "level"),
    "composition": lambda m: tm.composition(m["segments"]),
    "first_level": lambda m: tm.first_level(m["segments"]),
    "first_level_spans": lambda m: tm.first_level_spans(m["segments"]),
    "keyness": lambda m: tm.keyness(m["sections"], "level", "city"),
    "dispersion": lambda m: tm.dispersion(m["sections"], ["科普", "加强"]),
    "clause_openers": lambda m: tm.clause_openers(tm.tokenize(m["prose"].head(50), m["tokenizer"]), m["prose"].head(50)),
    "collocations": lambda m: tm.collocations(tm.tokenize(m["prose"], m["tokenizer"])),
    "formulas": lambda m: tm.formulas(tm.tokenize(m["prose"], m["tokenizer"])),
    "sentences": lambda m: tm.sentences(m["prose"]),
    "design_report": lambda m: tm.design_report(m["corpus"].documents, "level"),
    "compare_groups": lambda m: tm.compare_groups(m["sections"], "level", ["city", "national"], least=8),
    "chance_findings": lambda m: tm.chance_findings(tm.compare_groups(m["sections"], "level", ["city"], least=8), "level"),
    "log_ratio_intervals": lambda m: tm.log_ratio_intervals(m["sections"], "level", "city"),
    "adjusted_ratios": lambda m: tm.adjusted_ratios(m["sections"], "level", m["corpus"].documents, ["city"], terms=["科普"]),
    "permutation_test": lambda m: tm.permutation_test(m["sections"], "level", "city"),
    "variance_components": lambda m: tm.variance_components(m["sections"], "level"),
    "compare_n_topics": lambda m: tm.compare_n_topics(model()[2], [2], n_refits=2),
    "diagnose": lambda m: tm.diagnose(model()[0]),
    "stable_topics": lambda m: tm.stable_topics(model()[1]),
    "topic_terms": lambda m: tm.topic_terms(model()[0]),
    "topic_shares": lambda m: tm.topic_shares(model()[0], "level"),
    "topic_differences": lambda m: tm.topic_differences(model()[0], "level"),
    "topics_along": lambda m: tm.topics_along(model()[0]),
    "name_topics": lambda m: tm.name_topics(model()[0], []),
    "topics_and_codes": lambda m: crossed(),
    "themes_without_topic": lambda m: tm.themes_without_topic(crossed()),
    "topics_without_theme": lambda m: tm.topics_without_theme(crossed()),
    "code": lambda m: tm.code(m["prose"], m["books"]["themes"]),
    "categories": lambda m: m["codes"]["themes"],
    "ties": lambda m: tm.ties(m["prose"], m["books"]["themes"]),
    "draw_sample": lambda m: tm.draw_sample(m["prose"], share=0.5, seed=1),
    "coder_agreement": lambda m: tm.coder_agreement(m["hand"], "themes", m["books"]["themes"].ids),
    "dictionary_scores": lambda m: tm.dictionary_scores(m["hand"], "themes", m["books"]["themes"].ids, m["codes"]["themes"]),
    "disagreements": lambda m: tm.disagreements(m["hand"], "themes", m["books"]["themes"].ids, m["prose"], m["codes"]["themes"]),
    "emphasis": lambda m: tm.emphasis(m["prose"], m["codes"]["themes"], m["books"]["themes"].ids, "level"),
    "contrasts": lambda m: tm.contrasts(m["prose"], m["codes"]["themes"], m["books"]["themes"].ids, "level"),
    "absences": lambda m: tm.absences(m["prose"], m["codes"]["themes"], m["books"]["themes"].ids, "level"),
    "cross_table": lambda m: tm.cross_table(m["prose"], m["codes"]["themes"], m["books"]["themes"].ids, m["codes"]["instruments"], m["books"]["instruments"].ids),
    "positions": lambda m: tm.positions(m["prose"], m["codes"]["themes"], m["books"]["themes"].ids),
    "shared_passages": lambda m: tm.shared_passages(m["segments"]),
    "set_phrases": lambda m: tm.set_phrases(tm.shared_passages(m["segments"], background=m["background"])),
    "related_documents": lambda m: tm.related_documents(m["segments"]),
    "clause_statuses": lambda m: m["statuses"],
    "clauses": lambda m: tm.clauses(m["segments"]),
    "status_shares": lambda m: tm.status_shares(m["statuses"], codes=m["codes"]["themes"]),
    "not_taken_up": lambda m: tm.not_taken_up(m["segments"], m["corpus"].documents),
    "shared_matrix": lambda m: tm.shared_matrix(tm.related_documents(m["segments"]), m["segments"], m["corpus"].group_of),
    "common_parents": lambda m: tm.common_parents(m["corpus"].segments, m["corpus"].documents, tm.cited_documents(m["corpus"].segments)),
    "concordance": lambda m: tm.concordance(m["segments"], "科普"),
}  # fmt: skip
# Columns that the docstring names by a rule, not one by one.
BY_RULE = {"dictionary_scores": r"(precision|recall|f1|kappa)_(low|high)", "coder_agreement": r"n_[a-z]+"}
BY = {"by": ("level", "document_id"), "n_<coder>": ()}


@pytest.mark.parametrize("name", CALLS)
def test_the_columns_of_the_dictionary_are_those_of_the_table(name):
    table = CALLS[name](made())
    assert isinstance(table, pd.DataFrame) and len(table)
    real = [column for column in table.columns if not re.fullmatch(BY_RULE.get(name, "-"), column)]
    listed = [column.name for column in TABLES[name].columns]
    listed = [next((own for own in BY[column] if own in real), None) if column in BY else column for column in listed]
    listed = [column for column in listed if column and not re.fullmatch(BY_RULE.get(name, "-"), column)]
    assert real == listed


def test_most_tables_are_compared_with_real_ones():
    assert len(CALLS) >= 0.7 * len(TABLES)
    assert CALLS.keys() <= TABLES.keys()


def test_names_words_and_brackets_of_a_docstring_become_columns():
    def given():
        """Summary.

        Returns
        -------
        DataFrame
            One row a pair, sorted by `a`: `a`, `b` (of them, `c` too), the columns of `other`, then `d` (x). Sorted by `e`.
        """

    def other():
        """Another.

        Returns
        -------
        DataFrame
            `x`; `y` (in words | numbers); in the order of `z`.

        Notes
        -----
        x * y
        """

    first, second = described_tables({"given": ("room", given), "other": ("room", other)})
    assert (first.row, first.order) == ("One row a pair, sorted by `a`", "Sorted by `e`.")
    assert [column.name for column in first.columns] == ["a", "b", "x", "y", "d"]
    assert first.columns[1] == Column("b", "of them, `c` too")
    assert second.columns[1] == Column("y", "in words | numbers")
    assert second.order == "in the order of `z`."
    assert sections(other)["Notes"] == "x * y"


def test_stored_pages_are_those_of_the_docstrings(capsys, tmp_path):
    """After a change of docstrings: textmine dictionary --output textmine/docs."""
    assert (DOCS / DICTIONARY).read_text(encoding="utf-8") == dictionary_page()
    assert (DOCS / METHODS).read_text(encoding="utf-8") == methods_page()
    assert main(["dictionary", "--output", str(tmp_path)]) == 0
    assert (tmp_path / DICTIONARY).read_bytes() == (DOCS / DICTIONARY).read_bytes()
    assert f"{DICTIONARY}, {METHODS} changed" in capsys.readouterr().out


def test_every_public_function_that_returns_a_table_is_in_the_dictionary_or_says_whose_table_it_is():
    left_out = set()
    for name, (_, function) in public_functions().items():
        returned = str(function.__annotations__.get("return", ""))
        if returned in ("pd.DataFrame", "DataFrame") and name not in TABLES:
            left_out.add(name)
    # Each gives the rows or the columns of a table that it was given, or columns that a parameter names.
    assert left_out <= {
        "with_subsets", "most_frequent", "set_apart", "read_answers", "recode", "uncovered", "upper_statuses", "upper_left_out", "paper_table",
    }  # fmt: skip


def test_every_formula_of_an_effect_size_stands_in_the_methods_with_its_source():
    page = methods_page()
    effects = (
        "g2",
        "chi2",
        "log_ratio",
        "percent_diff",
        "odds_ratio",
        "difference_coefficient",
        "log_odds",
        "dispersion",
    )
    for name in effects:
        section = page.partition(f"### `{name}`\n")[2].partition("\n### ")[0]
        assert "*Source:*" in section, name
    assert "log2(((a + s) / (n + s)) / ((b + s) / (m + s)))" in page


def test_the_walk_throughs_in_both_languages_have_the_same_commands_and_pictures():
    english, chinese = (
        (DOCS / f"own_documents.{language}.md").read_text(encoding="utf-8") for language in ("en", "zh")
    )
    for pattern in (r"^    (.+)$", r"\]\(([^)]+)\)", r"^(#+) "):
        assert re.findall(pattern, english, re.MULTILINE) == re.findall(pattern, chinese, re.MULTILINE)
    for picture in re.findall(r"\]\((pictures/[^)]+)\)", english):
        assert (DOCS / picture).stat().st_size > 2000
