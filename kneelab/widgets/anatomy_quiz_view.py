"""The quiz in words: each answer is explained from the structures' own data."""

from __future__ import annotations

from typing import Any

from kneelab.model.anatomy_quiz import DEPTH, FINGER, LOCATE, NAME, ROOTS, QuizQuestion, draw_quiz
from kneelab.model.conditions import Structure
from kneelab.model.lab import Lab

LETTERS = "ABCD"
TELLING = 5
"""A word of this length in a description gives a name away."""

View = dict[str, Any]


def quiz_view(lab: Lab, seed: int) -> View:
    """The questions of one seed."""
    return {"seed": seed, "questions": [_question(lab, q) for q in draw_quiz(lab.structures, lab.sites, seed)]}


def _question(lab: Lab, q: QuizQuestion) -> View:
    s = lab.structures[q.structure]
    site = lab.sites[q.site] if q.site else None
    asked = lab.strings[f"anatomy.quiz.{q.kind}"].format(name=s.name, site=site.label if site else "")
    return {
        "kind": q.kind,
        "structure": q.structure,
        "site": q.site,
        "question": asked,
        "depth": s.layer if q.kind in (LOCATE, NAME) else 1 if q.kind in (FINGER, DEPTH) else None,
        "options": [_option(lab, q, x, i) for i, x in enumerate(q.options)],
        "right": list(q.right),
        "because": _because_order(lab, q) if q.kind == DEPTH else None,
    }


def _option(lab: Lab, q: QuizQuestion, option: str, place: int) -> View:
    s = lab.structures[option]
    label = LETTERS[place] if q.kind == LOCATE else describe_roots(lab, s) if q.kind == ROOTS else s.name
    return {
        "id": option,
        "label": label,
        "family": s.family,
        "clue": describe_unnamed(lab, s) if q.kind == LOCATE else None,
        "because": _because(lab, q, s),
    }


def _because(lab: Lab, q: QuizQuestion, chosen: Structure) -> str:
    """What the chosen structure is, and, when it is not the right one, what the right one is."""
    right = lab.structures[q.right[0]]
    strings = lab.strings
    if q.kind == DEPTH:
        return ""
    site = lab.sites[q.site].label if q.site else ""
    words = {"name": chosen.name, "right": right.name, "site": site[:1].lower() + site[1:]}
    if q.kind == ROOTS:
        words |= {"roots": describe_roots(lab, chosen), "right_roots": describe_roots(lab, right), "nerve": right.innervation or right.name}
    hit = "right" if chosen.id == right.id else "wrong"
    said = strings[f"anatomy.quiz.{q.kind}_{hit}"].format(**words)
    facts = [describe_briefly(lab, right)]
    if hit == "wrong" and q.kind in (LOCATE, NAME, FINGER):
        facts.insert(0, describe_briefly(lab, chosen))
    return " ".join([said, *facts])


def _because_order(lab: Lab, q: QuizQuestion) -> str:
    parts = [
        lab.strings["anatomy.quiz.layer_of"].format(name=s.name, layer=s.layer, label=lab.strings[f"layer.{s.layer}"])
        for s in map(lab.structures.__getitem__, q.right)
    ]
    return f"{lab.strings['anatomy.quiz.depth_because']} {'; '.join(parts)}."


def describe_briefly(lab: Lab, s: Structure) -> str:
    """Name, layer, side, course and relevance in running text; what no source confirmed is left out."""
    place = lab.strings["anatomy.quiz.place"].format(
        name=s.name, layer=s.layer, label=lab.strings[f"layer.{s.layer}"], side=lab.strings[f"anatomy.side.{s.side}"]
    )
    return " ".join(filter(None, [place, s.course, s.relevance]))


def describe_unnamed(lab: Lab, s: Structure) -> str:
    """A structure told without its name."""
    place = lab.strings["anatomy.quiz.unnamed"].format(
        kind=s.kind[0].upper() + s.kind[1:], layer=s.layer, side=lab.strings[f"anatomy.side.{s.side}"]
    )
    names = [w for w in s.name.lower().replace("(", " ").replace(")", " ").replace(",", " ").split() if len(w) >= TELLING]
    tells = s.course is not None and any(w[:TELLING] in s.course.lower() for w in names)
    return place if s.course is None or tells else f"{place} {s.course}"


def describe_roots(lab: Lab, s: Structure) -> str:
    """Roots as a range where they follow one another: "L4 to S3"."""
    return s.roots[0] if len(s.roots) == 1 else lab.strings["anatomy.root_range"].format(first=s.roots[0], last=s.roots[-1])
