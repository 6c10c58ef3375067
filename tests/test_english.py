"""The English of everything that people read: turns of another language do not come back."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Each turn, with what a textbook says instead and a sentence that has it.
TURNS = {
    "in place of": (r"\b(?:in|takes?|took|taking) (?:the )?place of\b", "instead of",
                    "a plus in place of the minus"),
    "the way, for a distance": (
        r"\b(?:half|part of|most of|all|the whole|a long) (?:of )?(?:the )?way\b"
        r"|\bon the way\b|\bleft of the way\b|\bthe way (?:from|back|down|up|along)\b",
        "distance, or: before it arrives", "the run stops half the way"),
    "is no, for is not a": (
        r"(?<!there )(?<!There )\b(?:is|are|was|were) no (?!longer|more\b|less\b|fewer|better"
        r"|worse|larger|smaller|higher|lower|faster|slower|different|other\b|one\b|such\b|seed\b)[a-z`]",
        "is not a", "this is no rounding"),
    "has it not": (r"\b(?:has|have|had|does|do|did) (?:it|them|they|he|she|we) not\b",
                   "does not have it", "PyTorch and Keras have it not"),
    "who deletes it has": (r"(?:^|[.!;:] )Who (?!is\b|are\b|was\b)[^.?]*\.",
                           "if you delete it, you have", "Who deletes it has no points."),
    "is left of": (r"(?<!hat )\b(?:is|are|lies?|stands?) (?:left|right) of [^a]",
                   "is to the left of", "the minimum is left of 1"),
    "for ever": (r"\bfor ever\b", "forever", "it swings for ever"),
    "two places": (r"\b(?:two|three|both) places\b", "two points", "it swings between two places"),
    "with a growing": (r"\b[Ww]ith (?:a )?growing\b", "as it grows", "with a growing rate"),
    "to mend": (r"\b[Mm]end(?:s|ed|ing)?\b", "to repair, to correct", "what was mended"),
    "at the most": (r"\bat the (?:most|least)\b", "at most, at least", "ten at the most"),
    "lets itself": (r"\blets? itself\b", "can be", "the limit lets itself be computed"),
    "behind, on an axis": (r"\bbehind\b\*? (?:the (?:lowest|minimum|best|steepest)|a given step)\b",
                           "beyond", "the steepest fall lies behind the lowest loss"),
    "nine of ten, for a share": (
        r"\b(?:nine|seven|four|three|two|one) (?:steps |runs |digits |times )?of (?:ten|five|four"
        r"|three|twenty|a hundred)\b(?! (?:comparisons|bounds|numbers))",
        "nine out of ten, four in five", "nine of ten digits are read"),
    "to compute on": (r"\b(?:compute|calculate)s? on(?=[.,;:])",
                      "to go on, or: all the same", "the order is wrong, and you compute on."),
    "to become more": (r"\bbecomes? (?:more|less|fewer)(?= (?:when|as|if|and|in|with)\b|[.,;:])",
                       "there are more, it grows", "the inputs do not become more when it is wide"),
    "counted in": (r"\bcounted in[.,;:]", "including", "n entries, the start counted in."),
    "only, behind what it limits": (r"\bby a (?:half|third|quarter|tenth) only\b",
                                    "by only a half", "values grow by a half only in each step"),
    "to foretell": (r"\bforet(?:ell|old)", "to predict", "it does not foretell that number"),
    "tells, without whom": (
        r"\b(?:page|message|report|line|curve)s? tells? (?:it|the|a)\b|\bcurve tells$",
        "says, states, shows", "the feedback page tells the result"),
    "to click into a figure": (r"\b[Cc]lick into the (?:plane|figure|picture|map)\b", "click in",
                               "Click into the plane, or move the sliders"),
    "tells us that of": (r"\btells? (?:us|you|me) (?:that|this|it) of\b", "tells us its",
                         "Nobody tells us that of a network"),
    "percent, in British spelling": (r"\b(?:in|a|[0-9]) percent\b", "per cent",
                                     "the error in percent"),
    "the object in front": (r"\bWhat you [a-z ]+, (?:`|lrkit|nbgrader)", "call it with what you …",
                            "What you marked by hand, `lrkit report` takes in"),
    "in that": (r"\bin this wise\b|\bthe more, the (?:larger|smaller|further)\b",
                "the larger, the more", "worth the more, the further they are"),
}
QUOTED = {  # files that speak of these turns, or of the word in a report of before
    "tests/test_english.py", "lrkit/grading/reporting/report.py",
}


def texts() -> Iterator[tuple[str, str]]:
    """Yield each text with its place: cells of notebooks, guides, library and messages."""
    for file in sorted((ROOT / "solutions").glob("*/*.ipynb")):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            yield f"{file.parent.name}, cell {cell['id']}", "".join(cell["source"])
    files = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    for pattern in ("*.py", "*.j2", "*.json"):
        files += (ROOT / "lrkit").rglob(pattern)
    for file in sorted(files):
        name = file.relative_to(ROOT).as_posix()
        if name not in QUOTED and not name.startswith(("lrkit/_", "lrkit/problems/data")):
            yield name, file.read_text(encoding="utf-8")


def found(pattern: str, text: str) -> list[str]:
    """The places of a turn, each with some words around it; comments and line ends are no gap."""
    text = re.sub(r"\s*\n\s*(?:# ?|f?\")?", " ", text)
    return [text[max(0, match.start() - 40): match.end() + 40]
            for match in re.finditer(pattern, text)]


@pytest.mark.parametrize("turn", TURNS)
def test_a_turn_does_not_come_back(turn):
    """In no text of the course."""
    pattern, better, _ = TURNS[turn]
    places = [f"{where}: …{words}…" for where, text in texts() for words in found(pattern, text)]
    assert not places, f"write “{better}”:\n" + "\n".join(places)


@pytest.mark.parametrize("turn", TURNS)
def test_each_turn_is_noticed(turn):
    """Also across the end of a line."""
    pattern, _, example = TURNS[turn]
    assert found(pattern, example)
    assert found(pattern, "\n    ".join(example.split(" ")))
