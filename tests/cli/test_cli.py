from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kneelab.cli import main
from kneelab.model.triage import LEVELS
from tests.strategies import LAB

CYST = """
age: 58
sex: female
setting: primary_care
findings: {popliteal_mass: present, foucher: present, joint_disease: present, onset: gradual, limited_flexion: present, fever: absent, calf_swelling: absent}
"""
CLOT = """
age: 67
sex: female
setting: primary_care
findings: {wells_item_surgery: present, calf_swelling: present, pain_calf: present, pitting_oedema: present, onset: gradual, course: acute}
"""
SCIATICA = """
age: 47
sex: male
findings: {pain_back_buttock: present, pain_below_knee: present, leg_worse_than_back: present, paraesthesia: present, slr: present, cough_sneeze: present, popliteal_mass: absent}
"""


def run(*args: str, text: str | bytes = ""):
    return CliRunner().invoke(main, list(args), input=text)


def assess(text: str | bytes) -> dict:
    done = run("assess", "-", "--json", text=text)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("story", "first"), [(CYST, "bakers_cyst"), (CLOT, "dvt"), (SCIATICA, "sciatica")], ids=["cyst", "clot", "sciatica"]
)
def test_a_plain_story_ranks_its_cause_first(story, first):
    assert assess(story)["differential"][0]["condition"] == first


def test_a_clot_after_surgery_is_seen_the_same_day_in_every_setting():
    for setting in LAB.settings:
        out = assess(CLOT.replace("primary_care", setting))
        assert LEVELS.index(out["urgency"]["level"]) <= LEVELS.index("same_day"), setting
        assert any(b["source"] for b in out["urgency"]["because"])


def test_assess_json_has_the_documented_shape():
    out = assess(CYST)
    assert list(out) == ["content_version", "setting", "differential", "targets", "urgency", "red_flags", "next_tests"]
    assert out["content_version"] == LAB.version
    assert out["setting"] == "primary_care"
    assert set(out["differential"][0]) == {"condition", "probability", "low", "high", "basis", "not_excluded"}
    assert set(out["urgency"]) == {"level", "who", "how_fast", "say", "watch", "because"}
    assert set(out["next_tests"][0]) == {"finding", "information_bits", "burden", "why"}
    assert set(out["targets"][0]) == {"target", "probability"}
    assert sum(r["probability"] for r in out["differential"]) == pytest.approx(1, abs=1e-9)


def test_the_same_input_gives_the_same_bytes_in_another_process():
    command = [sys.executable, "-m", "kneelab", "assess", "-", "--json"]
    runs = {subprocess.run(command, input=CYST.encode(), capture_output=True, check=True).stdout for _ in range(2)}
    assert runs == {run("assess", "-", "--json", text=CYST).stdout_bytes}


def test_findings_json_lists_the_vocabulary():
    rows = json.loads(run("findings", "--json").stdout)["findings"]
    assert len(rows) >= 70
    assert {"id", "label", "kind", "states", "parent", "group", "synonyms"} == set(rows[0])
    assert {r["kind"] for r in rows} == {"history", "sign", "test", "risk"}


def test_the_plain_output_says_urgency_ranking_and_version():
    said = run("assess", "-", text=CYST).stdout
    assert "1. Baker's cyst" in said
    assert LAB.version in said
    assert "fictional" in said


REFUSED = {
    "unknown finding": ("findings: {popliteal_mas: present}", ["popliteal_mas", "popliteal_mass"]),
    "unknown state": ("findings: {onset: slowly}", ["onset", "slowly", "sudden", "gradual"]),
    "yes is not a state": ("findings: {fever: yes}", ["fever", "present", "absent"]),
    "out of range": ("findings: {fever: 1.2}", ["fever", "1.2", "0 to 1"]),
    "not a number": ("findings: {fever: .nan}", ["fever", "nan", "0 to 1"]),
    "age below the range": ("age: -3", ["age", "-3", "10", "110"]),
    "age as text": ("age: old", ["age", "old"]),
    "sex": ("sex: F", ["sex", "female", "male"]),
    "setting": ("setting: moon", ["setting", "moon", "primary_care"]),
    "unknown key": ("weight: 80", ["weight", "findings"]),
    "findings as a list": ("findings: [fever]", ["findings", "mapping", "list"]),
    "a list at the top": ("- age\n- sex", ["mapping", "list"]),
    "text at the top": ("hello", ["mapping", "text"]),
    "empty": ("", ["empty"]),
    "said twice": ("findings: {fever: present, fever: absent}", ["fever", "twice"]),
    "contradiction": ("findings: {onset: sudden, gradual_onset: present}", ["onset", "gradual_onset", "contradict"]),
    "contradiction through an alias": ("findings: {mcmurray: present, mcmurray_pos: absent}", ["mcmurray", "mcmurray_pos"]),
    "broken yaml": ("findings: {fever: present", ["YAML"]),
    "not text": (b"\xff\xfe\x00\x81", ["UTF-8"]),
    "10 MB of junk": ("x" * 10_000_000, ["larger than 1 MB"]),
    "an anchor that holds itself": ("findings: &a {fever: *a}", ["fever"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_gets_one_clear_sentence_and_exit_code_1(case):
    text, named = REFUSED[case]
    done = run("assess", "-", text=text)
    assert done.exit_code == 1, done.output
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert all(word in done.stderr for word in named), done.stderr


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@settings(max_examples=200, deadline=None)
def test_no_input_ends_in_a_traceback(junk):
    done = run("assess", "-", text=junk)
    assert done.exit_code in (0, 1)
    assert done.exception is None or isinstance(done.exception, SystemExit)


yaml_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["age", "sex", "setting", "findings", "x"]), yaml_values, max_size=5))
@settings(max_examples=200, deadline=None)
def test_any_record_of_any_shape_is_taken_or_refused(record):
    done = run("assess", "-", text=json.dumps(record))
    assert done.exit_code in (0, 1)
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_wrong_usage_is_exit_code_2():
    assert run("assess", "no_such_file.yaml").exit_code == 2
    assert run("serve", "--port", "0").exit_code == 2


def test_a_record_that_cannot_be_kept_is_refused_in_words(tmp_path):
    done = run("serve", "--no-browser", "--record", str(tmp_path))
    assert done.exit_code == 1
    assert "is a folder. Name a file in it" in done.output


def test_aliases_say_the_same():
    plain, old = (assess(f"findings: {{{f}: present}}")["differential"] for f in ("mcmurray", "mcmurray_pos"))
    assert plain == old
    assert assess("findings: {onset: sudden}") == assess("findings: {sudden_onset: present}") == assess("findings: {gradual_onset: absent}")


def test_neither_the_process_nor_the_order_of_entry_changes_a_byte():
    """The hash seed orders sets and nothing that is printed; findings may come in any order."""
    record = {f.id: f.states[i % len(f.states)].id for i, f in enumerate(LAB.findings.values()) if i % 3}
    forwards, backwards = (
        json.dumps({"age": 58, "setting": "primary_care", "findings": dict(items)}) for items in (record.items(), reversed(record.items()))
    )
    command = [sys.executable, "-m", "kneelab", "assess", "-", "--json"]
    runs = {
        subprocess.run(command, input=text.encode(), capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for text in (forwards, backwards)
        for seed in ("0", "1", "4242")
    }
    assert len(runs) == 1
    assert len(json.loads(next(iter(runs)))["differential"]) == len(LAB.conditions)
