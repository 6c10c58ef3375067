"""The full claims ledger: the learner's rows before the course's, and what it exports."""

import csv
import io
import json
from pathlib import Path

import pytest

import lrkit
from lrkit.claims import FullLedger, Ledger, Row, course_rows
from lrkit.progress_file import load_progress, progress_file, save_progress
from lrkit.trials import MAIN, TRIALS
from tests.recorded.record_ledger import shown_rows

SOURCES = Path(__file__).resolve().parents[1] / "solutions"
HARD = [Row("a | b", "wrong", 'say "no", twice'), Row("c", "true", "two\nlines, ± 1")]


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_csv_comes_back_as_it_was():
    """Commas, quotation marks and line breaks within a cell, read by Python's own reader."""
    rows = list(csv.reader(io.StringIO(Ledger(HARD).to_csv())))
    assert rows == [["Claim", "Verdict", "Evidence"], ["a | b", "wrong", 'say "no", twice'],
                    ["c", "true", "two\nlines, ± 1"]]


def test_a_markdown_row_stays_one_row():
    """A bar is escaped and a line break is a blank."""
    lines = Ledger(HARD).to_markdown().splitlines()
    assert lines == ["| Claim | Verdict | Evidence |", "|---|---|---|",
                     '| a \\| b | wrong | say "no", twice |', "| c | true | two lines, ± 1 |"]


def test_the_ending_of_the_file_decides_how_it_is_written(tmp_path):
    """CSV or Markdown; another ending is refused before anything is written."""
    ledger = Ledger(HARD)
    ledger.save("claims.csv")
    ledger.save(tmp_path / "claims.md")
    assert (tmp_path / "claims.csv").read_text(encoding="utf-8") == ledger.to_csv()
    assert (tmp_path / "claims.md").read_text(encoding="utf-8") == ledger.to_markdown() + "\n"
    with pytest.raises(ValueError, match=r"must end in \.csv or \.md, got 'claims\.xlsx'"):
        ledger.save("claims.xlsx")
    assert not (tmp_path / "claims.xlsx").exists()


def test_without_any_run_the_ledger_is_the_courses():
    """Somebody who opens notebook 8 first sees a whole table."""
    full, course = lrkit.full_ledger(), course_rows()
    assert full.rows == [row for rows in course.values() for row in rows]
    assert {whose for _, whose in full.origins} == {"the course's"}
    assert list(course) == sorted(course, key=int) and len(course) >= 8


def test_the_learners_rows_take_the_place_of_the_courses():
    """Those of the notebooks that were run, and no others; in the order of the notebooks."""
    lrkit.ledger("2", ("large = fast", "true", "my own run"))
    lrkit.ledger("11", ("an extra one", "true", "mine"))
    full = lrkit.full_ledger()
    second = [(whose, row.evidence) for (notebook, whose), row in
              zip(full.origins, full.rows, strict=True) if notebook == "2"]
    assert second == [("yours", "my own run")]
    assert [notebook for notebook, _ in full.origins][-1] == "11"
    assert full.table()[-1] == ("11", "yours", "an extra one", "true", "mine")
    assert f"{len(full.rows)} rows (2 of your own runs)" in repr(full)


@pytest.mark.parametrize("stored", ["text", None, [1, "a"], [{"claim": "a"}], [],
                                    [{"claim": "a", "verdict": "perhaps", "evidence": "b"}],
                                    [{"claim": 1, "verdict": "true", "evidence": "b"}]])
def test_rows_that_cannot_be_read_are_passed_over(stored):
    """The file is the learner's, and anybody may have edited it."""
    save_progress({**load_progress(), "ledger": {"1": stored}})
    assert json.loads(progress_file().read_text())["ledger"] == {"1": stored}
    assert lrkit.full_ledger().rows == [row for rows in course_rows().values() for row in rows]


def test_a_full_ledger_as_html_marks_the_verdict_and_escapes_the_rest():
    """The sign is beside the verdict, whichever column that is."""
    html = FullLedger([("2", "yours", Row("a <b>", "wrong", "1 & 2"))])._repr_html_()
    assert "“a &lt;b&gt;”" in html and "✗&nbsp;wrong" in html and "1 &amp; 2" in html
    assert html.count("<th scope='col'") == 5


WORDS = {6: "six", 10: "ten", 11: "eleven", 12: "twelve", 16: "sixteen", 17: "seventeen"}
# Claims on which two notebooks may differ, and why. There is none.
REASONS: dict[str, str] = {}


def verdicts_by_claim() -> dict[str, dict[str, str]]:
    """The verdicts on each claim in the outputs of the solved notebooks, by notebook."""
    found: dict[str, dict[str, str]] = {}
    for notebook, rows in shown_rows().items():
        for row in rows:
            found.setdefault(row["claim"], {})[notebook] = row["verdict"]
    return found


@pytest.mark.skipif(not SOURCES.exists(), reason="needs a checkout")
def test_a_claim_has_the_same_verdict_in_every_notebook():
    """By the one definition; where two notebooks differ, a reason is given above."""
    found = verdicts_by_claim()
    assert sum(len(verdicts) > 1 for verdicts in found.values()) >= 5
    differ = {claim: verdicts for claim, verdicts in found.items()
              if len({*verdicts.values()}) > 1 and claim not in REASONS}
    assert differ == {}


@pytest.mark.skipif(not SOURCES.exists(), reason="needs a checkout")
def test_the_notebooks_agree_with_the_trials():
    """Also on the claims that wait in notebook 8's courtroom and are on another's ledger."""
    found, tried = verdicts_by_claim(), {trial.claim: trial for trial in TRIALS}
    both = found.keys() & tried.keys()
    assert len(both) >= 12
    for claim in both - REASONS.keys():
        assert {*found[claim].values()} == {tried[claim].run().verdict}, claim


@pytest.mark.skipif(not SOURCES.exists(), reason="needs a checkout")
def test_notebook_8_counts_its_trials():
    """As many as there are, in words, in the text and in the courtroom."""
    name = "08_claims_on_trial"
    text = (SOURCES / name / f"{name}.ipynb").read_text(encoding="utf-8")
    six, eleven, seventeen = (WORDS[n] for n in (len(MAIN), len(TRIALS) - len(MAIN), len(TRIALS)))
    assert f"You will put {six} of them on trial" in text
    assert text.count(f"{eleven.capitalize()} more") == 2
    assert f"{seventeen.capitalize()} trials are" in text
