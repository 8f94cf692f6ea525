"""The corpus of this project, read once a test process."""

import os
from pathlib import Path

import pytest

from textmine import Tokenizer, count_terms, read_corpus, tokenize

PROJECT = Path(__file__).parents[1]
os.environ["TEXTMINE_CACHE"] = "off"  # the suite computes everything and writes nothing beside the corpus


@pytest.fixture(scope="session")
def project():
    return PROJECT


@pytest.fixture(scope="session")
def corpus():
    return read_corpus(PROJECT / "corpus")


@pytest.fixture(scope="session")
def tokenizer():
    return Tokenizer.from_folder(PROJECT / "corpus")


@pytest.fixture(scope="session")
def matrix(corpus, tokenizer):
    """Counts of the prose segments."""
    prose = corpus.segments[corpus.segments["passage_id"].notna()]
    return count_terms(tokenize(prose, tokenizer), prose)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The report of this project, written once."""
    from textmine import write_report  # what it needs takes a second to import

    folder = tmp_path_factory.mktemp("report") / "site"
    write_report(PROJECT, folder)
    return folder
