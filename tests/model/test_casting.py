"""Variants keep the answer honest and the details different; nobody's patient says what the authors did not mean."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import kneelab
from kneelab.content import load_cases
from kneelab.content.checking import FEWEST_PATIENTS, VARIANTS
from kneelab.model.casting import MOST_CHANGED, disagreements, variant, whole_patient
from kneelab.model.consistency import Consistency
from kneelab.model.findings import CONDITION

LAB = kneelab.load()
CASES = load_cases()
every_case = pytest.mark.parametrize("case", CASES)


@every_case
def test_the_engine_agrees_with_every_case_and_twenty_variants_of_it(case):
    for seed in range(VARIANTS + 1):
        assert disagreements(LAB, variant(LAB, CASES[case], seed)) == []


@every_case
def test_variants_are_other_people_with_the_same_story(case):
    c = CASES[case]
    variants = [variant(LAB, c, seed) for seed in range(1, VARIANTS + 1)]
    assert variant(LAB, c, 0) is c
    for v in variants:
        assert v.patient.name in c.patient.names
        assert c.patient.ages[0] <= v.patient.age <= c.patient.ages[1]
        assert (v.answer, v.consider, v.patient.sex, v.setting) == (c.answer, c.consider, c.patient.sex, c.setting)
        changed = [f for f in c.facts if v.facts[f].state != c.facts[f].state]
        assert len(changed) <= MOST_CHANGED
        assert all(v.facts[f].because is None for f in changed)
        for f, fact in v.facts.items():
            own = c.facts[f]
            assert (fact.state, fact.words) in {(own.state, own.words), *((x.state, x.words) for x in own.variants)}
    different = {(v.patient.age, *(fact.words for fact in v.facts.values())) for v in variants}
    assert len(different) >= FEWEST_PATIENTS


def test_the_same_seed_gives_the_same_patient_to_the_byte():
    code = (
        "import kneelab; from kneelab.content import load_cases; from kneelab.model.casting import variant\n"
        "lab = kneelab.load()\n"
        "print([repr(variant(lab, c, s)) for c in load_cases().values() for s in (1, 7)])"
    )
    said = {
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("0", "1", "42")
    }
    assert len(said) == 1
    assert len(said.pop()) > 1000 * len(CASES)


@every_case
def test_the_whole_patient_is_as_written_and_contradicts_nothing(case):
    c = CASES[case]
    for n, visit in enumerate(c.visits):
        place = LAB.network.index(visit.resembles or c.answer.condition)
        states = whole_patient(LAB, c, n)
        assert set(states) == set(LAB.findings)
        written = {f: fact.state for f, fact in c.facts_at(n).items()}
        assert {f: states[f] for f in written} == written
        can_be = Consistency(LAB.findings, c.patient.age, c.patient.sex)
        assert can_be.completed({f: LAB.findings[f].state_index(s) for f, s in states.items()}) is not None
        for f, finding in LAB.findings.items():
            if finding.parent == CONDITION or f in written or finding.parent in c.answer.targets:
                continue
            if LAB.network.targets[finding.parent][place].probabilities[0] <= 0.5 and states[f] == "present":
                needed = {x.partition("=")[0] for g in LAB.findings.values() for x in g.requires if states[g.id] == "present"}
                assert f in needed, f"{f} is present without {finding.parent}"


def test_the_engine_says_where_it_disagrees():
    import dataclasses

    c = CASES["barbecue"]
    wrong = dataclasses.replace(c, answer=dataclasses.replace(c.answer, condition="dvt"))
    assert any("puts spinal_stenosis" in s for s in disagreements(LAB, wrong))
    visit = c.visits[0]
    low = dataclasses.replace(c, visits=(dataclasses.replace(visit, decision=dataclasses.replace(visit.decision, level="pt_care")),))
    assert any("engine says routine" in s for s in disagreements(LAB, low))
    soft = dataclasses.replace(visit.decision, accept=("pt_care",))
    assert any(
        "accepts a level below" in s
        for s in disagreements(LAB, dataclasses.replace(c, visits=(dataclasses.replace(visit, decision=soft),)))
    )
    young = dataclasses.replace(c, facts={**c.facts, "foucher": dataclasses.replace(c.facts["onset"], state="present")})
    assert any("contradict" in s for s in disagreements(LAB, young))
