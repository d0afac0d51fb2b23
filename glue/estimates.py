"""Estimates from draws, and their Monte Carlo errors."""

from __future__ import annotations

from typing import NamedTuple

import arviz as az
import numpy as np

from windows import Floats

_BOUNDS = (0.025, 0.5, 0.975)


class Estimate(NamedTuple):
    """Median and bounds of the central 95 % interval."""

    median: float
    lower: float
    upper: float
    #: Largest Monte Carlo standard error of the three, as a share of the interval's width.
    error: float

    @property
    def width(self) -> float:
        """The width of the interval."""
        return self.upper - self.lower


def estimate(values: Floats, chains: int) -> Estimate:
    """The estimate from one value per draw, one chain after the other."""
    ordered = np.sort(values)
    lower, median, upper = (_at(ordered, p) for p in _BOUNDS)
    return Estimate(median, lower, upper, share(_largest_error(values, ordered, chains), upper - lower))


def _largest_error(values: Floats, ordered: Floats, chains: int) -> float:
    # As for independent draws (core/analysis/draws.ts), with the effective number of the chains' draws.
    errors = [0.0]
    for p in _BOUNDS:
        size = float(az.ess(values.reshape(chains, -1), method="quantile", prob=p))
        deviation = np.sqrt(p * (1 - p) / size)
        errors.append((_at(ordered, p + deviation) - _at(ordered, p - deviation)) / 2)
    return max(errors)


def mean_error(values: Floats, chains: int) -> float:
    """Monte Carlo standard error of the mean."""
    return float(np.std(values)) / float(np.sqrt(az.ess(values.reshape(chains, -1), method="mean")))


def share(error: float, width: float) -> float:
    """An error as a share of an interval's width; 0 if nothing varies."""
    return error / width if width > 0 else 0.0


def _at(ordered: Floats, p: float) -> float:
    """The quantile of sorted values, interpolated linearly."""
    rank = min(1.0, max(0.0, p)) * (len(ordered) - 1)
    low = int(rank)
    value = float(ordered[low])
    return value + (rank - low) * (float(ordered[min(low + 1, len(ordered) - 1)]) - value)
