"""A structure in words: what the picture shows, for those who do not see it."""

from __future__ import annotations

from kneelab.model.anatomy import Relation
from kneelab.model.lab import Lab


def describe_structure(lab: Lab, structure: str) -> str:
    """Where a structure lies, what it runs from and to, its nerve, what it does, and its neighbours.

    Only what a source confirmed, or what is marked as judged, is said.
    """
    s, words = lab.structures[structure], lab.strings
    where = words["anatomy.where" if s.side else "anatomy.where_no_side"]
    lines = [where.format(name=s.name, layer=s.layer, label=words[f"layer.{s.layer}"], side=s.side)]
    if s.origin or s.insertion:
        ends = (("anatomy.origin", s.origin), ("anatomy.insertion", s.insertion))
        lines += [words[key].format(text=_bare(text)) for key, text in ends if text]
    elif s.course:
        lines.append(f"{_bare(s.course)}.")
    roots = ", ".join(s.roots)
    if s.innervation:
        lines.append(words["anatomy.innervation_roots" if roots else "anatomy.innervation"].format(text=_bare(s.innervation), roots=roots))
    elif roots:
        lines.append(words["anatomy.roots"].format(roots=roots))
    if s.action:
        lines.append(words["anatomy.action"].format(text=_bare(s.action)))
    if s.joints_crossed:
        lines.append(words["anatomy.joints"].format(text=", ".join(s.joints_crossed)))
    lies = dict.fromkeys(describe_relation(lab, r) for r in lab.relations if r.structure == structure)
    if lies:
        lines.append(words["anatomy.lies"].format(relations=", ".join(lies)))
    if s.relevance:
        lines.append(f"{_bare(s.relevance)}.")
    return " ".join(lines)


def describe_relation(lab: Lab, relation: Relation) -> str:
    """How a structure lies to another: "superficial to the popliteal vein"."""
    name = lab.structures[relation.other].name
    return f"{lab.strings[f'anatomy.relation.{relation.relation}']} {name[0].lower()}{name[1:]}"


def _bare(text: str) -> str:
    return text.rstrip(".")
