"""Makes the checkout a course directory of nbgrader: its commands and panels work here.

The sources are in solutions/, the release, which is generated from them, in course/.
"""

from pathlib import Path

from lrkit.grading.settings import configure

configure(get_config(), Path(__file__).parent, source="solutions", release="course")  # noqa: F821
