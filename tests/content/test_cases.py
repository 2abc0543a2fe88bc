"""Case studies: the check finds each fault of one, and what was promised is there."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

import kneelab
from kneelab.cli import main
from kneelab.content import CHECKOUT, load_cases, load_traps
from kneelab.content.checking import check_content
from kneelab.content.lint import lint
from kneelab.content.lint.reading_level import grade, syllables

WALTER = "cases/barbecue/case.yaml"
LAB = kneelab.load()
CASES = load_cases()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content with one case only, so that a check is quick."""
    folder = tmp_path_factory.mktemp("cases") / "content"
    shutil.copytree(CHECKOUT, folder)
    for case in (folder / "cases").iterdir():
        if case.is_dir() and case.name != "barbecue":
            shutil.rmtree(case)
    sources = yaml.safe_load((folder / "sources.yaml").read_text())
    orphans = {p.what.split()[2].rstrip(".") for p in lint(folder) if p.what.startswith("Nothing cites")}
    sources["sources"] = [s for s in sources["sources"] if s["id"] not in orphans]
    (folder / "sources.yaml").write_text(yaml.safe_dump(sources, sort_keys=False, allow_unicode=True))
    promise = {"condition": "spinal_stenosis", "at_least": 1}
    (folder / "cases/coverage.yaml").write_text(yaml.safe_dump({"schema_version": 1, "promises": [promise]}))
    return folder


def broken(copy: Path, tmp_path: Path, change: Callable[[dict[str, Any]], Any], name: str = WALTER) -> Path:
    folder = Path(shutil.copytree(copy, tmp_path / "content"))
    data = yaml.safe_load((folder / name).read_text())
    change(data)
    (folder / name).write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True))
    return folder


def visit(case: dict[str, Any]) -> dict[str, Any]:
    return case["visits"][0]


def step(case: dict[str, Any], n: int = 0) -> dict[str, Any]:
    return visit(case)["history"]["steps"][n]


HARD = "Notwithstanding considerable orthopaedic deterioration, ambulation remains extraordinarily uncomfortable, particularly during festivities."
FAULTS: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "another id than the folder's": (lambda c: c.update(id="grill"), "Folder and id must be the same"),
    "an unknown setting": (lambda c: c.update(setting="garage"), 'no setting called "garage"'),
    "an unknown trap": (lambda c: c.update(trap="hole"), 'no trap called "hole"'),
    "an unknown source": (lambda c: c.update(sources=["nobody1999"]), 'no source called "nobody1999"'),
    "an unknown source of a plan": (lambda c: visit(c)["plan"]["options"][0].update(source="nobody1999"), 'no source called "nobody1999"'),
    "an answer that is not offered": (lambda c: c["consider"].remove("spinal_stenosis") or c["consider"].append("dvt"), "not among the causes to consider"),
    "an unknown answer": (lambda c: c["answer"].update(condition="flu"), 'no condition called "flu"'),
    "a cause offered without a rationale": (lambda c: c["rivals"].pop("pad"), "pad is offered without a rationale"),
    "a rationale for nobody": (lambda c: c["rivals"].update(dvt=c["rivals"]["pad"]), "dvt is no wrong cause that is offered"),
    "a target of the cause itself": (lambda c: c["also_consider"].append("spinal_canal_stenosis"), "belongs to spinal_stenosis itself"),
    "a second thing that nobody asks for": (lambda c: c["answer"]["targets"].append("meniscal_lesion"), "nobody asks for it"),
    "an unknown finding": (lambda c: c["facts"].update(mood=c["facts"]["onset"]), 'no finding called "mood"'),
    "a state that the finding lacks": (lambda c: c["facts"]["onset"].update(state="purple"), 'onset cannot be "purple"'),
    "a variant in a state that the finding lacks": (lambda c: c["facts"]["onset"]["variants"][0].update(state="purple"), 'onset cannot be "purple"'),
    "facts that contradict each other": (lambda c: c["facts"].update(foucher={"state": "present", "words": "Soft when bent."}), "contradict each other"),
    "a fact that this person cannot have": (lambda c: c["facts"].update(oestrogen_pregnancy={"state": "present", "words": "I take the pill."}), "contradict each other or the person"),
    "a revealed finding without a fact": (lambda c: step(c)["reveals"].append("fever"), "no fact says how it is"),
    "a fact that is shown without a because": (lambda c: c["facts"]["onset"].pop("because"), "onset is shown without a because"),
    "a step that is known before": (lambda c: step(c, 1).update(lead="onset"), "the step cannot be reached"),
    "a test among the questions": (lambda c: step(c).update(lead="slr"), "the history shows only history or risk"),
    "a first visit that is not the first day": (lambda c: visit(c).update(day=3), "The first is day 0"),
    "a visit that changes what nobody sees": (lambda c: visit(c).update(changes={"fever": {"state": "present", "words": "Hot."}}), "no stage shows it"),
    "a visit that resembles nothing": (lambda c: visit(c).update(resembles="flu"), 'no condition called "flu"'),
    "an expert with 130 of 100": (lambda c: visit(c)["story"]["expert"]["shares"].update(pad=90), "more than 100"),
    "an expert who names what is not offered": (lambda c: visit(c)["story"]["expert"]["shares"].update(dvt=1), "not among the causes to consider"),
    "an expert who is wrong at the end": (lambda c: visit(c)["examination"]["expert"]["shares"].update(spinal_stenosis=3, pad=80), "does not put the answer first"),
    "a level without a rationale": (lambda c: visit(c)["decision"]["options"].pop("same_day"), "lacks a rationale for same_day"),
    "an option of the plan without a rationale": (lambda c: visit(c)["plan"]["options"][0].pop("because"), "because is missing"),
    "a plan without a wrong choice": (lambda c: [o.update(verdict="right") for o in visit(c)["plan"]["options"]], "at least one option that is right and one"),
    "a story that gives the answer away": (lambda c: visit(c)["story"].update(words="My doctor says it is spinal stenosis."), "gives the answer away"),
    "a title that gives the answer away": (lambda c: c.update(title="Lumbar spinal stenosis"), "gives the answer away"),
    "a step that gives the answer away": (lambda c: step(c).update(why="Is it spinal stenosis?"), "gives the answer away"),
    "a patient who talks like a book": (lambda c: c["facts"]["onset"].update(words=HARD), "reads at school grade"),
    "a safety net that nobody understands": (lambda c: visit(c)["plan"]["safety_net"].update(words=HARD), "reads at school grade"),
    "an age outside the range": (lambda c: c["patient"].update(age=20), "not within ages"),
    "an answer with which the engine disagrees": (lambda c: c.update(setting="vascular_clinic") or [c["facts"][f].update(state="absent") for f in ("worse_stand_walk_better_sit", "lss_better_flexed", "lss_no_pain_seated", "bilateral_leg")], "the engine puts"),
    "an urgency below the engine's": (lambda c: visit(c)["decision"].update(level="pt_care"), "the engine says routine"),
    "variants that are all alike": (lambda c: [f.pop("variants", None) for f in c["facts"].values()] and c["patient"].update(ages=[66, 67]), "different patients"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_the_check_finds_a_fault_and_names_file_and_line(copy, tmp_path, fault):
    change, words = FAULTS[fault]
    folder = broken(copy, tmp_path, change)
    hits = [p for p in check_content(folder) if words in str(p)]
    assert hits, "\n".join(map(str, check_content(folder)))
    assert {p.file for p in hits} == {WALTER}
    lines = (folder / WALTER).read_text().splitlines()
    assert all(1 <= p.line <= len(lines) for p in hits)


def test_a_case_that_is_being_written_does_not_stop_the_lab(copy, tmp_path):
    folder = broken(copy, tmp_path, lambda c: c.pop("facts"))
    from kneelab.content.compiling import ContentError, compile_cases, compile_content

    assert compile_content(folder, "1")["conditions"]
    with pytest.raises(ContentError, match="facts is missing"):
        compile_cases(folder)


def test_a_promise_that_is_not_kept_is_said(copy, tmp_path):
    folder = broken(copy, tmp_path, lambda d: d["promises"].append({"trap": "sarcoma_called_cyst", "at_least": 2}), "cases/coverage.yaml")
    assert ["2 cases are promised for trap: sarcoma_called_cyst; there are 0." in str(p) for p in lint(folder)] == [True]


def test_a_new_case_passes_the_check_and_nothing_is_overwritten(copy, tmp_path):
    folder = Path(shutil.copytree(copy, tmp_path / "content"))
    done = CliRunner().invoke(main, ["new-case", "lump_on_the_stairs", str(folder)])
    assert done.exit_code == 0
    path = folder / "cases/lump_on_the_stairs/case.yaml"
    assert str(path) in done.output
    assert check_content(folder) == []
    text = path.read_text()
    assert text.count(" # ") > 15  # it explains itself
    again = CliRunner().invoke(main, ["new-case", "lump_on_the_stairs", str(folder)])
    assert (again.exit_code, path.read_text()) == (1, text)
    assert "Nothing was changed" in again.output
    assert "small letters" in CliRunner().invoke(main, ["new-case", "../../evil", str(folder)]).output


def test_the_whole_matrix_is_printed():
    said = CliRunner().invoke(main, ["check", "--coverage", str(CHECKOUT)]).output
    rows = {line.split()[0]: line for line in said.splitlines() if line.split() and line.split()[0] in LAB.network.conditions}
    assert set(rows) == set(LAB.network.conditions)
    for c in CASES.values():
        assert c.id in rows[c.answer.condition]
        assert c.setting in rows[c.answer.condition]


def test_the_cases_that_were_asked_for_are_there():
    """What the learner was promised: causes, traps, second things, re-visits, and people."""
    count = Counter(c.answer.condition for c in CASES.values())
    assert len(CASES) >= 32
    for condition in ("sciatica", "hamstring_strain", "calf_strain", "meniscus_tear", "bakers_cyst", "dvt", "pcl_tear", "neural_tension"):
        assert count[condition] >= 2, condition
    assert set(count) == set(LAB.network.conditions)
    sent_on = [c for c in CASES.values() if any(v.decision.level in ("emergency", "same_day", "within_2_weeks") for v in c.visits)]
    assert len(sent_on) >= 8
    traps = {c.trap for c in CASES.values() if c.trap}
    published = {t for t in traps if load_traps()[t].source}
    assert len(published) >= 6
    assert sum(bool(c.answer.targets) for c in CASES.values()) >= 4
    assert sum(len(c.visits) > 1 for c in CASES.values()) >= 4
    assert len({c.patient.name for c in CASES.values()}) == len(CASES)


@pytest.mark.parametrize("case", CASES)
def test_every_second_thing_shows_itself(case):
    """What a learner is asked to find besides the cause must be findable."""
    c = CASES[case]
    a = LAB.assess(c.known_after(len(c.visits) - 1), age=c.patient.age, sex=c.patient.sex, setting=c.setting)
    found = {t.target: t.probability for t in a.targets}
    for target in c.also_consider:
        if target in c.answer.targets:
            assert found[target] > 0.5, target
        else:
            assert found[target] < 0.75, target


SYLLABLES = {
    1: "knee I walked hurts queue juice breathed soles these stretch",
    2: "standing people patient doing dial fluid injured ankle table swollen needed wanted",
    3: "barbecue usual video artery tendency diagram remember",
    4: "inflammation orthopaedic ordinary",
    5: "uncomfortable examination",
}
"""As the CMU pronouncing dictionary has them."""


@pytest.mark.parametrize(("word", "count"), [(word, n) for n, words in SYLLABLES.items() for word in words.split()])
def test_syllables(word, count):
    assert syllables(word) == count


def test_a_school_grade_rises_with_long_words_and_sentences():
    plain = "It hurts when I sit. I get up and walk. Then it is gone, and I can go on."
    assert grade(plain) < 3
    assert grade(HARD) > 20
    assert grade("It hurts a lot.") is None
    # the formula by hand: 10 words, 2 sentences, 10 syllables
    assert grade("The cat sat on it. It did not move once.") == pytest.approx(0.39 * 5 + 11.8 * 1.0 - 15.59)
