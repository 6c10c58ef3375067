"""Ticks at round numbers and their texts, the same in the browser and on paper."""

import math
from functools import lru_cache

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
NUM_TICKS = 6  # on an axis, about


@lru_cache(maxsize=256)
def ticks(low: float, high: float, *, log: bool = False,
          beyond: bool = False) -> tuple[tuple[float, str], ...]:
    """Return places and words of the ticks of an axis; `beyond` adds as many beyond both ends.

    Examples
    --------
    >>> ticks(-6, 6)
    ((-6.0, '−6'), (-4.0, '−4'), (-2.0, '−2'), (0.0, '0'), (2.0, '2'), (4.0, '4'), (6.0, '6'))
    >>> ticks(1e-6, 1e3, log=True)
    ((1e-06, '10⁻⁶'), (0.0001, '10⁻⁴'), (0.01, '10⁻²'), (1.0, '1'), (100.0, '10²'))
    >>> ticks(0.05, 4, log=True)
    ((0.05, '0.05'), (0.1, '0.1'), (0.2, '0.2'), (0.5, '0.5'), (1.0, '1'), (2.0, '2'))
    """
    return _log_ticks(low, high) if log else _linear_ticks(low, high, (high - low) * beyond)


def number(value: float, digits: int = 3) -> str:
    """Format a number for a reader: few digits, a true minus sign, ``1.2 × 10⁻⁵`` for 1.2e-05.

    A screen reader says a true minus, and leaves a hyphen out.

    Examples
    --------
    >>> number(-0.25), number(1.234e-7), number(12345), number(float("nan"))
    ('−0.25', '1.23\xa0×\xa010⁻⁷', '12300', 'not a number')
    """
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.{digits}g}"
    if "e" in text and 1e3 <= abs(value) < 1e6:
        text = f"{float(text):.0f}"
    elif "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}\u00a0×\u00a0{power(int(exponent))}"  # not broken into two lines
    return text.replace("-", "−")


def power(exponent: int) -> str:
    """Format a power of ten: ``power(-3)`` is '10⁻³'."""
    return "1" if exponent == 0 else "10" + str(exponent).translate(_SUPERSCRIPT)


def _linear_ticks(low: float, high: float, beyond: float) -> tuple[tuple[float, str], ...]:
    rough = (high - low) / NUM_TICKS
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough * 0.999)
    decimals = max(0, 1 - math.floor(math.log10(step)))
    first = math.ceil((low - beyond) / step - 1e-9)
    last = math.floor((high + beyond) / step + 1e-9)
    places = [round(k * step, decimals + 1) + 0.0 for k in range(first, last + 1)]
    # An axis has little room: 2·10²⁹⁹ instead of 2 × 10²⁹⁹.
    return tuple((place, number(place, 6).replace("\u00a0×\u00a0", "·")) for place in places)


def _log_ticks(low: float, high: float) -> tuple[tuple[float, str], ...]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    step, digits = max(1, math.ceil((last - first) / NUM_TICKS)), (1,)
    if math.log10(high / low) < 2.2:  # few decades: 1, 2 and 5 of each
        digits = (1, 2, 5)
    numbers = [(digit, e) for e in range(first, last + 1) if e % step == 0 for digit in digits
               if low * (1 - 1e-9) <= float(f"{digit}e{e}") <= high * (1 + 1e-9)]
    plain = all(-3 <= e <= 3 for _, e in numbers) or len(digits) > 1
    return tuple((float(f"{digit}e{e}"), number(digit * 10.0**e) if plain else power(e))
                 for digit, e in numbers)
