"""The accuracy page says what the evaluation says, limits first, and nothing of a case file reaches it as markup."""

from __future__ import annotations

import re
from html import unescape

import pytest

from kneelab.content.reading import read_document
from kneelab.content.schema import UrgencyRuleModel
from kneelab.describe import condition_name, describe_share
from kneelab.evaluation import evaluate, published_anchors, read_cases
from kneelab.evaluation.words import MEASURES, describe_measure
from kneelab.widgets.accuracy import accuracy_html
from tests.strategies import LAB

CASES = read_cases(
    LAB,
    read_document(
        """
cases:
- {id: cyst, age: 58, sex: female, setting: primary_care, findings: {popliteal_mass: present, foucher: present, joint_disease: present, onset: gradual},
   answer: [bakers_cyst], urgency_at_least: pt_care, urgency_at_most: routine, diagnosis: "A <b>cyst</b>", citation: "Doe & Roe", url: "https://x.org/?a=1&b=2"}
- {id: clot, age: 67, sex: female, setting: primary_care, findings: {sprint_jump: present, pop_snap: present, onset: sudden}, answer: [dvt], urgency_at_least: same_day}
""",
        "cases",
    ),
)
RUNS = [evaluate(LAB, CASES), evaluate(LAB, CASES, "sports_clinic")]
RULES = {"benign": UrgencyRuleModel(at_least="pt_care", at_most="routine", answers="Every other one", because="Nothing is lost.")}
PAGE = accuracy_html(LAB, RUNS, published_anchors(), RULES, {"clot": "It looked like a strain."})
TEXT = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", PAGE)))


def test_the_limits_come_before_any_figure():
    assert TEXT.index("This is not an accuracy figure") < TEXT.index("unseen cases will be lower") < TEXT.index("What came out")


def test_each_measure_stands_beside_its_interval_for_each_setting():
    for measure in MEASURES:
        for run in RUNS:
            said = describe_measure(LAB, run, measure)
            assert f"<b>{said.figure}</b><small>{said.interval}</small>" in PAGE


def test_each_case_shows_the_first_three_with_shares_and_where_it_stands_in_its_own_setting():
    for shown, own in zip(RUNS[1].results, RUNS[0].results, strict=True):
        for r in shown.ranked:
            assert condition_name(LAB, r.condition) in TEXT
            assert describe_share(LAB, r.probability) in TEXT
        assert f"place {own.rank}." in TEXT


def test_a_missed_urgent_case_says_so_and_why():
    clot = RUNS[1].results[1]
    assert clot.missed
    assert clot.sent_on is False
    for words in (f"Missed: the right cause comes in place {clot.rank}.", "Not sent on. It must be.", "Why: It looked like a strain."):
        assert words in TEXT


def test_published_figures_say_what_differs_and_which_nobody_saw():
    for words in ("Semigran 2015", "51 % (as cited, not seen on the page read)", "Most authors worked for the maker of the best app."):
        assert words in TEXT


def test_a_case_file_cannot_add_markup():
    assert "A &lt;b&gt;cyst&lt;/b&gt;" in PAGE
    assert "Doe &amp; Roe" in PAGE
    assert 'href="https://x.org/?a=1&amp;b=2"' in PAGE
    assert "<script" not in PAGE


@pytest.mark.parametrize("table", ["kl-measures", "kl-anchors", "kl-cases"])
def test_each_cell_carries_its_label_for_a_narrow_page(table):
    part = PAGE[PAGE.index(f'class="kl-caserows {table}"') :].split("</table>")[0]
    heads = re.findall(r'scope="col">([^<]+)<', part)
    for row in part.split('<tr role="row"><th role="rowheader"')[1:]:
        assert re.findall(r'class="kl-cell__label" aria-hidden="true">([^<]+)<', row) == heads[1:]
