"""Pain sites, the tour and the drawing."""

from __future__ import annotations

from collections.abc import Iterator

from kneelab.content import schema
from kneelab.content.bundle import Bundle
from kneelab.content.lint.lookup import Lookup, at, unknown
from kneelab.content.reading import Problem

PLACE = "place"


def knee_map_problems(bundle: Bundle, look: Lookup) -> Iterator[Problem]:
    """References that lead nowhere, a structure that is not drawn, or hurts in a cause and lies nowhere."""
    layers = {s.id: s.layer for _, file in bundle.of(schema.StructuresFile) for s in file.structures}
    yield from _site_problems(bundle, look, layers)
    for doc, file in bundle.of(schema.TourFile):
        for i, step in enumerate(file.steps):
            for structure in step.structures:
                if structure not in look.structures:
                    yield unknown(doc, ("steps", i, "structures"), "structure", structure, look.structures)
                elif layers[structure] < step.depth:
                    yield at(
                        doc, ("steps", i, "depth"), f"{step.id} lights {structure}, which is peeled away.", f"At most {layers[structure]}."
                    )
    for doc, drawing in bundle.of(schema.DrawingFile):
        drawn = {s.structure for s in drawing.strokes}
        for i, stroke in enumerate(drawing.strokes):
            if stroke.structure not in look.structures:
                yield unknown(doc, ("strokes", i, "structure"), "structure", stroke.structure, look.structures)
        for structure in sorted(look.structures - drawn - {n.structure for n in drawing.not_drawn}):
            yield at(doc, ("strokes",), f"{structure} is not drawn.", "Add a stroke for it, or say under not_drawn why not.")


def _site_problems(bundle: Bundle, look: Lookup, layers: dict[str, int]) -> Iterator[Problem]:
    places = {f.id for _, file in bundle.of(schema.FindingsFile) if file.group == PLACE for f in file.findings if not f.states}
    for doc, file in bundle.of(schema.SitesFile):
        told: dict[str, str] = {}
        for i, site in enumerate(file.sites):
            if site.finding not in places:
                yield unknown(doc, ("sites", i, "finding"), "finding of the group place", site.finding, places)
            for key in (site.id, site.finding):
                if (other := told.setdefault(key, site.id)) != site.id:
                    yield at(doc, ("sites", i), f"{key} already belongs to the site {other}.", "One site for each finding.")
            for structure in site.structures:
                if structure not in look.structures:
                    yield unknown(doc, ("sites", i, "structures"), "structure", structure, look.structures)
            depths = [layers[s] for s in site.structures if s in layers]
            if depths != sorted(depths):
                yield at(doc, ("sites", i, "structures"), f"The structures at {site.id} are not in order.", "Skin first, bone last.")
        hurting = {s for site in file.sites for s in site.structures}
        linked = {link.structure for c in look.conditions.values() for link in c.structures}
        for structure in sorted(linked & look.structures - hurting):
            yield at(doc, ("sites",), f"A cause sits in {structure}, which lies at no site.", "Name it at the place where it is felt.")
