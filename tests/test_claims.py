"""Words like all and none in findings, and the claims that bear them out."""

import nbformat
import pytest

from textmine import claims
from textmine.showing.claims import printed_claims, unborne_words
from textmine.showing.findings import unborne_claims


def notebook(finding, printed=None, tags=("findings",)):
    cells = [nbformat.v4.new_markdown_cell(finding, metadata={"tags": list(tags)})]
    if printed is not None:
        output = nbformat.v4.new_output("execute_result", {"text/plain": repr(claims(printed))}, execution_count=1)
        cells.append(nbformat.v4.new_code_cell("claims({})", outputs=[output], execution_count=1))
    return nbformat.v4.new_notebook(cells=cells)


def test_a_claim_is_shown_with_its_verdict():
    made = claims({"Aims come first in all five": True, "none of the cities": False})
    assert repr(made) == "yes | Aims come first in all five\nNO | none of the cities"
    assert printed_claims(repr(made)) == {"Aims come first in all five": True, "none of the cities": False}
    assert "| none of the cities | **no** |" in made._repr_markdown_()


def test_a_verdict_must_be_a_truth_value():
    with pytest.raises(TypeError, match="'all five': needs True or False, got 5"):
        claims({"all five": 5})


@pytest.mark.parametrize(
    ("text", "borne", "left"),
    [
        ("Aims come first in all five.", {"Aims come first in all five": True}, 0),
        ("*Aims* come\nfirst in **all five**.", {"aims come first in all five": True}, 0),
        ("Aims come first in all five.", {"Aims come first in all five": False}, 2),
        ("Aims come first in all five, and none lacks them.", {"Aims come first in all five": True}, 1),
        ("At most five, and none at all.", {}, 1),
        ("Overall, the mostly allowed alone.", {}, 0),
        ("Every one of them.", {}, 1),
    ],
)
def test_words_that_no_claim_covers_are_named(text, borne, left):
    assert len(unborne_words(text, borne)) == left


def test_findings_of_a_notebook_are_held_to_their_claims():
    assert unborne_claims(notebook("None is key.", {"None is key": True})) == []
    assert [words for _, words in unborne_claims(notebook("None is key."))] == ["None is key."]
    failed = unborne_claims(notebook("None is key.", {"None is key": False}))
    assert failed[0] == (2, "does not hold: None is key") and len(failed) == 2
    assert unborne_claims(notebook("None is key.", tags=())) == []  # no finding
    assert unborne_claims(notebook("<!-- new study: Is none key? -->\nThe term `none` is key.")) == []
