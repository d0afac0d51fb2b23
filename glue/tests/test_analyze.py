"""The job from the plan to the table: numbers, faults by name, the same rows for the same returns."""

from __future__ import annotations

import json
import math
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis_packages import stats
from analysis_run import Run, Series, dated
from arrow_columns import arrow_schema

NORMAL = Path(__file__).with_name("normal.model.py")

random = np.random.default_rng(11)
SERIES: Series = {
    "GEN Ünïcøde 株 😀": dated(random.normal(0.001, 0.012, 400)),
    "AAPL": dated(random.normal(-0.0005, 0.025, 300)),
    "SHORT": dated(random.normal(0.003, 0.008, 30)),
    "FEW": dated([0.01] * 29),
    "STILL": dated([0.0] * 100),
    "ERROR": dated([math.log(100), *random.normal(0, 0.01, 70)]),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    made = Run(tmp_path_factory.mktemp("normal"), SERIES)
    report = made.analyse(NORMAL)
    assert "error" not in report, report["error"]
    return made


def plan_schema(run: Run) -> pa.Schema:
    """The schema of a table that is published for the first time."""
    columns = run.plan["table"]["columns"]
    return arrow_schema(columns, {column["name"]: index + 1 for index, column in enumerate(columns)})


def ok_rows(run: Run) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Rows of both engines, side by side."""
    first = {(row["symbol"], row["window_name"]): row for row in run.first["rows"]}
    return [(row, first[row["symbol"], row["window_name"]]) for row in run.rows() if row["status"] == "ok"]


def test_every_column_of_a_normal_model_is_that_of_the_closed_forms(run: Run) -> None:
    rows = ok_rows(run)
    assert len(rows) == 10
    for row, first in rows:
        assert 0.002 < row["monte_carlo_error"] < 0.015
        for name in (name for name in first if name.endswith(("_median", "_lower", "_upper", "_predictive"))):
            of = name.rsplit("_", 1)[0]
            # Five standard errors of the worst column, with what the first engine's own draws leave: of 240 numbers
            # none is farther off by chance.
            error = 5 * math.hypot(row["monte_carlo_error"], first["monte_carlo_error"])
            allowed = error * (first[f"{of}_upper"] - first[f"{of}_lower"])
            assert abs(row[name] - first[name]) < allowed, (row["symbol"], row["window_name"], name)


def test_the_whole_window_statuses_and_dates_are_those_of_the_first_engine(run: Run) -> None:
    first = {(row["symbol"], row["window_name"]): row for row in run.first["rows"]}
    assert len(run.rows()) == len(first)
    for row in run.rows():
        other = first[row["symbol"], row["window_name"]]
        assert (row["status"], row["returns"]) == (other["status"], other["returns"])
        assert (str(row["first_date"]), str(row["last_date"])) == (other["first_date"], other["last_date"])
        assert row["engine"] == "pymc"


def test_the_table_has_the_columns_of_the_plan_and_no_number_that_is_none(run: Run) -> None:
    table = pq.read_table(run.path())
    assert table.schema.equals(plan_schema(run), check_metadata=True)
    for row in table.to_pylist():
        numbers = {name: value for name, value in row.items() if isinstance(value, float)}
        assert all(math.isfinite(value) for value in numbers.values())
        assert (row["status"] == "ok") == ("mean_median" in numbers) == ("r_hat" in numbers)
        if row["status"] == "ok":
            assert len(numbers) == 28
            assert row["draws"] == 20_000
            assert row["r_hat"] <= 1.01 and row["effective_sample_size"] >= 400
            assert row["annual_volatility_upper"] == pytest.approx(row["scale_upper"] * math.sqrt(252), rel=1e-14)
    keys = [row["symbol"].encode() for row in table.to_pylist()]
    assert keys == sorted(keys)


def test_the_report_tells_rows_and_files_and_is_written_once(run: Run) -> None:
    path = run.root / "state/prices_posterior/runs/r/analysis/a.json"
    report = json.loads(path.read_text())
    assert report["rows"] == {"in": sum(len(days) for days in SERIES.values()), "out": 18}
    assert report["files"] == [
        {
            "key": "processed/prices_posterior/r/a/part-00000.parquet",
            "size": run.path().stat().st_size,
            "rows": 18,
            "checksum": f"crc32:{zlib.crc32(run.path().read_bytes()):08x}",
        }
    ]
    assert (report["dataset"], report["run"], report["attempt"]) == ("prices_posterior", "r", "a")
    assert (report["engine"], report["version"]) == ("pymc", 1)


def test_the_columns_keep_the_field_ids_of_the_pointer_that_the_plan_is_based_on(tmp_path: Path) -> None:
    run = Run(tmp_path, {"FEW": SERIES["FEW"]})
    before = {"name": "symbol", "type": "string", "formerly": [], "fieldId": 7}
    pointer = {"run": "q", "attempt": "a", "identity": {"table": [before]}, "highestFieldId": 40}
    path = tmp_path / "state/prices_posterior/published/000003.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(pointer))
    run.plan["base"] = 3
    report = run.analyse(NORMAL)
    names = [column["name"] for column in run.plan["table"]["columns"]]
    ids = {name: 40 + place for place, name in enumerate(names)} | {"symbol": 7}
    assert {column["name"]: column["fieldId"] for column in report["identity"]["table"]} == ids
    assert report["highestFieldId"] == 40 + len(names) - 1
    schema = pq.read_schema(run.path())
    assert {field.name: int(field.metadata[b"PARQUET:field_id"]) for field in schema} == ids


def test_the_same_returns_give_the_same_bytes(run: Run) -> None:
    run.analyse(NORMAL, attempt="b")
    assert run.path("b").read_bytes() == run.path("a").read_bytes()


def test_the_shipped_model_finds_the_truth_of_heavy_tailed_returns(tmp_path: Path) -> None:
    truth = stats.t(4, loc=0.001, scale=0.01)
    returns = truth.rvs(1_500, random_state=np.random.default_rng(8))
    run = Run(tmp_path, {"T": dated(returns), "N": dated(random.normal(0, 0.01, 250))})
    report = run.analyse()
    assert "error" not in report, report
    rows = {(row["symbol"], row["window_name"]): row for row in run.rows()}
    whole = rows["T", "all"]
    at = truth.ppf(0.05)
    shortfall = -truth.expect(lambda x: x, ub=at) / 0.05
    for name, exact in (
        ("mean", truth.mean()),
        ("scale", truth.std()),
        ("value_at_risk", -at),
        ("expected_shortfall", shortfall),
    ):
        assert whole[f"{name}_lower"] < exact < whole[f"{name}_upper"], name
    # More than the normal model says, whose tails are too thin.
    first = next(row for row in run.first["rows"] if (row["symbol"], row["window_name"]) == ("T", "all"))
    assert whole["expected_shortfall_predictive"] > first["expected_shortfall_predictive"] * 1.05
    months = np.random.default_rng(9).choice(returns, (40_000, 21)).sum(axis=1)
    assert whole["positive_month_predictive"] == pytest.approx(float(np.mean(months > 0)), abs=0.02)
    # 1,500 days say more than 60, and a year's chance stays.
    narrow, wide = (rows["T", name]["mean_upper"] - rows["T", name]["mean_lower"] for name in ("all", "60"))
    assert narrow < wide / 3
    assert whole["annual_return_upper"] - whole["annual_return_lower"] > 3.9 * truth.std() * math.sqrt(252)
    # Of normal returns nothing else comes out than the normal model has, but for what the tails leave open.
    normal = rows["N", "all"]
    other = next(row for row in run.first["rows"] if (row["symbol"], row["window_name"]) == ("N", "all"))
    assert normal["mean_median"] == pytest.approx(other["mean_median"], abs=2e-4)
    assert normal["value_at_risk_predictive"] == pytest.approx(other["value_at_risk_predictive"], rel=0.05)


def model(folder: Path, text: str) -> Path:
    """A model file of a test's own."""
    path = folder / "own.model.py"
    path.write_text(text)
    return path


def error_of(run: Run, path: Path) -> tuple[str, str]:
    """Name and message in the report of an attempt that wrote no table."""
    report = run.analyse(path, attempt="c")
    assert report["files"] == [] and report["rows"]["out"] == 0
    assert not run.path("c").exists()
    return report["error"]["name"], report["error"]["message"]


TWO_PEAKS = """
import pymc as pm
from scipy import stats
sampling = {"tune": 200, "draws": 500}
def build(returns, group, groups, prior):
    with pm.Model(coords={"group": groups}) as model:
        x = pm.Normal("x", 0, 20, dims="group")
        pm.Potential("peaks", (pm.math.logaddexp(-(x - 15) ** 2, -(x + 15) ** 2) * 4).sum())
    return model
def day(draws):
    return stats.norm(draws["x"], 1)
"""


def test_chains_that_do_not_agree_are_told_with_the_worst_windows(tmp_path: Path) -> None:
    run = Run(tmp_path, {f"S{number}": dated(random.normal(0, 0.01, 40)) for number in range(4)})
    run.plan["windows"] = run.plan["windows"][:1]
    name, message = error_of(run, model(tmp_path, TWO_PEAKS))
    assert name == "ModelNotConverged"
    assert "of 4 windows do not agree, the worst S" in message
    assert "at most 1.01 and at least 400" in message
    assert message.count("r-hat") == 3
    assert "docs/analysis.md" in message


GOOD = "def build(returns, group, groups, prior): pass\ndef day(draws): pass\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def build(:\n", "own.model.py, line 1: SyntaxError"),
        ("\n\nimport nothing_such\n", "own.model.py, line 3: ModuleNotFoundError: No module named 'nothing_such'"),
        ("raise SystemExit(3)", "own.model.py, line 1: SystemExit: 3"),
        ("day = print", "own.model.py has no function build"),
        ("build = print; day = 3", "own.model.py has no function day"),
        (GOOD + "sampling = {'chains': 1}", "sampling must be a dict of tune, draws, target_accept"),
        (GOOD + "sampling = {'draws': '1'}", "sampling: draws is '1'; give a number above 0"),
        (GOOD, "build must give a pm.Model, and gave a NoneType"),
        ("def build(a, b, c): pass\n" + GOOD[47:], "own.model.py: TypeError: build() takes 3"),
        (GOOD.replace("pass", "return returns / 0 + prior['gamma']", 1), "own.model.py, line 1: KeyError: 'gamma'"),
        (
            "import pymc as pm\n" + GOOD.replace("pass", "return pm.Model()", 1),
            "the model of build has no parameter",
        ),
    ],
)
def test_a_broken_model_file_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    run = Run(tmp_path, {"A": dated(random.normal(0, 0.01, 40))})
    name, message = error_of(run, model(tmp_path, text))
    assert name == "ModelFailed"
    assert told in message


def test_a_model_file_that_is_not_there(tmp_path: Path) -> None:
    run = Run(tmp_path, {"A": dated(random.normal(0, 0.01, 40))})
    name, message = error_of(run, tmp_path / "none.model.py")
    assert name == "ModelFailed" and "none.model.py does not exist: write it" in message


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("return draws['y']", "own.model.py, line 3, day of A 60: KeyError: 'y'"),
        ("return 3", "day of A 60: ValueError: it is a int without pdf"),
        ("return stats.t(1.5 + 0 * draws['x'])", "its std is not finite for 40 of 40 draws"),
    ],
)
def test_a_day_that_is_no_distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: str, told: str) -> None:
    import sampler

    def sampled(file: Any, windows: list[Any], prior: Any) -> list[sampler.Group]:
        return [sampler.Group({"x": np.linspace(0, 1, 40)}, 1.0, 400.0) for _ in windows]

    monkeypatch.setattr(sampler, "sample", sampled)
    run = Run(tmp_path, {"A": dated(random.normal(0, 0.01, 40))})
    text = f"from scipy import stats\ndef build(*_): pass\ndef day(draws): {day}\nsampling = {{'draws': 10}}\n"
    name, message = error_of(run, model(tmp_path, text))
    assert name == "ModelFailed" and told in message


def test_a_damaged_source(tmp_path: Path) -> None:
    run = Run(tmp_path, {"A": dated(random.normal(0, 0.01, 40))})
    (tmp_path / run.plan["source"]["files"][0]["key"]).write_bytes(b"")
    name, message = error_of(run, NORMAL)
    assert name == "TableUnreadable" and "part-00000.parquet is of 0 bytes" in message


def test_a_plan_of_another_version(tmp_path: Path) -> None:
    run = Run(tmp_path, {"A": dated(random.normal(0, 0.01, 40))})
    run.plan["version"] = 2
    assert error_of(run, NORMAL)[0] == "PlanVersion"


def test_with_no_window_to_analyse_nothing_is_sampled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(tmp_path, {"A": dated([0.01] * 5), "B": dated([])})
    report = run.analyse(model(tmp_path, GOOD))
    assert "error" not in report and report["rows"]["out"] == 6
    assert {(row["status"], row["mean_median"]) for row in run.rows()} == {("too few", None)}
    assert [row["first_date"] for row in run.rows()][3:] == [None] * 3
    assert "Sampling" not in capsys.readouterr().out


def test_an_attempt_that_is_there_is_no_fault_of_the_data(tmp_path: Path) -> None:
    run = Run(tmp_path, {"A": dated([0.01] * 5)})
    run.analyse(NORMAL)
    with pytest.raises(FileExistsError, match="another attempt has the same name"):
        run.analyse(NORMAL)


def test_a_table_without_rows_keeps_its_columns(tmp_path: Path) -> None:
    run = Run(tmp_path, {})
    run.plan["source"]["files"] = []
    report = run.analyse(NORMAL)
    assert report["rows"] == {"in": 0, "out": 0} and len(report["files"]) == 1
    assert pq.read_schema(run.path()).equals(plan_schema(run), check_metadata=True)
