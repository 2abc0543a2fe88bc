"""What the anatomy page shows, as plain data: the structures, where it hurts, the tour; a pure function of the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kneelab import describe
from kneelab.describe_anatomy import describe_relation
from kneelab.model.anatomy import Link
from kneelab.model.conditions import Condition, Structure
from kneelab.model.knee_map import TourStep
from kneelab.model.lab import Lab
from kneelab.widgets.anatomy_quiz_view import quiz_view
from kneelab.widgets.explorer_view import FAMILIES, explorer_catalog, explorer_view
from kneelab.widgets.knee_drawing import knee_drawing
from kneelab.widgets.record import read_record

LAYERS = range(1, 10)
VIEWS = ("behind", "hollow", "inner", "outer", "bent", "below", "leg")
"""Canonical views; the page knows where the camera stands in each."""
SEEDS = 10**6

View = dict[str, Any]


def anatomy_catalog(lab: Lab) -> View:
    """Everything that never changes while the page is open."""
    shared = explorer_catalog(lab)
    return {
        **{k: shared[k] for k in ("strings", "settings", "openers", "conditions", "families", "levels", "pain_map", "content_version")},
        "structures": {s.id: structure_view(lab, s) for s in lab.structures.values()},
        "layers": [{"layer": n, "label": lab.strings[f"layer.{n}"], "structures": _in_layer(lab, n)} for n in LAYERS],
        "causes": [_family(lab, f) for f in FAMILIES if any(c.family == f for c in lab.conditions)],
        "tour": [_step(lab, t) for t in lab.tour],
        "views": [{"id": v, "label": lab.strings[f"anatomy.view.{v}"]} for v in VIEWS],
        "drawing_svg": knee_drawing(lab),
    }


def anatomy_view(lab: Lab, raw: Mapping[str, Any]) -> View:
    """The ranking that the pain sites lead to, and the questions of the seed.

    Parameters
    ----------
    raw : mapping
        A record of the explorer, with ``structure`` (an id or None) and ``seed`` (of the quiz). Nothing in it is trusted.
    """
    record = read_record(lab, raw)
    structure, seed = raw.get("structure"), raw.get("seed")
    if structure is not None and structure not in lab.structures:
        record.problems.append(lab.strings["anatomy.unknown"].format(value=str(structure)[:40]))
    seed = seed % SEEDS if isinstance(seed, int) else 1
    return {**explorer_view(lab, record), "quiz": quiz_view(lab, seed)}


def structure_view(lab: Lab, s: Structure) -> View:
    """One structure's card: what it is, where it runs, why it matters, its causes."""
    strings = lab.strings
    return {
        "id": s.id,
        "name": s.name,
        "layer": s.layer,
        "layer_label": strings[f"layer.{s.layer}"],
        "kind": s.kind,
        "family": s.family,
        "side": strings[f"anatomy.side.{s.side}"],
        "overlay": s.is_overlay,
        "origin": s.origin,
        "insertion": s.insertion,
        "course": s.course,
        "nerve": s.innervation,
        "roots": list(s.roots),
        "action": s.action,
        "joints": [strings[f"anatomy.joint.{j}"] for j in s.joints_crossed],
        "lies": list(dict.fromkeys(describe_relation(lab, r) for r in lab.relations if r.structure == s.id)),
        "relevance": s.relevance,
        "causes": [_link(lab, x) for x in lab.links_of(s.id)],
        "sites": [site.label for site in lab.sites.values() if s.id in site.structures],
        "sources": [lab.sources[x].short for x in s.sources],
    }


def _in_layer(lab: Lab, layer: int) -> list[str]:
    return [s.id for s in lab.structures.values() if s.layer == layer]


def _family(lab: Lab, family: str) -> View:
    return {
        "id": family,
        "label": lab.strings[f"causes.family.{family}"],
        "causes": [_cause(lab, c) for c in lab.conditions if c.family == family],
    }


def _cause(lab: Lab, c: Condition) -> View:
    return {
        "id": c.id,
        "name": c.name,
        "family": c.family,
        "lay": c.lay,
        "mechanism": _said(lab, c.mechanism, c.mechanism.text),
        "structures": [_link(lab, x) for x in sorted(c.links, key=lambda x: lab.structures[x.structure].layer)],
    }


def _link(lab: Lab, x: Link) -> View:
    """What a structure has to do with a cause, as either side shows it."""
    c = lab.condition(x.condition)
    return {
        "structure": x.structure,
        "cause": c.id,
        "name": c.name,
        "short": c.short,
        "family": c.family,
        "role": lab.strings[f"anatomy.role.{x.role}"],
        **_said(lab, x, x.because),
    }


def _step(lab: Lab, t: TourStep) -> View:
    return {
        "id": t.id,
        "title": t.title,
        "article": t.article,
        "says": [_said(lab, s, s.text) for s in t.says],
        "structures": list(t.structures),
        "depth": t.depth,
        "view": t.view,
    }


def _said(lab: Lab, s: Any, text: str) -> View:
    """A sentence with its provenance, as the pages' own ``statement`` shows it."""
    return {
        "text": describe.describe_text(lab, text),
        "mark": s.mark,
        "source": describe.describe_source(lab, s.mark, s.source),
        "hint": describe.describe_citation(lab.sources[s.source]) if s.source else describe.describe_text(lab, s.reason or ""),
    }
