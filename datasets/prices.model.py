"""
The model of the analysis of prices with `--analysis-engine pymc`: rewrite it freely. Returns of a day are Student t:
days far out are what they are, rare, and no sign of a large scale. docs/analysis.md says what is done with it.

A group is one series and one window of it, such as "AAPL 250". Two functions are wanted:

    build(returns, group, groups, prior) -> pm.Model     of all groups at once
    day(draws) -> a distribution                         of one group's daily log return, given each draw

`sampling`, a dict, may change `tune` and `draws` (of each of 4 chains) and `target_accept`.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from scipy import stats


def build(returns, group, groups, prior):
    """
    The model of all groups. `returns`: every log return of every group; `group`: the index of its group for each;
    `groups`: their names; `prior`: the contract's mean, kappa, alpha and beta.

    What has the dimension "group" belongs to a group, anything else to all.
    """
    # In units of the scale that the prior expects all numbers are near one, as the sampler likes them.
    unit = np.sqrt(prior["beta"] / prior["alpha"])
    with pm.Model(coords={"group": groups}) as model:
        # Of location and squared scale the contract's prior, as in the normal model.
        square = pm.InverseGamma("square", prior["alpha"], prior["beta"] / unit**2, dims="group")
        location = pm.Normal("location", prior["mean"] / unit, pt.sqrt(square / prior["kappa"]), dims="group")
        # Degrees of freedom beyond 2, where a standard deviation begins: with 95 % they are 4.4 to 58, room for both a
        # normal distribution and very heavy tails.
        tails = pm.Gamma("tails", 2, 0.1, dims="group")
        # pm.StudentT(..., observed=...) says the same, and takes four times as long.
        pm.Potential("likelihood", log_density(returns / unit, group, 2 + tails, location, square))
        pm.Deterministic("loc", location * unit, dims="group")
        pm.Deterministic("scale", pt.sqrt(square) * unit, dims="group")
    return model


def log_density(values, group, freedom, location, square):
    """Log density of Student t's, summed over all values; what values of a group share is computed once a group."""
    count = np.bincount(group)
    constant = pt.gammaln((freedom + 1) / 2) - pt.gammaln(freedom / 2) - pt.log(np.pi * freedom * square) / 2
    distance = (values - location[group]) ** 2 * (1 / (freedom * square))[group]
    return pt.sum(count * constant) - pt.sum(((freedom + 1) / 2)[group] * pt.log1p(distance))


def day(draws):
    """
    The distribution of a day's log return, given the parameters. `draws`: of each variable of the model one group's
    values, an array with the draws first. Mean, standard deviation, density, distribution function and quantiles are
    asked of it, as SciPy's frozen distributions have them.
    """
    return stats.t(2 + draws["tails"], loc=draws["loc"], scale=draws["scale"])
