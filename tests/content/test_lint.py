"""The check must find each fault: break a copy of the real content, one thing at a time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from kneelab.cli import main
from kneelab.content import CHECKOUT, compiled_content
from kneelab.content.lint import lint
from kneelab.content.schema import GRADES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CHECKOUT, tmp_path / "content"))


def edit(path: Path, change: Callable[[dict], None]) -> None:
    data = yaml.safe_load(path.read_text())
    change(data)
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True))


def test_the_content_is_clean():
    assert lint(CHECKOUT) == []


def first_row(kind: str) -> tuple[str, int]:
    """File and place of the first evidence row of a kind (published, graded, tested)."""
    wanted = {
        "published": lambda r: r["mark"] == "published",
        "graded": lambda r: "grade" in r,
        "unused": lambda r: "target" in r and not r.get("used", True),
        "outside": lambda r: "target" not in r and "condition" not in r,
        "interval": lambda r: "sensitivity_ci95" in r,
        "tested": lambda r: "target" in r and r.get("used", True),
    }[kind]
    for path in sorted((CHECKOUT / "evidence").glob("*.yaml")):
        for i, row in enumerate(yaml.safe_load(path.read_text())["rows"]):
            if wanted(row):
                return f"evidence/{path.name}", i
    raise AssertionError(kind)


def set_row(kind: str, **values: object) -> tuple[str, Callable[[dict], None]]:
    name, i = first_row(kind)

    def change(data: dict) -> None:
        for key, value in values.items():
            if value is None:
                data["rows"][i].pop(key, None)
            else:
                data["rows"][i][key] = value

    return name, change


def set_finding(finding: str, **values: object) -> Callable[[dict], None]:
    return lambda data: next(f for f in data["findings"] if f["id"] == finding).update(values)


FAULTS = {
    "no mark": (*set_row("published", mark=None), "mark is missing"),
    "published without a source": (*set_row("published", source=None), "needs a source"),
    "published with a source that does not exist": (*set_row("published", source="nobody1999"), 'no source called "nobody1999"'),
    "judged without source or reason": (*set_row("graded", source=None, reason=None), "needs a source or a reason"),
    "a grade called published": (*set_row("graded", mark="published", source="seed_vandi"), "a grade is always judged"),
    "an unknown finding": (*set_row("graded", finding="mood"), 'no finding called "mood"'),
    "an unknown condition": (*set_row("graded", condition="flu"), 'no condition called "flu"'),
    "a second parent": (*set_row("tested", target=None, condition="dvt", sensitivity=None, specificity=None, frequency=0.5), "exactly one parent"),
    "a probability of 3": (*set_row("graded", grade=None, frequency=3, mark="judged"), "less than or equal to 1"),
    "an unknown key": (*set_row("graded", colour="red"), "not a key that is known"),
    "a list where a map belongs": ("targets.yaml", lambda d: d.update(targets=[["x"]]), "must be a mapping"),
    "a base without a reason": ("findings/story.yaml", lambda d: d.pop("base_reason"), "base_reason is missing"),
    "a finding without a base": ("findings/story.yaml", lambda d: next(f for f in d["findings"] if f["id"] == "fever").pop("base"), "has no base"),
    "a finding that requires an unknown one": ("findings/story.yaml", set_finding("twist", requires=["luck"]), 'called "luck"'),
    "a finding that requires a finding with states": ("findings/story.yaml", set_finding("twist", requires=["onset"]), 'called "onset"'),
    "named states that only women can have": ("findings/story.yaml", set_finding("onset", only_sex="female"), "requires nothing"),
    "an id used twice": ("findings/story.yaml", lambda d: d["findings"].append(dict(d["findings"][0])), "is used 2 times"),
    "a case mix that does not add up": ("priors.yaml", lambda d: d["settings"][0]["weights"].update(dvt=999), "must sum to 1000"),
    "a case mix called published": ("priors.yaml", lambda d: d["settings"][0].update(mark="published", source="seed_vandi"), "mark: assumed"),
    "a condition that no setting weighs": ("priors.yaml", lambda d: d["settings"][0]["weights"].pop("dvt"), "does not weigh each condition"),
    "a rule over an unknown finding": ("rules/clot_suspected.yaml", lambda d: d["when"].append({"any": ["luck"]}), 'called "luck"'),
    "a rule over an absent finding": ("rules/clot_suspected.yaml", lambda d: d["when"].append({"any": ["fever=absent"]}), 'called "fever=absent"'),
    "a decision rule over an unknown finding": ("decision_rules/wells_dvt.yaml", lambda d: d["items"][0].update(any=["luck"]), 'called "luck"'),
    "a decision rule over an unknown state": ("decision_rules/wells_dvt.yaml", lambda d: d["items"][0].update(any=["onset=absent"]), 'called "onset=absent"'),
    "an item that is met in two ways": ("decision_rules/wells_dvt.yaml", lambda d: d["items"][0].update(age_from=60), "exactly one way"),
    "an item without points": ("decision_rules/wells_dvt.yaml", lambda d: d["items"][0].update(points=0), "changes nothing"),
    "an item twice": ("decision_rules/wells_dvt.yaml", lambda d: d["items"].append(dict(d["items"][0])), "is used 2 times"),
    "strata with a gap": ("decision_rules/wells_dvt.yaml", lambda d: d["strata"][1].update(lowest=2), "leave a gap"),
    "strata that leave scores out": ("decision_rules/wells_dvt.yaml", lambda d: d["strata"][2].update(highest=9), "every score falls in one"),
    "a stratum that no score reaches": (
        "decision_rules/ottawa_knee.yaml", lambda d: (d["strata"][1].update(highest=5), d["strata"].append({**d["strata"][1], "id": "six", "lowest": 6, "highest": None})), "No score reaches six",
    ),
    "a judged stratum": ("decision_rules/wells_dvt.yaml", lambda d: d["strata"][0]["figures"][0].update(mark="judged"), "'published'"),
    "a rule without when not to use it": ("decision_rules/acr_knee_oa.yaml", lambda d: d.pop("when_not_to_use"), "when_not_to_use is missing"),
    "a warning in an unknown setting": ("decision_rules/wells_dvt.yaml", lambda d: d["when_not_to_use"][1].update(settings=["moon"]), 'setting called "moon"'),
    "a rule-out of a harmless cause": ("decision_rules/wells_dvt.yaml", lambda d: d["rules_out"][0].update(condition="sciatica"), "not a cause that must not be missed"),
    "a rule-out in an unknown setting": ("decision_rules/wells_dvt.yaml", lambda d: d["rules_out"][0].update(not_in=["moon"]), 'setting called "moon"'),
    "a decision rule of an unknown test": ("decision_rules/wells_dvt.yaml", lambda d: d.update(reference_test="luck"), 'of category rule called "luck"'),
    "a decision rule of a scan": ("decision_rules/wells_dvt.yaml", lambda d: d.update(reference_test="mri_meniscus"), 'of category rule called "mri_meniscus"'),
    "two decision rules of one test": ("decision_rules/wells_dvt.yaml", lambda d: d.update(reference_test="pc_dvt_rule"), "already belongs to primary_care_dvt"),
    "a decision rule under another name": ("decision_rules/wells_dvt.yaml", lambda d: d.update(id="wells"), "different names"),
    "a rule without provenance": ("rules/clot_suspected.yaml", lambda d: (d.pop("source", None), d.pop("reason", None)), "source"),
    "an unknown structure": ("conditions/bakers_cyst.yaml", lambda d: d["structures"][0].update(structure="elbow"), 'structure called "elbow"'),
    "a structure linked twice": ("conditions/bakers_cyst.yaml", lambda d: d["structures"].append(d["structures"][0]), "2 times"),
    "a link without a role": ("conditions/bakers_cyst.yaml", lambda d: d["structures"][0].pop("role"), "role is missing"),
    "a link of an unknown role": ("conditions/bakers_cyst.yaml", lambda d: d["structures"][0].update(role="sad"), "role"),
    "a published link without a source": ("conditions/bakers_cyst.yaml", lambda d: d["structures"][0].pop("source"), "needs a source"),
    "a structure that is not drawn": (
        "anatomy/1_skin.yaml",
        lambda d: d["structures"].append({**d["structures"][0], "id": "skin_of_the_elbow"}),
        "skin_of_the_elbow is not drawn",
    ),
    "a structure drawn twice": ("anatomy/shapes/nerves.yaml", lambda d: d["shapes"].append(d["shapes"][0]), "2 times"),
    "a shape of an unknown structure": ("anatomy/shapes/joint.yaml", lambda d: d["shapes"][0].update(structure="elbow"), 'structure called "elbow"'),
    "a point of two bones": ("anatomy/shapes/nerves.yaml", lambda d: d["shapes"][0]["parts"][0]["points"][0].update(tibia=[0, 0, 0]), "points"),
    "a shape of an unknown kind": ("anatomy/shapes/nerves.yaml", lambda d: d["shapes"][0]["parts"][0].update(kind="cloud"), "kind"),
    "a relation to an unknown structure": ("anatomy/relations.yaml", lambda d: d["relations"][0].update(other="elbow"), 'structure called "elbow"'),
    "a relation without provenance": ("anatomy/relations.yaml", lambda d: d["relations"][0].pop("source"), "needs a source"),
    "a relation between heights turned round": ("anatomy/relations.yaml", lambda d: d["relations"][0]["up_mm"].reverse(), "low to high"),
    "a structure without a source": ("anatomy/1_skin.yaml", lambda d: d["structures"][0].update(sources=[]), "without a source is judged"),
    "no urgent look-alike": ("conditions/sciatica.yaml", lambda d: [x.update(urgent=False) for x in d["look_alikes"]], "no urgent look-alike"),
    "no last check": ("conditions/sciatica.yaml", lambda d: d.pop("last_check"), "sciatica has no last check"),
    "a last check of an unknown finding": (
        "conditions/sciatica.yaml", lambda d: d["last_check"]["findings"].append("luck"), 'finding called "luck"',
    ),
    "a statement without a mark": ("conditions/sciatica.yaml", lambda d: d["script"]["fault"][0].pop("mark"), "mark is missing"),
    "an unverified source taught as fact": (
        "sources.yaml", lambda d: [s.update(verified=False) for s in d["sources"]], "was not verified",
    ),
    "an orphan source": ("sources.yaml", lambda d: d["sources"].append({**d["sources"][0], "id": "orphan2020"}), "Nothing cites orphan2020"),
    "a test row about nothing": (*set_row("outside", target_text=None), "or says in target_text what it looked for"),
    "a used row outside the network": (*set_row("outside", used=True, sensitivity=0.5, specificity=0.5), "without a target of the network"),
    "a test row without a result": (
        *set_row("unused", sensitivity=None, specificity=None, lr_positive=None, lr_negative=None, other_result=None), "needs a result",
    ),
    "an interval that misses its number": (*set_row("interval", sensitivity_ci95=[0.01, 0.02]), "sensitivity_ci95 does not hold sensitivity"),
    "an unknown target": (*set_row("unused", target="luck"), 'no target called "luck"'),
    "a choice between studies without a why": (*set_row("tested", why=None), "does not say why it is used"),
    "an unused row without a why": (*set_row("unused", why=None), "is not used and does not say why"),
    "a used row of a reference test": (*set_row("tested", finding="mri_meniscus"), "a reference test and no finding of the network"),
    "a reference test for a condition": (*set_row("graded", finding="mri_meniscus"), "a reference test and no finding of the network"),
    "a reference test that nobody studied": (
        "reference_tests.yaml", lambda d: d["tests"].append({**d["tests"][0], "id": "nobody"}), "No evidence row speaks of the reference test nobody",
    ),
    "a reference test named like a finding": ("reference_tests.yaml", lambda d: d["tests"][0].update(id="mcmurray"), "is used 2 times"),
    "an opener with an unknown answer": ("openers.yaml", lambda d: d["openers"][0]["answers"].update(fever="maybe"), "Allowed: present, absent"),
    "something else offered by name": ("cases/long_shift/case.yaml", lambda d: d["consider"].append("other"), 'no condition called "other"'),
    "an expert who names a cause where it was something else": (
        "cases/long_shift/case.yaml", lambda d: d["visits"][-1]["examination"]["expert"]["shares"].update(dvt=60), "does not put the answer first",
    ),
    "a pain site with an unknown finding": ("anatomy/sites.yaml", lambda d: d["sites"][0].update(finding="fever"), 'of the group place called "fever"'),
    "two pain sites of one finding": ("anatomy/sites.yaml", lambda d: d["sites"][1].update(finding=d["sites"][0]["finding"]), "already belongs to the site"),
    "a pain site over an unknown structure": ("anatomy/sites.yaml", lambda d: d["sites"][0]["structures"].append("elbow"), 'structure called "elbow"'),
    "a pain site from bone to skin": ("anatomy/sites.yaml", lambda d: d["sites"][1]["structures"].reverse(), "Skin first, bone last"),
    "a pain site nowhere": ("anatomy/sites.yaml", lambda d: d["sites"][1].pop("place_mm"), "either place_mm"),
    "a structure that is felt nowhere": ("anatomy/sites.yaml", lambda d: [s["structures"].remove("pcl") for s in d["sites"] if "pcl" in s["structures"]], "sits in pcl, which lies at no site"),
    "a tour that lights what is peeled away": ("anatomy/tour.yaml", lambda d: d["steps"][0].update(depth=9), "which is peeled away"),
    "a tour with an unknown source": ("anatomy/tour.yaml", lambda d: d["steps"][0]["says"][0].update(source="nobody1999"), 'source called "nobody1999"'),
    "a structure that the drawing leaves out": ("anatomy/drawing.yaml", lambda d: d.update(strokes=[s for s in d["strokes"] if s["structure"] != "pcl"]), "pcl is not drawn"),
    "a cord without its width": ("anatomy/drawing.yaml", lambda d: next(s for s in d["strokes"] if s["form"] == "cord").update(points="0 0, 1 1"), "takes 3 numbers"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found_with_its_file_and_line(folder, fault):
    name, change, expected = FAULTS[fault]
    edit(folder / name, change)
    hits = [p for p in lint(folder) if expected in str(p)]
    assert hits, "\n".join(map(str, lint(folder)))
    assert name in {p.file for p in hits} or fault == "an unverified source taught as fact"
    lines = (folder / hits[0].file).read_text().splitlines()
    assert 1 <= hits[0].line <= len(lines)


def test_all_problems_are_listed_at_once_with_line_and_exit_code_1(folder):
    text = (folder / "findings/story.yaml").read_text().replace("kind: history", "kind: hearsay", 1)
    (folder / "findings/story.yaml").write_text(text)
    (folder / "urgency.yaml").write_text("")
    (folder / "notes.yaml").write_text("x: 1")
    (folder / "openers.yaml").write_text("a: [")
    done = CliRunner().invoke(main, ["check", str(folder)])
    assert done.exit_code == 1
    line = 1 + text[: text.index("hearsay")].count("\n")
    assert f"findings/story.yaml:{line}: " in done.output
    assert "'history', 'sign', 'test' or 'risk'" in done.output
    for words in ("urgency.yaml:1: The file is empty.", "notes.yaml:1: Nobody reads this file.", "openers.yaml:"):
        assert words in done.output


def test_every_number_of_the_model_is_marked_with_a_source_or_a_reason():
    data = compiled_content()
    sources = {s["id"] for s in data["sources"]}
    network = data["network"]
    tables = [*network["by_condition"].values(), *network["targets"].values()]
    numbers = [n for t in tables for n in (t["base"], *t["rows"].values())]
    numbers += [n for t in network["by_target"].values() for n in t.values()]
    assert len(numbers) > 300
    for n in numbers:
        assert n["mark"] in ("published", "judged", "assumed")
        assert n["source"] in sources if n["mark"] == "published" else n["source"] in sources or n["reason"], n["key"]
        assert all(0 < p < 1 for p in n["p"])
        assert sum(n["p"]) == pytest.approx(1)
    for setting in data["settings"]:
        assert setting["mark"] == "assumed"
        assert setting["reason"]


def test_every_special_test_speaks_for_its_target():
    """LR+ above 1: what the property test of targets relies on."""
    for finding, test in compiled_content()["network"]["by_target"].items():
        assert test["with_target"]["p"][0] > test["without"]["p"][0], finding


def test_the_check_counts_the_ledger_and_the_published_share():
    data = compiled_content()
    said = CliRunner().invoke(main, ["check", str(CHECKOUT)]).output
    used = sum(r["used"] for r in data["evidence"])
    assert used == len(data["network"]["by_target"])
    assert f"{len(data['evidence'])} evidence rows on " in said
    assert f": {used} used, " in said
    rows = sum(len(yaml.safe_load(p.read_text())["rows"]) for p in (CHECKOUT / "evidence").glob("*.yaml"))
    assert len(data["evidence"]) + data["cause_rows"] == rows
    assert "% " not in said
    assert said.count("%)") == 3


def test_no_reason_is_boilerplate():
    """An unused row says what is different about that study, so no sentence may serve many studies."""
    rows = compiled_content()["evidence"]
    assert len(rows) >= 200
    by_why: dict[str, set[str]] = {}
    for r in rows:
        if not r["used"]:
            by_why.setdefault(r["why"], set()).add(r["source"])
    assert {why: sources for why, sources in by_why.items() if len(sources) > 2} == {}


def test_the_grades_are_the_five_of_qmr():
    assert list(GRADES.values()) == [0.025, 0.20, 0.50, 0.80, 0.985]


def test_the_issue_s_scope_is_there():
    data = compiled_content()
    assert len(data["conditions"]) >= 13
    assert len(data["findings"]) >= 70
    for c in data["conditions"]:
        assert all(c["script"][slot] for slot in ("enabling", "fault", "consequences", "course", "discriminators", "plan"))
        assert c["id"] == "other" or (c["patient_words"] and c["structures"])
    assert all(f["ask"] and f["positive"] for f in data["findings"])
