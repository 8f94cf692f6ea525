"""Segments -> tokens, by a frozen tokenizer that shares nothing with any other jieba.

`lists` reads the lexicon and the stop list; `model`, `dictionary` and `engines` cut a text; `tokenizer` is the value that
decides how; `many` cuts many texts on many processors; `table` makes the table of tokens.
"""

from textmine.counting.tokens.engines import ENGINES
from textmine.counting.tokens.lists import LexiconError, read_stopwords, read_terms
from textmine.counting.tokens.many import Encoded, cut_texts, encode_texts
from textmine.counting.tokens.model import EngineError
from textmine.counting.tokens.table import check_same_tokenizer, tokenize
from textmine.counting.tokens.tokenizer import TOKEN_KINDS, Tokenizer, token_kind

__all__ = [
    "ENGINES",
    "TOKEN_KINDS",
    "Encoded",
    "EngineError",
    "LexiconError",
    "Tokenizer",
    "check_same_tokenizer",
    "cut_texts",
    "encode_texts",
    "read_stopwords",
    "read_terms",
    "token_kind",
    "tokenize",
]
