"""The language of Chinese policy documents, with the evidence behind every number.

Names are listed in the order the data walks through them and imported when first used, so that `import textmine` costs
almost nothing. A function with the name of its room is imported from there: `from textmine.reading.clean import clean`.
"""

from importlib import import_module

_ROOMS = {
    "reading.page": ("Page", "PageError", "read_page"),
    "reading.clean": ("Cleaned", "Stretch"),
    "reading.outline": ("PROSE", "heading_levels", "passages", "sections"),
    "reading.metadata": ("Metadata", "read_metadata"),
    "corpus": ("Corpus", "CorpusError", "read_corpus", "read_glossary", "write_texts"),
    "reading.commitments": ("bodies", "cited_documents", "responsibilities", "targets"),
    "counting.tokens": ("Tokenizer", "tokenize"),
    "counting.lexicon": (
        "discover_terms",
        "draw_sentences",
        "read_segmented_sample",
        "read_stopword_classes",
        "segmentation_scores",
    ),
    "counting.matrix": (
        "DocumentTermMatrix",
        "count_stream",
        "count_terms",
        "distinctive_terms",
        "document_frequency",
        "group",
        "load_matrix",
        "read_folder",
        "read_json_lines",
        "save_matrix",
        "tf_idf",
    ),
    "measuring.compare": (
        "clause_openers",
        "collocations",
        "dispersion",
        "formulas",
        "keyness",
        "log_ratio",
        "mattr",
        "sentences",
        "type_token_ratios",
    ),
    "measuring.uncertainty": (
        "design_report",
        "influence",
        "log_ratio_intervals",
        "section_intervals",
        "share_intervals",
    ),
    "counting.sensitivity": ("tokenization_band", "tokenization_variants"),
    "measuring.coding": (
        "Codebook",
        "CodebookError",
        "categories",
        "code",
        "count_codes",
        "read_codebook",
        "recode",
        "ties",
        "uncovered",
    ),
    "measuring.agreement": (
        "HandCodes",
        "HandCodesError",
        "coder_agreement",
        "cohen_kappa",
        "dictionary_scores",
        "disagreements",
        "draw_sample",
        "krippendorff_alpha",
        "read_hand_codes",
    ),
    "measuring.emphasis": ("absences", "contrasts", "cross_table", "positions"),
    "measuring.topics": ("Topics", "choose_n_topics", "diagnose", "fit_topics", "typical_rows"),
    "measuring.evidence": ("concordance", "holding_segments", "quotations", "trace"),
    "reading.inspection": ("inspect_page",),
    "intake": ("add_pages",),
    "showing.figures": ("save_figure",),
    "showing.draw": (
        "draw_composition",
        "draw_distinctive_terms",
        "draw_duties",
        "draw_grid",
        "draw_log_ratios",
        "draw_outlines",
        "draw_prevalence",
        "draw_targets",
        "draw_topic_terms",
        "draw_xray",
    ),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = list(_ROOM_OF)
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'textmine' has no attribute '{name}'")
    return getattr(import_module(f"textmine.{_ROOM_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
