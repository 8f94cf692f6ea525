"""A study -> what figures call its groups, documents and terms, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from textmine.corpus import Corpus, read_glossary, read_titles

_NOWHERE = "全国"  # the region of a document that speaks of the whole country


def study_names(corpus: Corpus) -> dict[str, tuple[str, str]]:
    """Names of groups, documents, terms and bodies for figures in both languages.

    Parameters
    ----------
    corpus : Corpus

    Returns
    -------
    dict of str to (str, str)
        English and Chinese name by the value that tables hold. Of a term of `lexicon/glossary.csv` the English name is the term with
        its gloss (科普 science popularization), the Chinese the term alone. Of a group: `label` and `label_zh` of `study.toml`. Of a
        document, unless `[names]` of `study.toml` says otherwise: its id in English; in Chinese its region with the year where that
        tells all documents apart, else its title. `[names]` may name any other value too. Of headings and of titles outside the
        corpus: `lexicon/titles.csv`.
    """
    glossary = corpus.folder / "lexicon" / "glossary.csv"
    english = read_glossary(corpus.folder) if glossary.is_file() else {}
    names = {term: (f"{term} {gloss}", term) for term, gloss in english.items()}
    names |= read_titles(corpus.folder)
    names |= {group.id: (group.label, group.label_zh) for group in corpus.study.groups if group.label_zh}
    names |= {group.id: group.label for group in corpus.study.groups if not group.label_zh and group.label != group.id}
    names |= {key: (key, chinese) for key, chinese in _in_chinese(corpus.documents).items()}
    return names | dict(corpus.study.names)


def glossed(label: str, names: Mapping[str, tuple[str, str]]) -> str:
    """A label made of terms, like 农业、农民、农村, for an English figure.

    Parameters
    ----------
    label : str
        Terms joined by 、 as `Topics.labels` gives them.
    names : mapping of str to (str, str)
        From `study_names`.

    Returns
    -------
    str
        Of each term the gloss alone where `lexicon/glossary.csv` has one, else the term; joined by commas.
    """
    english = {term: names[term][0].removeprefix(term).strip() for term in label.split("、") if term in names}
    return ", ".join(english.get(term) or term for term in label.split("、"))


def _in_chinese(documents: pd.DataFrame) -> dict[str, str]:
    year = documents["issued"].str[:4].fillna(documents["period_start"].astype("string"))
    places = documents["region"].where(documents["region"].ne(_NOWHERE)) + " " + year
    unique = places.notna().all() and places.is_unique
    titles = documents["title"].fillna(documents["document_id"])
    return dict(zip(documents["document_id"], places if unique else titles, strict=True))
