"""`nbgrader autograde` itself on the same notebooks: checks run in the student's process."""

import shutil

from nbgrader.converters import Autograde

from lrkit.course.nbgrader_driver import NbgraderCourse

NOISY_STEP = """import sys, warnings
from IPython.display import HTML, display
def gd_step(w, grad, lr):
    print("4.0")
    print("careful", file=sys.stderr)
    warnings.warn("deprecated")
    display(HTML("<b>3.0</b>"))
    return np.asarray(w, float) - lr * np.asarray(grad)
warnings.warn("in the cell of the answer, too")
"""


def test_points_are_read_with_noise_around_them(tiny, tmp_path, hand_in, all_right, read_marks):
    """Prints, warnings and rich output change nothing; an answer that changes w earns less."""
    in_place = "def gd_step(w, grad, lr):\n    w -= lr * grad\n    return w"
    cells = {"ada": {**all_right, "write_gd_step": NOISY_STEP},
             "bob": {**all_right, "write_gd_step": in_place}, "eve": {}}
    folder = NbgraderCourse(tmp_path / "course", logfile=tmp_path / "log")
    shutil.copytree(tiny.sources / "01_tiny", folder.root / "source/01_tiny")
    folder.generate("01_tiny", database=True)
    for student, filled in cells.items():
        hand_in(tiny, folder.root / "submitted", f"{student}/01_tiny", **filled)
        folder._convert(Autograde, "01_tiny", student)
    marks = {key[::2]: score for key, (score, _, _) in read_marks(folder.root).items()}
    assert marks["ada", "check_gd_step"] == 4
    assert marks["bob", "check_gd_step"] == 3
    assert marks["eve", "check_gd_step"] == 0
    assert marks["ada", "check_nb01_q1"] == marks["ada", "check_prediction_steps_at_0_01"] == 1
