"""The language of Chinese policy documents, with the evidence behind every number.

`__all__` holds what a notebook calls, in the order the data walks through the wings; names are imported when first used, so
that `import textmine` costs almost nothing. The further names of a room are answered here too and belong to their wing:
`from textmine.counting.matrix import save_matrix`.
"""

from importlib import import_module

# Room: the names a notebook calls; its further names.
_ROOMS = {
    "study": ("read_study", "Study StudyError"),
    "subsets": ("with_subsets", "Subset"),
    "documents": ("", "CorpusError"),
    "corpus": ("Corpus read_corpus read_glossary", "write_texts"),
    "reading.inspection": ("inspect_page", ""),
    "reading.clean": ("clean", "Cleaned Stretch"),
    "reading.outline": ("outline", "PROSE heading_levels passages sections"),
    "reading.metadata": ("", "Metadata read_metadata"),
    "reading.page": ("", "Page PageError read_page"),
    "reading.commitments": ("targets worded_targets responsibilities prose_duties bodies cited_documents", ""),
    "counting.tokens": ("Tokenizer tokenize", ""),
    "counting.lexicon": (
        "read_names read_families fold_families read_segmented_sample segmentation_scores",
        "discover_terms draw_sentences name_kinds read_stopword_classes",
    ),
    "counting.matrix": (
        "count_terms document_frequency group tf_idf distinctive_terms",
        "DocumentTermMatrix count_pages count_stream load_matrix read_folder read_json_lines save_matrix",
    ),
    "counting.sensitivity": ("tokenization_band", "tokenization_variants"),
    "measuring.parts": ("composition first_level first_level_spans part_functions", ""),
    "measuring.compare": (
        "keyness log_ratio dispersion clause_openers most_frequent collocations formulas sentences set_apart string_check type_token_ratios",
        "mattr",
    ),
    "measuring.uncertainty": (
        "design_report compare_groups chance_findings log_ratio_intervals share_intervals group_claims",
        "adjusted_ratios influence permutation_test section_intervals share_differences variance_components",
    ),
    "measuring.topics": (
        "fit_topics consensus_topics compare_n_topics suggested_n_topics diagnose refit_topics stable_topics topic_terms coherence "
        "typical_passages read_topic_names name_topics word_intrusion read_answers intrusion_score topic_shares topic_differences "
        "topics_along topics_and_codes topic_code_agreement themes_without_topic topics_without_theme NotConvergedWarning",
        "Refits TopicName TopicNamesError Topics anchor_terms count_windows held_out passage_intrusion seeded_topics "
        "typical_rows",
    ),
    "measuring.coding": (
        "read_codebook code categories count_codes recode ties uncovered",
        "Codebook CodebookError",
    ),
    "measuring.agreement": (
        "draw_sample read_hand_codes coder_agreement dictionary_scores category_trust disagreements",
        "HandCodes HandCodesError cohen_kappa krippendorff_alpha",
    ),
    "measuring.emphasis": ("emphasis absences contrasts cross_table positions", ""),
    "measuring.reuse": (
        "read_background shared_passages set_phrases set_phrase_characters related_documents shared_matrix "
        "shared_segments clause_statuses status_shares not_taken_up aligned_clauses side_by_side marked_changes descent common_parents "
        "upper_statuses upper_left_out with_upper",
        "Background Descent clauses measure_background save_background sources study_background",
    ),
    "measuring.evidence": ("concordance held_by holding_segments quotations trace", ""),
    "showing.draw": (
        "draw_composition draw_descent draw_distinctive_terms draw_duties draw_grid draw_log_ratios draw_outlines "
        "draw_prevalence draw_ribbons draw_shared draw_targets draw_xray",
        "",
    ),
    "showing.names": ("study_names glossed", ""),
    "showing.figures": ("or_say save_figure", "Unasked"),
    "showing.claims": ("claims", ""),
    "showing.paper": ("", "paper_names paper_table"),
    "showing.tables": ("save_table", "save_figure_tables"),
    "showing.verify": ("", "verify verify_stored"),
    "report": ("", "ReportError write_report"),
    "intake.scans": ("", "Scan ScanError WrittenScan load_recognizer recognize_scan write_scans"),
    "intake": ("", "AddedUpper Imported TableError add_pages add_upper import_table read_table"),
    "coders": ("", "Agreement SheetError agreement_report read_sheets write_sheets"),
    "check": ("", "Finding check_study"),
}
_ROOM_OF = {name: room for room, (called, further) in _ROOMS.items() for name in f"{called} {further}".split()}

__all__ = [name for called, _ in _ROOMS.values() for name in called.split()]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'textmine' has no attribute '{name}'")
    return getattr(import_module(f"textmine.{_ROOM_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
