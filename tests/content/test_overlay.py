"""A teacher's own numbers: what they change, what they can never change, what is refused."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import kneelab
from kneelab.cli import main
from kneelab.content.compiling import ContentError
from kneelab.describe import describe_assessment, describe_source
from kneelab.model.triage import LEVELS
from tests.strategies import LAB, ages, records, settings_ids, sexes

CONDITION_FINDINGS = [f for f in LAB.findings.values() if f.parent == "condition" and f.is_binary]
TESTS = [f for f in LAB.findings.values() if f.parent != "condition"]
DANGEROUS = [c.id for c in LAB.conditions if c.must_not_miss]
VERIFIED = next(x.with_target.source for x in LAB.network.by_target.values() if x.with_target.mark == "published")
TEST = TESTS[0]


def write(path: Path, **parts: object) -> Path:
    path.write_text(yaml.safe_dump({"schema_version": 1, "name": "My clinic", **parts}, sort_keys=False, allow_unicode=True))
    return path


def own_row(finding=TEST, **values):
    numbers = {"sensitivity": 0.9, "specificity": 0.95, "mark": "judged", "reason": "Own audit."} | values
    return {"id": f"own_{finding.id}", "finding": finding.id, "target": finding.parent} | numbers


@pytest.fixture
def own(tmp_path: Path):
    finding = CONDITION_FINDINGS[0]
    path = write(
        tmp_path / "my_clinic.yaml",
        rows=[own_row()],
        grades=[{"finding": finding.id, "because": "Own impression.", "grades": {"very_common": [LAB.conditions[0].id]}}],
        settings=[{"id": "pt_outpatient", "weights": {DANGEROUS[0]: 100}, "reason": "Next door to the emergency department."}],
    )
    return kneelab.load(overlay=path), finding


def test_an_overlay_replaces_the_numbers_it_names_and_no_other(own):
    lab, finding = own
    assert lab.network.by_target[TEST.id].with_target.probabilities[0] == pytest.approx(0.9)
    assert lab.network.by_target[TEST.id].without.probabilities[1] == pytest.approx(0.95)
    assert lab.network.by_condition[finding.id][0].probabilities[0] == 0.8
    changed = {TEST.id, finding.id}
    for f in LAB.findings:
        if f not in changed:
            assert lab.network.by_condition.get(f) == LAB.network.by_condition.get(f)
            assert lab.network.by_target.get(f) == LAB.network.by_target.get(f)
    assert lab.network.by_condition[finding.id][1:] == LAB.network.by_condition[finding.id][1:]
    assert lab.network.targets == LAB.network.targets
    assert lab.rules == LAB.rules
    assert [c.must_not_miss for c in lab.conditions] == [c.must_not_miss for c in LAB.conditions]


def test_unnamed_conditions_keep_their_proportions(own):
    lab, _ = own
    place = LAB.network.index(DANGEROUS[0])
    before, after = (x.settings["pt_outpatient"].mix for x in (LAB, lab))
    assert sum(after) == pytest.approx(1.0)
    assert after[place] == pytest.approx(0.1)
    ratios = [a / b for i, (a, b) in enumerate(zip(after, before, strict=True)) if i != place]
    assert ratios == pytest.approx([ratios[0]] * len(ratios))
    assert lab.settings["primary_care"] == LAB.settings["primary_care"]


def test_it_is_shown_as_the_teachers_own(own):
    lab, finding = own
    assert LAB.overlay is None
    assert lab.overlay.name == "My clinic"
    assert len(lab.overlay.changes) == 3
    for name in (TEST.label, LAB.targets[TEST.parent].label, finding.label, LAB.conditions[0].name, "100 of 1000"):
        assert any(name in change for change in lab.overlay.changes), name
    number = lab.network.by_target[TEST.id].with_target
    assert number.source == "overlay:My clinic"
    assert number.key.startswith("overlay:My clinic|")
    assert number.mark == lab.network.by_condition[finding.id][0].mark == "judged"
    assert "My clinic" in describe_source(lab, number.mark, number.source)
    said = describe_assessment(lab, lab.assess({}))
    assert "My clinic" in said
    assert all(change in said for change in lab.overlay.changes)


def test_the_version_carries_the_overlays_fingerprint(tmp_path):
    one = kneelab.load(write(tmp_path / "a.yaml", rows=[own_row()])).version
    same = kneelab.load(write(tmp_path / "b.yaml", rows=[own_row()])).version
    other = kneelab.load(write(tmp_path / "c.yaml", rows=[own_row(sensitivity=0.8)])).version
    assert one == same != other
    assert one.startswith(f"{LAB.version}.overlay.")
    assert kneelab.load().version == LAB.version
    assert kneelab.load() is kneelab.load()


def test_a_row_that_cites_a_known_study_stays_published(tmp_path):
    row = own_row(mark="published", source=VERIFIED, n=80)
    number = kneelab.load(write(tmp_path / "a.yaml", rows=[row])).network.by_target[TEST.id].with_target
    assert (number.mark, number.source, number.weight) == ("published", VERIFIED, 40.0)


@st.composite
def overlays(draw) -> dict[str, object]:
    """Any overlay: above all, ones that make what is dangerous look harmless."""
    p = st.floats(0.02, 0.98)
    rows = [own_row(f, sensitivity=draw(p), specificity=draw(p)) for f in draw(st.lists(st.sampled_from(TESTS), unique=True, max_size=8))]
    for f in draw(st.lists(st.sampled_from(CONDITION_FINDINGS), unique=True, max_size=12)):
        condition = draw(st.sampled_from(DANGEROUS + [c.id for c in LAB.conditions]))
        frequency = {"condition": condition, "frequency": draw(p), "mark": "judged", "reason": "Own impression."}
        rows.append({"id": f"own_{f.id}", "finding": f.id, **frequency})
    weights = st.dictionaries(st.sampled_from(DANGEROUS), st.floats(0.001, 20.0), min_size=1)
    mixes = [{"id": s, "weights": draw(weights), "reason": "?"} for s in LAB.settings if draw(st.booleans())]
    return {"rows": rows, "settings": mixes}


@given(overlays(), st.lists(st.tuples(records(40), ages, sexes, settings_ids), min_size=3, max_size=6))
@settings(max_examples=40, deadline=None)
def test_no_overlay_lowers_urgency(parts, patients):
    with tempfile.TemporaryDirectory() as folder:
        lab = kneelab.load(write(Path(folder) / "own.yaml", **parts))
    for record, age, sex, setting in patients:
        own, plain = (x.assess(record, age=age, sex=sex, setting=setting) for x in (lab, LAB))
        assert own.red_flags == plain.red_flags
        assert LEVELS.index(own.urgency.level) <= LEVELS.index(plain.urgency.level)


def test_a_cause_made_rare_keeps_the_urgency_it_had(tmp_path):
    """The floor does work: without it this overlay would lower the level."""
    danger = next(c for c in LAB.conditions if c.must_not_miss)
    held = {f: "present" for f in danger.must_not_miss.checks if LAB.findings[f].is_binary}
    lab = kneelab.load(write(tmp_path / "a.yaml", settings=[{"id": s, "weights": {danger.id: 0.001}, "reason": "?"} for s in LAB.settings]))
    lowered = 0
    for f in [*held, *(x.id for x in CONDITION_FINDINGS)]:
        for setting in LAB.settings:
            own, plain = (x.assess({f: "present"}, setting=setting) for x in (lab, LAB))
            place = LAB.network.index(danger.id)
            lowered += plain.probabilities[place] >= danger.must_not_miss.threshold > own.probabilities[place]
            assert LEVELS.index(own.urgency.level) <= LEVELS.index(plain.urgency.level)
    assert lowered > 0


GRADED = CONDITION_FINDINGS[0]
NAMED = next(f for f in LAB.findings.values() if not f.is_binary)
CAUSE = LAB.conditions[0].id
REFUSED = {
    "a rule": ({"rules": []}, ["rules", "not its to change"]),
    "a threshold": ({"must_not_miss": {CAUSE: {"threshold": 0.9}}}, ["must_not_miss", "not its to change"]),
    "a key inside a row": ({"rows": [own_row(level="pt_care")]}, ["level", "not a key"]),
    "no name": ({"name": ""}, ["name"]),
    "another version": ({"schema_version": 2}, ["schema_version"]),
    "an unknown finding": ({"rows": [own_row() | {"finding": "mcmury"}]}, ["mcmury", "kneelab findings"]),
    "a wrong parent": ({"rows": [own_row() | {"target": "moon"}]}, ["moon", TEST.parent]),
    "an unknown condition": (
        {"grades": [{"finding": GRADED.id, "because": "?", "grades": {"common": ["flu"]}}]},
        ["flu", CAUSE],
    ),
    "a test graded by condition": (
        {"grades": [{"finding": TEST.id, "because": "?", "grades": {"common": [CAUSE]}}]},
        [TEST.id, TEST.parent],
    ),
    "states that are not its own": (
        {"grades": [{"finding": NAMED.id, "because": "?", "states": {CAUSE: {"up": 0.5, "down": 0.5}}}]},
        [NAMED.id, NAMED.states[0].id],
    ),
    "the same pair twice": (
        {"rows": [own_row(), own_row() | {"id": "again"}]},
        [TEST.id, "more than once"],
    ),
    "an unknown source": ({"rows": [own_row(mark="published", source="smith2030")]}, ["smith2030", "judged"]),
    "published without a source": ({"rows": [own_row(mark="published")]}, ["source"]),
    "assumed": ({"rows": [own_row(mark="assumed")]}, ["assumed", "judged"]),
    "not used": ({"rows": [own_row(used=False)]}, ["not used"]),
    "an impossible probability": ({"rows": [own_row(sensitivity=1.2)]}, ["sensitivity", "1.2"]),
    "an unknown setting": ({"settings": [{"id": "moon", "weights": {CAUSE: 5}, "reason": "?"}]}, ["moon", "primary_care"]),
    "weights beyond the whole": (
        {"settings": [{"id": "primary_care", "weights": {CAUSE: 1000}, "reason": "?"}]},
        ["primary_care", "1000"],
    ),
    "a weight of nothing": ({"settings": [{"id": "primary_care", "weights": {CAUSE: 0}, "reason": "?"}]}, ["weights"]),
    "a setting twice": (
        {"settings": [{"id": "primary_care", "weights": {CAUSE: 5}, "reason": "?"}] * 2},
        ["primary_care", "2 times"],
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_faulty_overlay_is_refused_with_file_line_and_what_is_allowed(case, tmp_path):
    parts, named = REFUSED[case]
    path = write(tmp_path / "my_clinic.yaml", **parts)
    with pytest.raises(ContentError) as refused:
        kneelab.load(overlay=path)
    assert all(problem.file == str(path) and problem.line >= 1 for problem in refused.value.problems)
    assert all(word in str(refused.value) for word in named), str(refused.value)
    for command in (["check", str(path)], ["assess", "-", "--overlay", str(path)]):
        done = CliRunner().invoke(main, command, input="findings: {}")
        assert done.exit_code == 1
        assert str(path) in done.stderr


def test_the_line_is_that_of_the_fault(tmp_path):
    path = write(tmp_path / "a.yaml", rows=[own_row(), own_row(TESTS[1]) | {"finding": "mcmury"}])
    (line,) = [i for i, text in enumerate(path.read_text().splitlines(), 1) if "mcmury" in text]
    with pytest.raises(ContentError, match=f"a.yaml:{line}: "):
        kneelab.load(path)


def test_no_such_file_and_no_yaml_are_said_plainly(tmp_path):
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(ContentError, match="There is no such file"):
            kneelab.load(path)
    (tmp_path / "b.yaml").write_text("rows: [")
    with pytest.raises(ContentError, match="not valid YAML"):
        kneelab.load(tmp_path / "b.yaml")


def test_the_command_line_takes_an_overlay(tmp_path):
    path = write(tmp_path / "a.yaml", rows=[own_row()])
    checked = CliRunner().invoke(main, ["check", str(path)])
    assert checked.exit_code == 0
    assert "No problems." in checked.stdout
    assert kneelab.load(path).overlay.changes[0] in checked.stdout
    out = CliRunner().invoke(main, ["assess", "-", "--json", "--overlay", str(path)], input="findings: {}")
    assert f'"content_version": "{kneelab.load(path).version}"' in out.stdout


def test_the_overlay_of_the_readme_is_one(tmp_path):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (text,) = [block for block in readme.split("```")[1::2] if "name: My clinic" in block]
    (tmp_path / "my_clinic.yaml").write_text(text.removeprefix("yaml"), encoding="utf-8")
    assert len(kneelab.load(tmp_path / "my_clinic.yaml").overlay.changes) == 3
