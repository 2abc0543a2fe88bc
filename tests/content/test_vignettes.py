"""The cases with known answers: what the check refuses in them, and what they must carry."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

import kneelab
from kneelab.content import CHECKOUT
from kneelab.content.lint import lint
from kneelab.content.schema import AnalysisFile, VignettesFile
from kneelab.evaluation import published_anchors, standard_runs, stored_analyses, stored_cases, stored_rules

DEVELOPMENT = "vignettes/development.yaml"
BENIGN = {"urgency_rule": "benign"}


def stored() -> VignettesFile:
    return VignettesFile.model_validate(yaml.safe_load((CHECKOUT / DEVELOPMENT).read_text()))


def first(d: dict, **wanted: str) -> dict:
    return next(c for c in d["cases"] if all(c[k] == v for k, v in wanted.items()))


FAULTS: dict[str, tuple[str, Callable[[dict], object], str]] = {
    "an unknown finding": (DEVELOPMENT, lambda d: d["cases"][0]["findings"].update(mood="present"), 'no finding called "mood"'),
    "an unknown state": (DEVELOPMENT, lambda d: d["cases"][0]["findings"].update(popliteal_mass="big"), 'popliteal_mass cannot be "big"'),
    "an unknown condition": (DEVELOPMENT, lambda d: d["cases"][0]["answer"].append("flu"), 'no condition called "flu"'),
    "an unknown setting": (DEVELOPMENT, lambda d: d["cases"][0].update(setting="moon"), 'no setting called "moon"'),
    "an id twice": (DEVELOPMENT, lambda d: d["cases"].append(dict(d["cases"][0])), "is used 2 times"),
    "an urgency against its rule": (
        DEVELOPMENT,
        lambda d: first(d, **BENIGN).update(urgency_at_most="same_day"),
        "is not what its rule benign says",
    ),
    "an unknown rule": (DEVELOPMENT, lambda d: d["cases"][0].update(urgency_rule="mercy"), 'no urgency rule called "mercy"'),
    "an unknown key": (DEVELOPMENT, lambda d: d["cases"][0].update(colour="red"), "not a key that is known"),
    "an analysis of no case": ("vignettes/analysis.yaml", lambda d: d["analyses"].update(X1="Why."), 'no case called "X1"'),
    "a figure without a source": ("anchors.yaml", lambda d: d["anchors"][0].update(source="nobody1999"), 'no source called "nobody1999"'),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_check_finds_each_fault(name, tmp_path):
    file, change, said = FAULTS[name]
    folder = Path(shutil.copytree(CHECKOUT, tmp_path / "content"))
    data = yaml.safe_load((folder / file).read_text())
    change(data)
    (folder / file).write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True))
    assert any(said in str(p) and p.file in (file, "sources.yaml") for p in lint(folder)), lint(folder)[:5]


def test_every_stored_case_is_cited_confirmed_and_under_a_rule():
    file = stored()
    assert len(file.cases) == 18
    for case in file.cases:
        assert case.citation, case.id
        assert case.url, case.id
        assert case.confirmed_by, case.id
        assert case.urgency_rule in file.urgency_rules, case.id
        assert len(case.findings) >= 2, case.id


def test_dangerous_diagnoses_are_under_a_rule_that_sends_them_on():
    for case in stored().cases:
        dangerous = {"dvt", "popliteal_aneurysm", "septic_arthritis", "tumour", "paes", "pad"} & set(case.answer)
        assert (case.urgency_at_least in ("same_day", "within_2_weeks")) == bool(dangerous), case.id


def test_the_template_needs_no_rule_and_is_clean():
    VignettesFile.model_validate(yaml.safe_load((CHECKOUT / "vignettes" / "template.yaml").read_text()))
    assert not [p for p in lint(CHECKOUT) if p.file == "vignettes/template.yaml"]


def test_figures_that_nobody_saw_say_so():
    figures = {a.source: a.figures for a in published_anchors()}
    assert set(figures) >= {"semigran2015_bmj", "hill2020_mja", "gilbert2020_bmjopen", "bisson2014_ajsm"}
    assert [f.measure for f in figures["semigran2015_bmj"] if f.as_cited] == ["first_three"]


def test_what_is_stored_is_read():
    assert AnalysisFile.model_validate(yaml.safe_load((CHECKOUT / "vignettes" / "analysis.yaml").read_text())).analyses == stored_analyses()
    assert stored_rules() == stored().urgency_rules


def test_every_missed_case_has_an_analysis():
    lab = kneelab.load()
    results = [r for run in standard_runs(lab, stored_cases(lab)) for r in run.results]
    missed = {r.case.id for r in results if r.missed or r.sent_on is False}
    assert not missed - set(stored_analyses()), "write why into content/vignettes/analysis.yaml"
