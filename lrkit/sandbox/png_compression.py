"""Quick PNG compression: one method of Matplotlib's, replaced inside the sandbox.

A figure consists of runs of equal bytes, and zlib has a strategy for that: the same picture in a
file of the same size, for a twentieth less of the processor a figure. Matplotlib has no setting for
it. Seen in Matplotlib 3.11, whose `FigureCanvasAgg.print_png` hands `pil_kwargs` on to Pillow.
"""

import zlib
from functools import wraps
from typing import Any


def compress_png_by_runs() -> None:
    """Let Matplotlib compress PNGs by runs of equal bytes from now on."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    write = FigureCanvasAgg.print_png

    @wraps(write)
    def print_png(self: Any, *args: Any, pil_kwargs: dict | None = None, **kwargs: Any) -> None:
        write(self, *args, pil_kwargs={"compress_type": zlib.Z_RLE} | (pil_kwargs or {}), **kwargs)

    FigureCanvasAgg.print_png = print_png
