"""Notebook 8: the courtroom, in which a claim is chosen, a verdict expected, the evidence shown."""

import numpy as np

from lrkit.claims import VERDICTS, FullLedger, Row
from lrkit.explore.controls import Button, Select, Stops
from lrkit.explore.explorer import Explorer
from lrkit.explore.marks import Band, Line, Mark, Points, Text
from lrkit.explore.scene import Axis, Panel, Scene, SceneTable
from lrkit.explore.ticks import number
from lrkit.trials import MAIN, TRIALS, Estimate, Exhibit, Finding, Trial, heard

UNDECIDED = 0  # per cent; being undecided is the lowest position of the slider "how sure"
SURE = (UNDECIDED, *range(40, 101, 5))  # of three verdicts a blind guess is right in 33 %
VERDICT_COLOURS = dict(zip(VERDICTS, ("green", "orange", "vermillion"), strict=True))
MARKER_CYCLE = ("circle", "square", "triangle", "diamond", "down", "plus")
ROW_COLOURS = ("blue", "vermillion", "green", "purple", "orange", "sky")
BY_CLAIM = {trial.claim: trial for trial in TRIALS if trial.name not in MAIN}
DOCKET_WIDTH = 3.1  # of the names, left of the verdicts, in columns


class Courtroom(Explorer):
    """The verdicts that a learner expects and those of the trials, and the evidence below them.

    It holds the trials that are not in notebook 8's text. A trial runs when its button is pressed,
    which takes a learner who has decided; from then on the expected verdict is fixed.
    """

    def __init__(self) -> None:
        self.expected: dict[str, tuple[str, int]] = {}
        super().__init__(
            claim=Select("claim", next(iter(BY_CLAIM)), tuple(BY_CLAIM)),
            expect=Select("I expect", VERDICTS[0], VERDICTS, radio=True),
            sure=Stops("how sure", UNDECIDED, SURE,
                       ("undecided", *(f"{sure} %" for sure in SURE[1:]))),
            run=Button("run the trial"),
        )

    def _move(self, values: dict, seconds: float | None = None) -> None:
        claim = values.get("claim", self.values["claim"])
        if claim != self.values["claim"]:  # every claim begins with its own expectation
            expect, sure = self.expected.get(claim, (VERDICTS[0], UNDECIDED))
            values = {"expect": expect, "sure": sure} | values
        super()._move(values, seconds)

    def pressed(self, name: str) -> None:
        """Note the expected verdict, and run the trial."""
        claim, sure = self.values["claim"], self.values["sure"]
        if sure != UNDECIDED and finding_on(claim) is None:
            BY_CLAIM[claim].hear()
            self.expected[claim] = (self.values["expect"], sure)

    def update(self, claim: str, expect: str, sure: int, run: int) -> Scene:
        finding = finding_on(claim)
        evidence = [exhibit_panel(exhibit) for exhibit in finding.exhibits] if finding else []
        return Scene(
            panels=[self.docket(claim, expect), *evidence],
            columns=(1,),  # one below the other: the words of each need the whole width
            tables=[trial_table(BY_CLAIM[claim], self.expectation(claim, expect, sure), finding)],
            says=self.tell(claim, expect, sure),
            # Not after the trial: a button that is switched off loses the focus of the keyboard.
            off=("run",) if sure == UNDECIDED else (),
        )

    def settings_text(self) -> str:
        """Return the claim; the table has the rest, as it was when the trial was run."""
        return f"claim {self.values['claim']}"

    def expectation(self, claim: str, expect: str, sure: int) -> str:
        """Say in words what is expected of a claim, or was before its trial."""
        if finding_on(claim) is not None and claim not in self.expected:
            return "nothing was noted before the trial"
        expect, sure = self.expected.get(claim, (expect, sure))
        return f"{expect}, undecided" if sure == UNDECIDED else f"{expect}, {sure} % sure"

    def docket(self, chosen: str, expect: str) -> Panel:
        """Draw a row for each claim: a ring for the expected verdict, a marker for the found."""
        marks: list[Mark] = []
        for row, (claim, trial) in enumerate(BY_CLAIM.items()):
            if claim == chosen:
                marks.append(Band(-row - 0.5, -row + 0.5, colour="blue"))
            marks.append(Text(-DOCKET_WIDTH, -row, trial.name.replace("_", " "), shift=(4, 0),
                              size=12, bold=claim == chosen))
            marks += self._verdicts(claim, -row, expect if claim == chosen else "")
        return Panel(
            Axis("○ you   ● ■ ▲ the trial", -DOCKET_WIDTH, 2.5, ticks=dict(enumerate(VERDICTS))),
            Axis("", -len(BY_CLAIM) + 0.4, 0.6, ticks={}), marks, height=340, title=self.score())

    def _verdicts(self, claim: str, y: float, expect: str) -> list[Mark]:
        """Return the ring of the expected verdict and the marker of the found one."""
        finding = finding_on(claim)
        ring = self.expected[claim][0] if claim in self.expected else expect
        marks: list[Mark] = []
        if ring and (finding is None or claim in self.expected):
            colour = "black" if finding else "grey"
            marks.append(Points(VERDICTS.index(ring), y, colour, size=15, hollow=True))
        if finding:
            at = VERDICTS.index(finding.verdict)
            marks.append(Points(at, y, VERDICT_COLOURS[finding.verdict], MARKER_CYCLE[at], size=9))
        return marks

    def score(self) -> str:
        """Say how many trials were run, and how many verdicts were as expected."""
        tried = sum(finding_on(claim) is not None for claim in BY_CLAIM)
        text = f"{tried} of {len(BY_CLAIM)} trials run"
        return f"{text}, {self.right()} of {len(self.expected)} as expected" if self.expected \
            else text

    def right(self) -> int:
        """Count the verdicts that were expected."""
        return sum(finding_on(claim).verdict == expect
                   for claim, (expect, _) in self.expected.items())

    def tell(self, claim: str, expect: str, sure: int) -> str:
        """Say in sentences what to do, or the result and whether it was expected."""
        trial, finding = BY_CLAIM[claim], finding_on(claim)
        if finding is None:
            todo = "Choose the verdict that you expect, and say how sure you are." \
                if sure == UNDECIDED else \
                f"You expect {expect} and are {sure} % sure. Now run the trial."
            return f"“{claim}”. If it holds: {trial.expected}. {todo}"
        found = f"the verdict is {finding.verdict}"
        if claim in self.expected:
            expect, sure = self.expected[claim]
            found = f"you expected {expect} and were {sure} % sure; {found}"
        return f"“{claim}”: {found}. Measured: {measured_in_words(finding)}.{self._summary()}"

    def _summary(self) -> str:
        if not self.expected:
            return ""
        mean = np.mean([sure for _, sure in self.expected.values()])
        return (f" So far {self.right()} of {len(self.expected)} verdicts are as you expected, and "
                f"you were {mean:.0f} % sure on average.")

    def ledger(self) -> FullLedger:
        """Return the trials that you ran here, with the verdicts you expected.

        Its method `save` writes them as CSV or Markdown.
        """
        return FullLedger(("8", f"expected {expect}, {sure} % sure",
                           Row(*finding_on(claim).row))
                          for claim, (expect, sure) in self.expected.items())


def finding_on(claim: str) -> Finding | None:
    """Return what the trial of a claim found if this process has heard it, here or elsewhere."""
    return heard().get(BY_CLAIM[claim].name)


def measured_in_words(finding: Finding) -> str:
    """Return the numbers of all exhibits, for a reader or a listener."""
    return "; ".join(
        f"{exhibit.unit} – " + ", ".join(f"{name}: {_told(mean)}" for name, mean
                                         in exhibit.estimates.items())
        for exhibit in finding.exhibits)


def trial_table(trial: Trial, expectation: str, finding: Finding | None) -> SceneTable:
    """Make the table of what is fixed before anything is measured and, later, of the result."""
    rows = [("If it holds", trial.expected), ("Held equal", trial.equal), ("Seen if", trial.rule),
            ("You expect", expectation)]
    if finding is not None:
        rows[-1] = ("You expected", expectation)
        rows += [("Seen", finding.seen_in_words()), ("Verdict", finding.verdict),
                 ("Not shown", trial.limit)]
    return SceneTable(("part", "in this trial"), rows, f"“{trial.claim}”")


def exhibit_panel(exhibit: Exhibit) -> Panel:
    """Draw three lines for each condition: numbers, repetitions, and mean with 95 % interval.

    None of them covers another.
    """
    low, high = _range(exhibit)
    marks: list[Mark] = []
    for row, (name, mean) in enumerate(exhibit.estimates.items()):
        colour = ROW_COLOURS[row % len(ROW_COLOURS)]
        marks.append(Text(low, 0.3 - row, f"{name}: {_told(mean)}", colour, shift=(4, 0),
                          size=11.5))
        if not np.isfinite(mean.mean):
            marks.append(Text(high, -0.1 - row, "∞ ▶", colour, "right", bold=True))
            continue
        values = np.asarray(exhibit.values[name], dtype=float)
        heights = 0.03 - row + np.linspace(-0.08, 0.08, len(values))
        ends = np.clip(mean.mean + mean.bound * np.array([-1, 1]), low, high)
        marks += [Points(values, heights, colour, size=4),
                  Line(ends, [-0.25 - row] * 2, colour, width=2.5),
                  Points(mean.mean, -0.25 - row, colour, MARKER_CYCLE[row % len(MARKER_CYCLE)],
                         size=9)]
    count = len(exhibit.values)
    return Panel(Axis(exhibit.unit, low, high, log=exhibit.log),
                 Axis("", 0.5 - count, 0.6, ticks={}), marks, height=100 + 58 * count)


def _range(exhibit: Exhibit) -> tuple[float, float]:
    """Return the range from the lowest to the highest number, with a little room."""
    numbers = np.concatenate([np.ravel(values) for values in exhibit.values.values()])
    ends = [mean.mean + side * mean.bound for mean in exhibit.estimates.values()
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


def courtroom() -> Courtroom:
    """Show the claims that notebook 8's text leaves out, with their trials and your expectations.

    Examples
    --------
    >>> court = courtroom().set(expect="true", sure=80)
    >>> court.set(run=1)  # the verdict; and how it compares with what you expected
    Courtroom: “0.1 converges quickly but risks overshooting; 0.01 is safer”: ... is qualified. ...
    """
    return Courtroom()
