"""Notebook 8: the courtroom. Choose a claim, decide, say how sure you are, hear the evidence."""

import textwrap

import ipywidgets as widgets
import matplotlib as mpl

from lrkit.claims import VERDICTS, FullLedger, Row
from lrkit.explore.base import Explorer, slider
from lrkit.plotting.nb08 import draw_exhibit
from lrkit.plotting.style import COLOURS, STYLE
from lrkit.trials import TRIALS, Finding, Trial, hear

UNDECIDED = "not decided"
GUESSING = 34  # per cent: three verdicts, no idea
INK = {"true": COLOURS["green"], "qualified": COLOURS["orange"], "wrong": COLOURS["vermillion"],
       UNDECIDED: COLOURS["grey"]}


class Courtroom(Explorer):
    """Left the docket with all claims, right the evidence on the chosen one.

    A trial is heard as soon as a verdict is predicted and the switch is on; from then on its
    prediction is fixed.
    """

    size = (10.5, 5.0)

    def __init__(self) -> None:
        self.predicted: dict[str, tuple[str, int]] = {}
        super().__init__(
            claim=widgets.Dropdown(options=[(trial.claim, trial.name) for trial in TRIALS],
                                   description="claim", layout={"width": "36em"}),
            expect=widgets.Dropdown(options=[UNDECIDED, *VERDICTS], description="I expect"),
            confidence=slider("how sure, in per cent", 60, GUESSING, 100),
            run=widgets.ToggleButton(value=False, description="run the trial"),
        )

    def draw(self) -> None:
        self.figure.subplots_adjust(0.02, 0.02, 0.98, 0.97)

    def update(self, claim: str, expect: str, confidence: int, run: bool) -> str:
        if run and expect != UNDECIDED:
            self.predicted.setdefault(claim, (expect, confidence))
        finding = hear(claim) if run and claim in self.predicted else None
        self.figure.clear()
        with mpl.rc_context(STYLE):
            self._draw_docket(claim)
            if finding:
                self._draw_evidence(finding)
            else:
                self._draw_charge(next(trial for trial in TRIALS if trial.name == claim))
        return self._tell(finding, next(trial for trial in TRIALS if trial.name == claim))

    def ledger(self) -> FullLedger:
        """What was heard so far, with the predictions; `save` writes it as CSV or Markdown."""
        return FullLedger(
            ("8", f"predicted {expect}, {confidence} %", Row(*hear(name).row))
            for name, (expect, confidence) in self.predicted.items())

    def _draw_docket(self, chosen: str) -> None:
        ax = self.figure.add_axes((0.01, 0.02, 0.46, 0.96))
        ax.set_axis_off()
        ax.set(xlim=(0, 1), ylim=(len(TRIALS) - 0.4, -1))
        ax.text(0.66, -0.9, "you", size=9, color=COLOURS["grey"])
        ax.text(0.84, -0.9, "court", size=9, color=COLOURS["grey"])
        for row, trial in enumerate(TRIALS):
            bold = "bold" if trial.name == chosen else "normal"
            ax.text(0, row, textwrap.shorten(trial.claim, 46, placeholder=" …"), size=8.5,
                    weight=bold, va="center")
            if trial.name in self.predicted:
                expect, confidence = self.predicted[trial.name]
                ax.text(0.66, row, f"{expect} {confidence} %", size=8.5, va="center",
                        color=INK[expect])
                ax.text(0.84, row, hear(trial.name).verdict, size=8.5, va="center", weight="bold",
                        color=INK[hear(trial.name).verdict])

    def _draw_charge(self, trial: Trial) -> None:
        ax = self.figure.add_axes((0.5, 0.02, 0.49, 0.96))
        ax.set_axis_off()
        parts = {"The claim": f"“{trial.claim}”", "If it holds": trial.expected,
                 "Held equal": trial.equal, "Rule": trial.rule}
        y = 0.96
        for title, text in parts.items():
            lines = textwrap.wrap(text, 58)
            ax.text(0, y, title, weight="bold", size=10, va="top")
            ax.text(0, y - 0.06, "\n".join(lines), size=9.5, va="top")
            y -= 0.12 + 0.052 * len(lines)

    def _draw_evidence(self, finding: Finding) -> None:
        height = 0.8 / len(finding.exhibits)
        for place, exhibit in enumerate(finding.exhibits):
            bottom = 0.96 - (place + 1) * height + 0.1
            draw_exhibit(exhibit, self.figure.add_axes((0.64, bottom, 0.34, height - 0.13)))
        self.figure.text(0.5, 0.02, f"Verdict: {finding.verdict}.", weight="bold", size=12,
                         color=INK[finding.verdict])

    def _tell(self, finding: Finding | None, trial: Trial) -> str:
        if finding is None:
            return (f"“{trial.claim}” If it holds: {trial.expected}. Decide what you expect and "
                    "how sure you are, then run the trial.")
        expect, confidence = self.predicted[trial.name]
        right = sum(hear(name).verdict == guess for name, (guess, _) in self.predicted.items())
        return (f"“{trial.claim}” You expected {expect}, with {confidence} %; the verdict is "
                f"{finding.verdict}. {finding.evidence}. Not shown: {trial.limit}. So far {right} "
                f"of {len(self.predicted)} as expected.")


def courtroom() -> Courtroom:
    """Sixteen claims, your prediction of each verdict, and the trials.

    Examples
    --------
    >>> court = courtroom().set(claim="between_0_and_1", expect="true", run=True)
    >>> court.ledger()
    1 rows (0 of your own runs): 0 true, 0 qualified, 1 wrong
    """
    return Courtroom()
