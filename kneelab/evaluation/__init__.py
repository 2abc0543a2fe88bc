"""How well the engine, another tool or a class does on cases with known answers."""

from kneelab.evaluation.cases import Case, RankedAnswer, read_answers, read_cases, unread_keys
from kneelab.evaluation.runs import CaseResult, Run, Summary, evaluate, score_answers, standard_runs
from kneelab.evaluation.stored import Anchor, published_anchors, stored_analyses, stored_cases, stored_rules, template

__all__ = [
    "Anchor",
    "Case",
    "CaseResult",
    "RankedAnswer",
    "Run",
    "Summary",
    "evaluate",
    "published_anchors",
    "read_answers",
    "read_cases",
    "score_answers",
    "standard_runs",
    "stored_analyses",
    "stored_cases",
    "stored_rules",
    "template",
    "unread_keys",
]
