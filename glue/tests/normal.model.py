"""The normal model with the conjugate prior, whose posterior has a closed form: the first engine's."""

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from scipy import stats

sampling = {"draws": 5_000}


def build(returns, group, groups, prior):
    """All groups at once, in the scale that the prior expects."""
    unit = np.sqrt(prior["beta"] / prior["alpha"])
    with pm.Model(coords={"group": groups}) as model:
        square = pm.InverseGamma("square", prior["alpha"], prior["beta"] / unit**2, dims="group")
        mean = pm.Normal("mean", prior["mean"] / unit, pt.sqrt(square / prior["kappa"]), dims="group")
        pm.Normal("returns", mean[group], pt.sqrt(square)[group], observed=returns / unit)
        pm.Deterministic("loc", mean * unit, dims="group")
        pm.Deterministic("scale", pt.sqrt(square) * unit, dims="group")
    return model


def day(draws):
    """A normal day."""
    return stats.norm(draws["loc"], draws["scale"])
