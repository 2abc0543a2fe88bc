"""Structures, how they are drawn, and how they lie to each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kneelab.content import schema
from kneelab.content.bundle import Bundle
from kneelab.content.lint.lookup import Lookup, at, unknown
from kneelab.content.reading import Problem


def anatomy_problems(bundle: Bundle, look: Lookup) -> Iterator[Problem]:
    """Every structure is drawn once, or says why not; relations name structures that can be compared."""
    drawn = Counter(s.structure for _, file in bundle.of(schema.AnatomyShapesFile) for s in file.shapes)
    left_out = Counter(n.structure for _, file in bundle.of(schema.AnatomyShapesFile) for n in file.not_drawn)
    told = drawn + left_out
    for doc, file in bundle.of(schema.AnatomyShapesFile):
        named = [("shapes", i, s.structure) for i, s in enumerate(file.shapes)]
        named += [("not_drawn", i, n.structure) for i, n in enumerate(file.not_drawn)]
        for key, i, structure in named:
            if structure not in look.structures:
                yield unknown(doc, (key, i), "structure", structure, look.structures)
            elif told[structure] > 1:
                yield at(doc, (key, i), f"{structure} is drawn or left out {told[structure]} times.", "Keep one of them.")
    for doc, structures in bundle.of(schema.StructuresFile):
        for i, s in enumerate(structures.structures):
            if not told[s.id]:
                yield at(doc, ("structures", i), f"{s.id} is not drawn.", "Add a shape, or list it under not_drawn with the reason.")
    for doc, relations in bundle.of(schema.RelationsFile):
        for i, r in enumerate(relations.relations):
            for name in (r.structure, r.other):
                if name not in look.structures:
                    yield unknown(doc, ("relations", i), "structure", name, look.structures)
                elif not drawn[name]:
                    yield at(
                        doc,
                        ("relations", i),
                        f"{name} is not drawn, so the relation cannot be checked.",
                        "Draw it, or remove the relation.",
                    )
            if r.up_mm and r.up_mm[0] >= r.up_mm[1]:
                yield at(doc, ("relations", i), "up_mm goes from low to high.", "Swap the two.")
