"""Samples the posterior of a PyMC model, and checks that its chains agree."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np

from faults import DataFault
from model_file import ModelFile, model_errors, model_failed
from windows import Floats, Window

with warnings.catch_warnings():
    # ArviZ announces its future changes.
    warnings.simplefilter("ignore", FutureWarning)
    import arviz as az
    import nutpie
    import pymc as pm

# It warns about a missing compiler library that it does not use.
warnings.filterwarnings("ignore", "PyTensor could not link to a BLAS", UserWarning)

Json = dict[str, Any]

CHAINS = 4
#: A fixed seed, so that the same returns give the same rows.
SEED = 1
#: Chains that disagree, or give too few effective draws. Source: A. Vehtari and others, Rank-normalization, folding,
#: and localization: an improved R-hat (2021).
LARGEST_R_HAT = 1.01
SMALLEST_SAMPLE = 100 * CHAINS
#: The largest share of divergent draws.
LARGEST_DIVERGENT_SHARE = 0.001


class Group(NamedTuple):
    """The draws of a window."""

    #: For each variable an array with all chains' draws first, one chain after the other.
    draws: Json
    #: The largest of its parameters, and of those that all groups share.
    r_hat: float
    #: The smallest of the same, over bulk and tail.
    effective_sample_size: float


def sample(file: ModelFile, windows: list[Window], prior: Json) -> list[Group]:
    """Samples all windows in one model. Raises DataFault ``ModelFailed`` or ``ModelNotConverged``."""
    names = [window.group for window in windows]
    returns = np.concatenate([window.returns for window in windows])
    index = np.repeat(np.arange(len(windows)), [len(window.returns) for window in windows])
    with model_errors(file.name):
        model = file.build(returns, index, names, prior)
    if not isinstance(model, pm.Model):
        raise model_failed(f"{file.name}: build must give a pm.Model, and gave a {type(model).__name__}.")
    if not model.free_RVs:
        raise model_failed(f"{file.name}: the model of build has no parameter.")
    tune, draws = file.sampling["tune"], file.sampling["draws"]
    print(f"Sampling {len(windows)} windows, {len(returns)} returns: {CHAINS} chains of {tune} + {draws}", flush=True)
    with model_errors(file.name, ", while it was sampled"), np.errstate(all="ignore"):
        compiled = nutpie.compile_pymc_model(model, backend="numba")
        trace = nutpie.sample(
            compiled, chains=CHAINS, seed=SEED, progress_bar=False, save_warmup=False, **file.sampling
        )
    divergent = int(trace.sample_stats.diverging.sum())
    posterior = trace.posterior
    free = posterior[[variable.name for variable in model.free_RVs]]
    r_hat = _by_group(az.rhat(free), len(names), np.max)
    bulk, tail = (_by_group(az.ess(free, method=method), len(names), np.min) for method in ("bulk", "tail"))
    size = np.minimum(bulk, tail)
    print(f"Sampling done: r-hat {r_hat.max():.4f}, effective sample size {size.min():.0f}", flush=True)
    _check(names, r_hat, size, divergent / (CHAINS * draws))
    return [Group(_draws_of(posterior, place), float(r_hat[place]), float(size[place])) for place in range(len(names))]


def _by_group(of: Any, groups: int, worst: Any) -> Floats:
    """The worst value among each group's variables; a variable without groups counts for all. NaN is the worst."""
    found = []
    for variable in of.data_vars.values():
        if "group" in variable.dims:
            moved = variable.transpose("group", ...).to_numpy().reshape(groups, -1)
            found.append(worst(moved, axis=1))
        else:
            found.append(np.full(groups, worst(variable.to_numpy())))
    return np.asarray(worst(np.stack(found), axis=0), np.float64)


def _draws_of(posterior: Any, group: int) -> Json:
    draws: Json = {}
    for name, variable in posterior.data_vars.items():
        own = variable.isel(group=group) if "group" in variable.dims else variable
        values = own.transpose("chain", "draw", ...).to_numpy()
        draws[str(name)] = values.reshape(-1, *values.shape[2:])
    return draws


def _check(names: list[str], r_hat: Floats, size: Floats, divergent: float) -> None:
    # Written so that NaN counts as disagreement.
    bad = np.flatnonzero(~((r_hat <= LARGEST_R_HAT) & (size >= SMALLEST_SAMPLE)))
    if len(bad) == 0 and divergent <= LARGEST_DIVERGENT_SHARE:
        return
    worst = bad[np.argsort(np.nan_to_num(size[bad], nan=0), kind="stable")][:3]
    told = [f"{names[at]} (r-hat {r_hat[at]:.3f}, effective sample size {size[at]:.0f})" for at in worst]
    sentences = []
    if told:
        sentences.append(
            f"the chains of {len(bad)} of {len(names)} windows do not agree, the worst {', '.join(told)}; "
            f"wanted are at most {LARGEST_R_HAT} and at least {SMALLEST_SAMPLE}"
        )
    if divergent > LARGEST_DIVERGENT_SHARE:
        sentences.append(
            f"{divergent:.2%} of the draws are divergent, wanted are at most {LARGEST_DIVERGENT_SHARE:.1%}"
        )
    raise DataFault(
        "ModelNotConverged",
        f"{'; '.join(sentences)}. Near these bounds more draws and tuning help, with divergent draws a "
        "target_accept of 0.95 (sampling, in the model file); far from them the returns cannot tell the parameters "
        "apart: leave some out, or give narrower priors (docs/analysis.md).",
    )
