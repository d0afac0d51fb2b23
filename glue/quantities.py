"""The columns of a window from the draws of its day's distribution (normal model: core/analysis/quantities.ts)."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from estimates import Estimate, estimate, mean_error, share
from sums import days, sums
from windows import Floats

Json = dict[str, Any]

_METHODS = ("pdf", "cdf", "ppf", "mean", "std")

# Distances below a quantile, in spreads: log-spaced, from nearly 0 to 20,000.
_DISTANCES = np.exp(np.arange(-64, 41) * 0.25)


def quantities(day: Any, draws: int, chains: int, horizon: Json) -> Json:
    """
    Every quantity, by its column. ``day``: what the model file's ``day`` returned for a window's draws, one chain
    after the other. Raises ValueError if it is not a distribution of a day.
    """
    missing = [name for name in _METHODS if not callable(getattr(day, name, None))]
    if missing:
        raise ValueError(f"it is a {type(day).__name__} without {', '.join(missing)}; return a distribution")
    mean, scale = (_each_draw(name, getattr(day, name)(), draws) for name in ("mean", "std"))
    by_day = days(day)
    if by_day.masses.shape[0] != draws:
        raise ValueError(f"it has parameters for {by_day.masses.shape[0]} draws; expected {draws}")
    tail = horizon["tail"]
    at_risk = _each_draw("ppf", day.ppf(tail), draws)
    loss, loss_predictive, short_predictive, errors = _worst_days(day, at_risk, by_day.spread, tail)
    month, year = sums(by_day, horizon["month"]), sums(by_day, horizon["year"])
    positive = 1 - month.below(0)
    about_mean, about_scale = estimate(mean, chains), estimate(scale, chains)
    # If a good month is nearly certain, the chance itself does not distinguish the draws.
    score = estimate(stats.norm.ppf(np.clip(positive, 1e-12, 1 - 1e-12)), chains)
    chance, risk, shortfall = estimate(positive, chains), estimate(-at_risk, chains), estimate(loss, chains)
    annual, annual_error = _annual(year, chains)
    annual_scale = np.sqrt(horizon["year"])
    return {
        **_columns("mean", about_mean),
        **_columns("scale", about_scale),
        **annual,
        **{name: value * annual_scale for name, value in _columns("annual_volatility", about_scale).items()},
        "positive_month_predictive": float(positive.mean()),
        **_columns("positive_month", chance),
        "value_at_risk_predictive": loss_predictive,
        **_columns("value_at_risk", risk),
        "expected_shortfall_predictive": short_predictive,
        **_columns("expected_shortfall", shortfall),
        "draws": float(draws),
        "monte_carlo_error": max(
            *(each.error for each in (about_mean, about_scale, score, risk, shortfall)),
            annual_error,
            share(mean_error(positive, chains), chance.width),
            share(mean_error(errors[0], chains), risk.width),
            share(mean_error(errors[1], chains), shortfall.width),
        ),
    }


def _each_draw(name: str, values: Any, draws: int) -> Floats:
    found = np.asarray(values, np.float64)
    if found.shape != (draws,):
        raise ValueError(f"its {name} has shape {found.shape}; expected {draws} draws")
    if not np.all(np.isfinite(found)):
        raise ValueError(f"its {name} is not finite for {int(np.sum(~np.isfinite(found)))} of {draws} draws")
    return found


def _columns(name: str, of: Estimate) -> Json:
    return {f"{name}_median": of.median, f"{name}_lower": of.lower, f"{name}_upper": of.upper}


def _annual(year: Any, chains: int) -> tuple[Json, float]:
    """The predictive year, and the largest error of its quantiles as a share of the interval's width."""
    quantiles = {name: (p, *year.quantile(p)) for name, p in (("median", 0.5), ("lower", 0.025), ("upper", 0.975))}
    width = quantiles["upper"][1] - quantiles["lower"][1]
    # At a predictive quantile the draws' chances average p: its error follows from their mean's error and the
    # density.
    errors = [mean_error(year.below(x), chains) / density for _, x, density in quantiles.values()]
    return {f"annual_return_{name}": x for name, (_, x, _) in quantiles.items()}, share(max(errors), width)


def _worst_days(day: Any, at_risk: Floats, spread: float, tail: float) -> tuple[Floats, float, float, list[Floats]]:
    """
    Expected shortfall of each draw; value at risk and expected shortfall of all draws together; and each draw's
    contribution to these two, the error of whose mean is their error.
    """
    shortfall = -_below(day, at_risk, spread) / tail
    # The quantile of all draws together lies between those of the draws.
    low, high = float(at_risk.min()), float(at_risk.max())
    quantile = float(brentq(lambda x: float(np.mean(day.cdf(x))) - tail, low, high, xtol=1e-14)) if low < high else low
    chances = np.asarray(day.cdf(quantile), np.float64)
    density = float(np.mean(day.pdf(quantile)))
    together = -(_below(day, np.full_like(at_risk, quantile), spread) - quantile * (chances - tail)) / tail
    return shortfall, -quantile, float(together.mean()), [(chances - tail) / density, together]


def _below(day: Any, bound: Floats, spread: float) -> Floats:
    """The integral of x times the density below a bound, for each draw."""
    places = bound - spread * _DISTANCES[:, None]
    weights = (spread * 0.25 * _DISTANCES)[:, None]
    return np.asarray(np.sum(places * day.pdf(places) * weights, axis=0), np.float64)
