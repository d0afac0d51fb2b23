"""
The log return over many days, computed from the distribution of one day without simulation.

Days are independent given the parameters, so the characteristic function of their sum is a power of a day's. It is
integrated from the density, for each draw, and inverted to chances. Sources: J. Gil-Pelaez, Note on the inversion
theorem (1951); R. B. Davies, Numerical inversion of a characteristic function (1973), for the error of steps as here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import brentq

from windows import Floats

# Points at which the density is evaluated: evenly spaced in y with x = sinh(y), dense near the centre, out to 10,000
# spreads.
_STEP = 0.08
_PLACES = np.sinh(np.arange(-124, 125) * _STEP)
_WEIGHTS = np.cosh(np.arange(-124, 125) * _STEP) * _STEP
# The sum is known within 60 of its spreads to both sides; frequencies end where that of a draw half as wide is 1e-9.
_RANGE = 60.0
_HARMONICS = np.pi * (np.arange(120) + 0.5)
_FREQUENCIES = _HARMONICS * 2 / _RANGE
#: If a density does not integrate to 1 for some draw, it is invalid, or has a peak that the points miss.
LARGEST_LOSS = 1e-4


class Days(NamedTuple):
    """The density of a day's log return given each draw, at points that all draws share."""

    #: The approximate middle of all draws, and the distance that covers usual values.
    centre: float
    spread: float
    #: A row for each draw, multiplied by each point's weight.
    masses: Floats


def days(distribution: Any) -> Days:
    """The days of a frozen distribution over arrays of draws. Raises ValueError if it is not a distribution."""
    low, middle, high = (np.asarray(distribution.ppf(p), np.float64) for p in (0.25, 0.5, 0.75))
    # Of a normal distribution its standard deviation; of any, finite.
    centre, spread = float(np.median(middle)), float(np.median(high - low)) / 1.349
    if not (np.isfinite(centre) and np.isfinite(spread) and spread > 0):
        raise ValueError(f"its median is {centre} and its quartiles are {spread * 1.349} apart")
    places = centre + spread * _PLACES
    masses = np.asarray(distribution.pdf(places[:, None]), np.float64).T * (spread * _WEIGHTS)
    total = masses.sum(axis=1, keepdims=True)
    worst = float(np.max(np.abs(total - 1)))
    if not worst <= LARGEST_LOSS:
        raise ValueError(f"its density does not integrate to 1, by {worst:.2g} for some draw")
    # A missing part would count 252 times.
    return Days(centre, spread, masses / total)


class Sums(NamedTuple):
    """The log return over that many days given each draw."""

    #: Log returns: count of days times a day's.
    centre: float
    spread: float
    #: The characteristic function of (sum - centre) / spread, a row for each draw.
    transform: Any

    def below(self, x: float) -> Floats:
        """The probability of less than ``x``, for each draw."""
        turned = self.transform @ (np.exp(-1j * _FREQUENCIES * (x - self.centre) / self.spread) / _HARMONICS)
        return np.asarray(np.clip(0.5 - turned.imag, 0, 1), np.float64)

    def quantile(self, p: float) -> tuple[float, float]:
        """The predictive quantile, of all draws together, and the density there."""
        mixed = Sums(self.centre, self.spread, self.transform.mean(axis=0, keepdims=True))
        reach = self.spread * _RANGE / 2
        x = float(brentq(lambda at: mixed.below(at)[0] - p, self.centre - reach, self.centre + reach, xtol=1e-12))
        turned = mixed.transform @ np.exp(-1j * _FREQUENCIES * (x - self.centre) / self.spread)
        return x, float(turned.real[0]) * 2 / (_RANGE * self.spread)


def sums(of: Days, count: int) -> Sums:
    """The sums of ``count`` days."""
    angles = np.outer(_PLACES, _FREQUENCIES / np.sqrt(count))
    day = of.masses @ np.exp(1j * angles)
    return Sums(count * of.centre, np.sqrt(count) * of.spread, day**count)
