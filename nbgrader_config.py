"""Makes the checkout a course directory of nbgrader: its commands and panels work here.

The sources are in solutions/, the release, which is generated from them, in course/.
"""

from pathlib import Path

from lrkit.grading.settings import configure

c = configure(get_config(), Path(__file__).parent, "solutions", "course")  # noqa: F821

# Where assignments are handed out and collected, for those who use JupyterLab's panels to try
# the course on one machine. For a hub, put the folder that its users share here.
exchange = Path(__file__).resolve().parent / "exchange"
exchange.mkdir(exist_ok=True)
c.Exchange.root = str(exchange)
