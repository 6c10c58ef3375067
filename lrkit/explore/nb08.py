"""Notebook 8: the courtroom, in which a claim is chosen, a verdict expected, the evidence shown."""

import numpy as np

from lrkit.claims import VERDICTS, FullLedger, Row
from lrkit.explore.controls import Button, Select, Slider
from lrkit.explore.explorer import Explorer
from lrkit.explore.marks import Band, Line, Mark, Points, Text
from lrkit.explore.scene import Axis, Panel, Scene, SceneTable
from lrkit.explore.ticks import number
from lrkit.trials import TRIALS, Estimate, Exhibit, Finding, Trial

UNDECIDED = "undecided"
VERDICT_COLOURS = dict(zip(VERDICTS, ("green", "orange", "vermillion"), strict=True))
MARKER_CYCLE = ("circle", "square", "triangle", "diamond", "down", "plus")
ROW_COLOURS = ("blue", "vermillion", "green", "purple", "orange", "sky")
BY_CLAIM = {trial.claim: trial for trial in TRIALS}
MAX_CLAIM_LENGTH = 42  # characters of a claim beside the evidence
DOCKET_WIDTH = 4.6  # of the claims, left of the verdicts, in columns


class Courtroom(Explorer):
    """The expected and the found verdict of each claim on the left, the evidence on the right.

    A trial is heard when its button is pressed; from then on the expected verdict is fixed.
    """

    def __init__(self) -> None:
        self.expected: dict[str, tuple[str, int]] = {}
        self.findings: dict[str, Finding] = {}
        super().__init__(
            claim=Select("claim", TRIALS[0].claim, tuple(BY_CLAIM)),
            expect=Select("I expect", UNDECIDED, (*VERDICTS, UNDECIDED), radio=True),
            sure=Slider("how sure", 60, low=35, high=100, step=5, unit="%"),
            run=Button("run the trial"),
        )

    def pressed(self, name: str) -> None:
        """Note the expected verdict, and run the trial."""
        claim, expect = self.values["claim"], self.values["expect"]
        if expect != UNDECIDED and claim not in self.expected:
            self.findings[claim] = BY_CLAIM[claim].hear()
            self.expected[claim] = (expect, self.values["sure"])

    def update(self, claim: str, expect: str, sure: int, run: int) -> Scene:
        trial, finding = BY_CLAIM[claim], self.findings.get(claim)
        evidence = [exhibit_panel(exhibit) for exhibit in finding.exhibits] if finding else []
        return Scene(
            panels=[self.docket(claim, expect, is_wide=not evidence), *evidence],
            columns=(5, 4) if evidence else (1,),
            tables=[charge_table(trial, *self.expected.get(claim, (expect, sure)))],
            says=self.tell(trial, finding, expect, sure),
            off=("run",) if finding or expect == UNDECIDED else (),
        )

    def docket(self, chosen: str, expect: str, *, is_wide: bool) -> Panel:
        """Draw a row for each claim: a ring for the expected verdict, a marker for the found."""
        marks: list[Mark] = []
        most = 80 if is_wide else MAX_CLAIM_LENGTH
        for row, claim in enumerate(BY_CLAIM):
            if claim == chosen:
                marks.append(Band(-row - 0.5, -row + 0.5, colour="blue"))
            marks.append(Text(-DOCKET_WIDTH, -row, _shortened(claim, most), size=11,
                              bold=claim == chosen))
            if claim == chosen and claim not in self.expected and expect != UNDECIDED:
                marks.append(Points(VERDICTS.index(expect), -row, "grey", size=15, hollow=True))
            if claim in self.expected:
                place = VERDICTS.index(self.findings[claim].verdict)
                marks += [Points(VERDICTS.index(self.expected[claim][0]), -row, "black",
                                 size=15, hollow=True),
                          Points(place, -row, VERDICT_COLOURS[VERDICTS[place]], MARKER_CYCLE[place],
                                 size=9)]
        return Panel(
            Axis("○ you   ● ■ ▲ the court", -DOCKET_WIDTH, 2.5, ticks=dict(enumerate(VERDICTS))),
            Axis("", -len(BY_CLAIM) + 0.4, 0.6, ticks={}), marks, height=430,
            title=f"{self.right()} of {len(self.expected)} as expected" if self.expected
            else "no trial heard yet")

    def right(self) -> int:
        """Count the verdicts that were expected."""
        return sum(self.findings[claim].verdict == expect
                   for claim, (expect, _) in self.expected.items())

    def tell(self, trial: Trial, finding: Finding | None, expect: str, sure: int) -> str:
        """Describe in a sentence what to do, or the result and whether it was expected."""
        if finding is None:
            todo = f"You expect {expect}, {sure} % sure: now" if expect != UNDECIDED else \
                f"Say what you expect and how sure you are (now {sure} %), then"
            return f"“{trial.claim}”. If it holds: {trial.expected}. {todo} run the trial."
        expect, sure = self.expected[trial.claim]
        measured = "; ".join(
            f"{exhibit.unit} – " + ", ".join(f"{name}: {_told(mean)}" for name, mean
                                             in exhibit.estimates.items())
            for exhibit in finding.exhibits)
        measured = measured[:1].upper() + measured[1:]
        mean = np.mean([sure for _, sure in self.expected.values()])
        return (f"“{trial.claim}”. You expected {expect}, {sure} % sure. The verdict: "
                f"{finding.verdict}. {measured}. Not shown: {trial.limit}. So far "
                f"{self.right()} of {len(self.expected)} verdicts are as you expected; you were "
                f"{mean:.0f} % sure on average.")

    def ledger(self) -> FullLedger:
        """Return the trials heard, with the verdicts you expected.

        Its method `save` writes them as CSV or Markdown.
        """
        return FullLedger(("8", f"expected {expect}, {sure} % sure",
                           Row(*self.findings[claim].row))
                          for claim, (expect, sure) in self.expected.items())


def charge_table(trial: Trial, expect: str, sure: int) -> SceneTable:
    """Make the table of everything that is laid down before anything is measured."""
    rows = (("If it holds", trial.expected), ("Held equal", trial.equal), ("Rule", trial.rule),
            ("You expect", f"{expect}, {sure} % sure"))
    return SceneTable(("part", "before the trial"), rows, f"“{trial.claim}”")


def exhibit_panel(exhibit: Exhibit) -> Panel:
    """Draw a row for each condition: dots, their mean, two standard errors to each side."""
    low, high = _range(exhibit)
    marks: list[Mark] = []
    for row, (name, mean) in enumerate(exhibit.estimates.items()):
        colour, y = ROW_COLOURS[row % len(ROW_COLOURS)], -row - 0.15
        marks.append(Text(low, y + 0.36, f"{name}: {_told(mean)}", colour, size=11.5))
        if not np.isfinite(mean.mean):
            marks.append(Text(high, y, "∞ ▶", colour, "right", bold=True))
            continue
        values = np.asarray(exhibit.values[name], dtype=float)
        apart = np.linspace(-0.1, 0.1, len(values))
        ends = np.clip(mean.mean + 2 * mean.error * np.array([-1, 1]), low, high)
        marks += [Points(values, y + apart, colour, size=4, alpha=0.6),
                  Line(ends, [y, y], colour, width=2.5),
                  Points(mean.mean, y, colour, MARKER_CYCLE[row % len(MARKER_CYCLE)], size=9)]
    count = len(exhibit.values)
    return Panel(Axis(exhibit.unit, low, high, log=exhibit.log),
                 Axis("", -count + 0.4, 0.6, ticks={}), marks, height=100 + 48 * count)


def _range(exhibit: Exhibit) -> tuple[float, float]:
    """Return the range from the lowest to the highest number, with a little room."""
    numbers = np.concatenate([np.ravel(values) for values in exhibit.values.values()])
    ends = [mean.mean + side * 2 * mean.error for mean in exhibit.estimates.values()
            for side in (-1, 1)]
    numbers = np.append(numbers, [end for end in ends if not exhibit.log])
    numbers = numbers[np.isfinite(numbers) & ((numbers > 0) | (not exhibit.log))]
    if not numbers.size:
        return (0.1, 10.0)
    low, high = float(numbers.min()), float(numbers.max())
    if exhibit.log:
        room = max((high / low) ** 0.08, 1.1)
        return low / room, high * room
    room = 0.08 * (high - low) or 0.1 * abs(high) or 1.0
    return low - room, high + room


def _told(mean: Estimate) -> str:
    """Format a mean and its standard error, for a reader or a listener."""
    return number(mean.mean) + (f" ± {number(mean.error, 1)}" if mean.error else "")


def _shortened(claim: str, most: int) -> str:
    return claim if len(claim) <= most else claim[:most].rsplit(" ", 1)[0] + " …"


def courtroom() -> Courtroom:
    """Show the claims of notebook 8, with their trials and the verdicts that you expect.

    Examples
    --------
    >>> court = courtroom().set(expect="true", sure=80)
    >>> court.set(run=1)
    Courtroom: “the learning rate is chosen between 0.0 and 1.0”. You expected true, 80 % sure. ...
    >>> court.ledger()
    1 rows (0 of your own runs): 0 true, 0 qualified, 1 wrong
    """
    return Courtroom()
