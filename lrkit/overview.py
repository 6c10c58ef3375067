"""A learner's progress: `progress()` in a notebook, `lrkit progress` in a shell."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from lrkit.exercises import (
    OPTIONAL,
    PUBLISHED,
    Exercise,
    by_notebook,
    predictions_of,
    questions_of,
)
from lrkit.exercises.editions import gone_entries
from lrkit.progress_file import FILE, load_progress

TITLES = {  # titles with characters that the name of a folder does not have
    "02_too_small_too_large": "Too small, too large",
    "03_trial_error_and_grids": "Trial, error and grids",
    "05_noise_why_decay_matters": "Noise: why decay matters",
    "10_digits_on_a_budget": "Capstone: digits on a budget",
    "11_rates_at_scale": "Rates at scale (optional)",
}
WRITTEN_NOTE = "The written questions are not counted here."
SYMBOLS = {"done": "✓", "begun": "◐", "open": "○"}


@dataclass(frozen=True)
class ExerciseProgress:
    """The progress in one exercise."""

    name: str
    state: str
    points: float
    best: float
    tries: int
    hints: int
    solved_for: bool

    @property
    def notes(self) -> str:
        """The numbers of tries and hints, and whether the solution was shown, in words."""
        words = [f"{count} {word}{'' if count == 1 else 's'}"
                 for count, word in ((self.tries, "try"), (self.hints, "hint")) if count]
        words = [word.replace("trys", "tries") for word in words]
        return ", ".join([*words, *(["solution seen"] if self.solved_for else [])])


@dataclass(frozen=True)
class NotebookProgress:
    """The progress in one notebook."""

    notebook: str
    rows: tuple[ExerciseProgress, ...]
    quiz: tuple[int, int]
    predictions: tuple[int, int]
    kept: tuple[str, ...] = ()  # a line for each exercise of an earlier edition that earned points

    @property
    def title(self) -> str:
        """The notebook's number and name, such as "1 · One step downhill"."""
        number, _, name = self.notebook.partition("_")
        title = TITLES.get(self.notebook, name.replace("_", " ").capitalize())
        return f"{int(number)} · {title}"

    @property
    def optional(self) -> bool:
        """True if the course is complete without this notebook."""
        return self.notebook in OPTIONAL

    @property
    def points(self) -> tuple[float, float]:
        """The earned points and the possible points of the exercises."""
        return sum(row.best for row in self.rows), sum(row.points for row in self.rows)


class Overview:
    """The progress in the whole course, shown as text or as HTML."""

    def __init__(self, chapters: list[NotebookProgress]):
        self.chapters = chapters

    @property
    def next(self) -> str:
        """A sentence that names the next exercise; an optional one only after all others."""
        required = [chapter for chapter in self.chapters if not chapter.optional]
        if left := _first_open(required):
            return f"Next: {left}"
        if left := _first_open(self.chapters):
            return f"All exercises of the course are done. If you like: {left}"
        return "All exercises of the published notebooks are done."

    @property
    def here(self) -> str:
        """The notebook to continue with: the last one begun or, if that is done, the next one."""
        begun = [at for at, chapter in enumerate(self.chapters)
                 if any(row.state != "open" for row in chapter.rows)
                 or chapter.quiz[0] or chapter.predictions[0]]
        at = max(begun, default=0)
        if all(row.state == "done" for row in self.chapters[at].rows):
            at = min(at + 1, len(self.chapters) - 1)
        return self.chapters[at].notebook

    def __repr__(self) -> str:
        lines = []
        for chapter in self.chapters:
            earned, points = chapter.points
            lines.append(f"{chapter.title}: {earned:g} of {points:g} points")
            width = max(len(row.name) for row in chapter.rows)
            lines += [f"  {SYMBOLS[row.state]} {row.name:<{width}}  {row.best:g} of {row.points:g}"
                      f"{'   ' + row.notes if row.notes else ''}" for row in chapter.rows]
            lines += [f"  ✓ {line}" for line in chapter.kept]
            lines.append(f"  quiz {_part(chapter.quiz)}, predictions {_part(chapter.predictions)}")
        return "\n".join([*lines, WRITTEN_NOTE, self.next])

    def _repr_html_(self) -> str:
        body = []
        for chapter in self.chapters:
            earned, points = chapter.points
            head = f"{chapter.title}: {earned:g} of {points:g} points, quiz " \
                   f"{_part(chapter.quiz)}, predictions {_part(chapter.predictions)}"
            body.append("<tr><th scope='rowgroup' colspan='4' style='text-align:left'>"
                        f"{escape(head)}</th></tr>")
            body += ["<tr>" + "".join(f"<td style='text-align:left'>{cell}</td>" for cell in (
                f"{SYMBOLS[row.state]} {row.state}", f"<code>{row.name}</code>",
                f"{row.best:g} of {row.points:g}", escape(row.notes))) + "</tr>"
                for row in chapter.rows]
            body += [f"<tr><td colspan='4' style='text-align:left'>✓ {escape(line)}</td></tr>"
                     for line in chapter.kept]
        return f"<table>{''.join(body)}</table><p>{WRITTEN_NOTE}</p><p>{escape(self.next)}</p>"


def progress(folder: str | Path | None = None) -> Overview:
    """Return your progress in the course, with points, used hints and the next exercise.

    Parameters
    ----------
    folder : str or Path, optional
        The course folder; by default the one that contains this notebook.

    Examples
    --------
    >>> print(repr(progress("no-such-folder")).splitlines()[1])
      ○ gd_step       0 of 4
    """
    stored = load_progress(None if folder is None else Path(folder) / FILE)
    return Overview([_chapter(notebook, stored) for notebook in PUBLISHED])


def _first_open(chapters: list[NotebookProgress]) -> str:
    """Return the first exercise that is not done, with its notebook and what helps; "" if none."""
    for chapter in chapters:
        for row in chapter.rows:
            if row.state != "done":
                left = 3 - row.hints
                help_ = f'hint("{row.name}") has {left} left' if left > 0 else \
                    f'after an honest try, solution("{row.name}") shows it'
                return f"{row.name}, in notebook {chapter.title}. Stuck? {help_}."
    return ""


def _chapter(notebook: str, stored: dict) -> NotebookProgress:
    questions, predictions = questions_of(notebook), predictions_of(notebook)
    return NotebookProgress(
        notebook,
        tuple(_row(exercise, stored) for exercise in by_notebook(notebook)),
        (sum(stored["answers"].get(q.name) == q.right for q in questions), len(questions)),
        (sum(p.name in stored["predictions"] for p in predictions), len(predictions)),
        tuple(_kept(notebook, stored)),
    )


def _kept(notebook: str, stored: dict) -> Iterator[str]:
    """Yield a line for each exercise that went and for which there are points."""
    for name, gone in gone_entries().items():
        best = float(stored["checks"].get(name, {}).get("best", 0.0))
        if gone.notebook == notebook and best:
            yield f"{name}  {best:g} of {gone.points:g}, in edition {gone.edition}"


def _row(exercise: Exercise, stored: dict) -> ExerciseProgress:
    noted = stored["checks"].get(exercise.name, {})
    # An exercise may have had more points in an earlier edition.
    best = min(float(noted.get("best", 0.0)), exercise.points)
    state = "done" if best >= exercise.points else "begun" if noted.get("tries") else "open"
    return ExerciseProgress(
        exercise.name, state, exercise.points, best, int(noted.get("tries", 0)),
        int(stored["hints"].get(exercise.name, 0)), exercise.name in stored["solutions"])


def _part(pair: tuple[int, int]) -> str:
    return f"{pair[0]} of {pair[1]}"
