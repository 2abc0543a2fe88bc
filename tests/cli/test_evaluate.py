from __future__ import annotations

import json
import subprocess
import sys

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kneelab.cli import main
from kneelab.content import PACKAGED, content_folder
from kneelab.evaluation import Case, RankedAnswer, score_answers
from kneelab.evaluation.runs import AS_GIVEN, PRACTICE
from kneelab.export.schema import EvaluationOut
from kneelab.model.triage import LEVELS
from tests.strategies import LAB

CASES = """
cases:
- {id: cyst, age: 58, sex: female, setting: primary_care, findings: {popliteal_mass: present, foucher: present, joint_disease: present, onset: gradual},
   answer: [bakers_cyst], urgency_at_least: pt_care, urgency_at_most: routine}
- {id: clot, age: 67, sex: female, setting: primary_care, findings: {wells_item_surgery: present, calf_swelling: 0.9, pitting_oedema: present},
   answer: [dvt], urgency_at_least: same_day}
- {id: tear, findings: {twist: present, true_lock: present}, answer: [meniscus_tear, pcl_tear]}
"""
ANSWERS = "answers: [{id: clot, ranked: [calf_strain, dvt], urgency: routine}, {id: cyst, ranked: [bakers_cyst], urgency: same_day}]"


def run(*args: str, text: str = ""):
    return CliRunner().invoke(main, ["evaluate", *args], input=text)


def evaluated(*args: str, text: str = CASES) -> dict:
    done = run("-", "--json", *args, text=text)
    assert done.exit_code == 0, done.output
    out = json.loads(done.stdout)
    EvaluationOut.model_validate(out)
    return out


def test_each_case_says_what_the_engine_says():
    for r in evaluated()["runs"][0]["cases"]:
        case = next(c for c in yaml.safe_load(CASES)["cases"] if c["id"] == r["id"])
        a = LAB.assess(case["findings"], age=case.get("age"), sex=case.get("sex"), setting=case.get("setting", "pt_outpatient"))
        order = [x.condition for x in a.differential]
        assert r["rank"] == min(order.index(c) for c in case["answer"]) + 1
        assert order[r["rank"] - 1] == r["accepted"]
        assert r["probability"] == a.differential[r["rank"] - 1].probability
        assert (r["leader"], r["leading"], r["urgency"]) == (order[0], order[:3], a.urgency.level)
        held = [x.probability for x in a.differential]
        assert sum(held[: r["list_length"]]) >= 0.9 > sum(held[: r["list_length"] - 1])


def test_every_case_is_seen_in_its_own_setting_and_in_the_one_for_practice():
    wanted = [AS_GIVEN, PRACTICE] if PRACTICE in LAB.settings else [AS_GIVEN]
    assert [r["setting"] for r in evaluated()["runs"]] == wanted
    (only,) = evaluated("--setting", "sports_clinic")["runs"]
    assert {c["setting"] for c in only["cases"]} == {"sports_clinic"}
    assert only["cases"][0]["probability"] != evaluated()["runs"][0]["cases"][0]["probability"]


def test_urgent_cases_and_over_triage_are_counted_over_those_that_can_be():
    summary = evaluated()["runs"][0]["summary"]
    assert (summary["sent_on"]["hits"], summary["sent_on"]["of"], summary["over_triaged"]["of"]) == (1, 1, 1)
    assert summary["sent_on"]["low"] == pytest.approx(0.05)


def test_the_template_is_a_file_that_works_and_explains_itself():
    printed = run("--template").stdout
    assert printed.count("#") >= 10
    assert evaluated(text=printed)["runs"][0]["summary"]["cases"] == 1


def test_the_plain_output_shows_cases_measures_definitions_and_published_figures():
    said = run("-", text=CASES).stdout
    for words in (
        "cyst",
        "Right cause in the first three",
        "Calibration slope",
        "Clopper",
        "Semigran 2015",
        "34 % (31 to 37)",
        "as cited",
        LAB.version,
    ):
        assert words in said


def test_the_same_cases_give_the_same_bytes_in_another_process():
    command = [sys.executable, "-m", "kneelab", "evaluate", "-", "--json"]
    other = subprocess.run(command, input=CASES.encode(), capture_output=True, check=True).stdout
    assert other == run("-", "--json", text=CASES).stdout_bytes


def test_a_class_is_scored_on_the_same_cases(tmp_path):
    path = tmp_path / "class.yaml"
    path.write_text(ANSWERS)
    done = run("-", "--json", "--answers", str(path), text=CASES)
    assert "1 of 3 cases have no answer" in done.stderr
    theirs = json.loads(done.stdout)["runs"][-1]
    assert theirs["setting"] == "answers"
    assert [(c["id"], c["rank"], c["missed"], c["sent_on"], c["over_triaged"]) for c in theirs["cases"]] == [
        ("cyst", 1, False, None, True),
        ("clot", 2, False, False, None),
        ("tear", None, True, None, None),
    ]
    assert theirs["summary"]["reciprocal_rank"]["value"] == pytest.approx((1 + 0.5 + 0) / 3)
    assert (theirs["summary"]["first"]["hits"], theirs["summary"]["first_three"]["hits"]) == (1, 2)
    assert theirs["summary"]["brier"] is theirs["summary"]["slope"] is theirs["summary"]["list_length"] is None
    assert "The ranked answers" in run("-", "--answers", str(path), text=CASES).stdout


def case(at_least: str | None, at_most: str | None) -> Case:
    return Case("x", None, None, "pt_outpatient", {}, ("dvt",), at_least, at_most)


@pytest.mark.parametrize("given", LEVELS)
@pytest.mark.parametrize("at_least", [*LEVELS, None])
@pytest.mark.parametrize("at_most", [*LEVELS, None])
def test_sent_on_and_over_triaged_by_their_definitions(given, at_least, at_most):
    (r,) = score_answers([case(at_least, at_most)], [RankedAnswer("x", ("dvt",), given)]).results
    urgent = at_least in ("emergency", "same_day", "within_2_weeks")
    assert r.case.urgent == urgent
    assert r.sent_on == (LEVELS.index(given) <= LEVELS.index(at_least) if urgent else None)
    assert r.over_triaged == (LEVELS.index(given) < LEVELS.index(at_most) if at_most not in (None, "emergency") else None)


ONE = "cases: [{{id: a1, findings: {{fever: absent}}, answer: [dvt]{}}}]"
REFUSED = {
    "an unknown condition": (ONE.format("").replace("dvt", "dtv"), ["a1", "answer", "dtv", "dvt", "Allowed"]),
    "an unknown finding": (ONE.format("").replace("fever", "fevr"), ["a1", "fevr", "fever"]),
    "an unknown state": (ONE.format("").replace("absent", "gone"), ["a1", "fever", "gone", "present, absent"]),
    "yes as a state": (ONE.format("").replace("absent", "yes"), ["a1", "fever", "present, absent"]),
    "an unknown level": (ONE.format(", urgency_at_least: soon"), ["a1", "urgency_at_least", "soon", "same_day"]),
    "limits that cross": (
        ONE.format(", urgency_at_least: same_day, urgency_at_most: routine"),
        ["a1", "urgency_at_most routine", "same_day"],
    ),
    "an unknown setting": (ONE.format(", setting: moon"), ["a1", "setting", "moon", "primary_care"]),
    "an age out of range": (ONE.format(", age: 300"), ["a1", "age", "300", "110"]),
    "a sex": (ONE.format(", sex: F"), ["a1", "sex", "female", "male"]),
    "a misspelt key": (ONE.format(", urgency_atleast: routine"), ["a1", "urgency_atleast", "urgency_at_least", "Allowed"]),
    "no answer": ("cases: [{id: a1, findings: {fever: absent}}]", ["a1", "answer is missing"]),
    "no findings": ("cases: [{id: a1, answer: [dvt]}]", ["a1", "findings is missing"]),
    "an answer that is no list": (ONE.format("").replace("[dvt]", "dvt"), ["a1", "answer must be a list"]),
    "an empty answer": (ONE.format("").replace("[dvt]", "[]"), ["a1", "answer"]),
    "findings as a list": ("cases: [{id: a1, findings: [fever], answer: [dvt]}]", ["a1", "findings", "mapping"]),
    "a case without an id": ("cases: [{findings: {fever: absent}, answer: [dvt]}]", ["Case number 1", "id is missing"]),
    "a case that is text": ("cases: [hello]", ["Case number 1", "mapping"]),
    "an id twice": (ONE.format("").replace("cases: [", "cases: [{id: a1, findings: {}, answer: [dvt]}, "), ["a1", "2 times"]),
    "no cases": ("cases: []", ["cases"]),
    "cases as a mapping": ("cases: {a: b}", ["cases", "list"]),
    "no key": ("hello: 1", ["cases is missing"]),
    "a list at the top": ("- a", ["mapping", "cases", "--template"]),
    "broken yaml": ("cases: [{id: a1", ["YAML"]),
    "empty": ("", ["empty"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_cases_get_one_clear_sentence_and_exit_code_1(name):
    text, named = REFUSED[name]
    done = run("-", text=text)
    assert done.exit_code == 1, done.output
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert all(word in done.stderr for word in named), done.stderr


REFUSED_ANSWERS = {
    "an unknown case": ("answers: [{id: clott, ranked: [dvt]}]", ["clott", "clot"]),
    "an unknown condition": ("answers: [{id: clot, ranked: [dtv]}]", ["clot", "ranked", "dtv", "dvt"]),
    "a condition twice": ("answers: [{id: clot, ranked: [dvt, dvt]}]", ["clot", "dvt", "twice"]),
    "an unknown level": ("answers: [{id: clot, ranked: [dvt], urgency: soon}]", ["clot", "urgency", "same_day"]),
    "an unknown key": ("answers: [{id: clot, ranked: [dvt], colour: red}]", ["clot", "colour", "Allowed: id, ranked, urgency"]),
    "nothing ranked": ("answers: [{id: clot}]", ["clot", "ranked is missing"]),
}


@pytest.mark.parametrize("name", REFUSED_ANSWERS)
def test_bad_answers_get_one_clear_sentence_and_exit_code_1(name, tmp_path):
    text, named = REFUSED_ANSWERS[name]
    path = tmp_path / "answers.yaml"
    path.write_text(text)
    done = run("-", "--answers", str(path), text=CASES)
    assert done.exit_code == 1, done.output
    assert all(word in done.stderr for word in named), done.stderr


def test_a_teachers_own_notes_are_named_and_left_alone():
    noted = CASES.replace("id: cyst,", "id: cyst, lecture: 3,")
    done = run("-", "--json", text=noted)
    assert done.exit_code == 0
    assert "lecture" in done.stderr
    assert done.stdout == run("-", "--json", text=CASES).stdout


def test_wrong_usage_is_exit_code_2():
    assert run().exit_code == 2
    assert run("no_such_file.yaml").exit_code == 2


def test_the_setting_for_all_is_refused_by_name():
    done = run("-", "--setting", "moon", text=CASES)
    assert done.exit_code == 1
    assert "moon" in done.stderr


def test_the_stored_cases_are_read_by_the_command():
    path = (content_folder() or PACKAGED) / "vignettes" / "development.yaml"
    done = run(str(path), "--json")
    assert done.exit_code == 0, done.stderr
    assert done.stderr == ""
    assert json.loads(done.stdout)["runs"][0]["summary"]["cases"] == 18


yaml_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
entries = st.dictionaries(
    st.sampled_from(["id", "age", "sex", "setting", "findings", "answer", "urgency_at_most", "x"]), yaml_values, max_size=7
)


@given(st.fixed_dictionaries({"cases": yaml_values | st.lists(entries, max_size=3)}) | yaml_values)
@settings(max_examples=150, deadline=None)
def test_a_file_of_any_shape_is_taken_or_refused(data):
    done = run("-", text=json.dumps(data))
    assert done.exit_code in (0, 1)
    assert done.exception is None or isinstance(done.exception, SystemExit)
