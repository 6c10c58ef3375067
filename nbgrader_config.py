"""Configuration of nbgrader for a checkout, so that its commands and panels work here.

The sources are in solutions/, the release, which is generated from them, in course/.
"""

from pathlib import Path

from jupyter_core.paths import jupyter_config_path

from lrkit.course.nbgrader_settings import configure

c = configure(get_config(), Path(__file__).parent, "solutions", "course")  # noqa: F821

# The exchange, through which assignments are handed out and collected, is the folder that this
# machine's own settings name, as a hub's do; without any it is a folder here, to try the course.
if not any((Path(place) / "nbgrader_config.py").is_file() for place in jupyter_config_path()):
    exchange = Path(__file__).resolve().parent / "exchange"
    exchange.mkdir(exist_ok=True)
    c.Exchange.root = str(exchange)
