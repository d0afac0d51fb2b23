"""Sums of days and what follows from a day, against closed forms: no draw is random here."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analysis_packages import stats
from quantities import quantities
from sums import days, sums

HORIZON = {"year": 252, "month": 21, "tail": 0.05}
DRAWS = 400
random = np.random.default_rng(3)
location = random.normal(0.0005, 0.001, DRAWS)
scale = 0.01 * np.exp(random.normal(0, 0.15, DRAWS))


def test_sums_of_normal_days_are_normal() -> None:
    of = sums(days(stats.norm(location, scale)), 252)
    exact = stats.norm(252 * location, np.sqrt(252) * scale)
    for x in (-0.5, 0.0, 0.2):
        assert of.below(x) == pytest.approx(exact.cdf(x), abs=1e-7)


def test_sums_of_cauchy_days_are_cauchy() -> None:
    # The heaviest tails there are: of 21 days together, as much in the tails as of one.
    of = sums(days(stats.cauchy(location, scale)), 21)
    assert of.below(0) == pytest.approx(stats.cauchy(21 * location, 21 * scale).cdf(0), abs=0.02)


@pytest.mark.parametrize("freedom", [2.2, 3.0, 8.0])
def test_two_days_of_student_t_are_their_convolution(freedom: float) -> None:
    of = sums(days(stats.t(np.full(3, freedom), loc=0.001, scale=0.01)), 2)
    day = stats.t(freedom, loc=0.001, scale=0.01)
    step = 0.0002
    places = np.arange(-4, 4, step)
    exact = float(np.sum(day.pdf(places) * day.cdf(0.01 - places)) * step)
    assert of.below(0.01) == pytest.approx(exact, abs=1e-4)


def test_the_predictive_quantile_is_that_of_all_draws() -> None:
    of = sums(days(stats.norm(location, scale)), 252)
    x, density = of.quantile(0.025)
    mixed = stats.norm(252 * location, np.sqrt(252) * scale)
    assert float(np.mean(mixed.cdf(x))) == pytest.approx(0.025, abs=1e-7)
    assert density == pytest.approx(float(np.mean(mixed.pdf(x))), rel=1e-5)


def test_risks_of_normal_days() -> None:
    of = quantities(stats.norm(location, scale), DRAWS, 4, HORIZON)
    at = stats.norm.ppf(0.05)
    risk, shortfall = -(location + at * scale), -location + stats.norm.pdf(at) / 0.05 * scale
    chance = stats.norm.cdf(np.sqrt(21) * location / scale)
    for name, exact in (("value_at_risk", risk), ("expected_shortfall", shortfall), ("positive_month", chance)):
        found = [of[f"{name}_{which}"] for which in ("lower", "median", "upper")]
        assert found == pytest.approx(np.quantile(exact, [0.025, 0.5, 0.975]).tolist(), rel=1e-5)
    assert of["positive_month_predictive"] == pytest.approx(float(chance.mean()), rel=1e-6)
    # Of all draws together: the loss that one day in twenty exceeds, and the mean loss on such days.
    loss = -of["value_at_risk_predictive"]
    assert float(np.mean(stats.norm.cdf(loss, location, scale))) == pytest.approx(0.05, rel=1e-9)
    score = (loss - location) / scale
    mean = float(np.mean(location * stats.norm.cdf(score) - scale * stats.norm.pdf(score))) / 0.05
    assert of["expected_shortfall_predictive"] == pytest.approx(-mean, rel=1e-5)


def test_the_shortfall_of_heavy_tails() -> None:
    freedom = np.full(DRAWS, 3.0)
    of = quantities(stats.t(freedom, loc=location, scale=scale), DRAWS, 4, HORIZON)
    x = stats.t.ppf(0.05, 3)
    exact = scale * stats.t.pdf(x, 3) * (3 + x * x) / (2 * 0.05) - location
    assert of["expected_shortfall_median"] == pytest.approx(float(np.median(exact)), rel=1e-4)
    assert of["scale_median"] == pytest.approx(float(np.median(scale)) * np.sqrt(3), rel=1e-12)


def test_a_lopsided_day() -> None:
    # Sums of gamma days are gamma.
    shape, rate = np.full(DRAWS, 4.0), 1 / scale
    of = sums(days(stats.gamma(shape, scale=1 / rate)), 21)
    assert of.below(0.8) == pytest.approx(stats.gamma(84, scale=1 / rate).cdf(0.8), abs=1e-4)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (None, "NoneType without pdf"),
        (stats.norm(0, 0.01), "its mean has shape \\(\\); expected 400 draws"),
        (stats.t(np.full(DRAWS, 1.5), scale=0.01), "its std is not finite for 400 of 400 draws"),
        (stats.norm(np.full(DRAWS, np.nan), 0.01), "its mean is not finite"),
        (stats.norm(location, np.where(np.arange(DRAWS) < 3, 1e-6, 0.01)), "does not integrate to 1"),
    ],
)
def test_what_is_no_distribution_of_a_day(day: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        quantities(day, DRAWS, 4, HORIZON)


def test_the_error_is_that_of_the_draws() -> None:
    # Independent draws of a normal mean: what is left open of its quantiles is known.
    draws = 8_000
    mean = np.random.default_rng(1).normal(0, 0.001, draws)
    of = quantities(stats.norm(mean, 0.01), draws, 4, HORIZON)
    wide = np.sqrt(0.025 * 0.975 / draws) / stats.norm.pdf(stats.norm.ppf(0.025)) / (2 * stats.norm.ppf(0.975))
    assert of["monte_carlo_error"] == pytest.approx(wide, rel=0.35)
