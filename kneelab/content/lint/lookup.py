"""Ids of everything, and how a problem is said."""

from __future__ import annotations

from typing import Any

from kneelab.content import schema
from kneelab.content.bundle import Bundle
from kneelab.content.reading import Document, Problem, Where


class Lookup:
    """Ids of everything, for checking references."""

    def __init__(self, bundle: Bundle) -> None:
        self.findings = {f.id: f for _, file in bundle.of(schema.FindingsFile) for f in file.findings}
        self.reference_tests = {t.id: t for _, file in bundle.of(schema.ReferenceTestsFile) for t in file.tests}
        self.targets = {t.id: t for _, file in bundle.of(schema.TargetsFile) for t in file.targets}
        self.conditions = {file.id: file for _, file in bundle.of(schema.ConditionFile)}
        self.structures = {s.id for _, file in bundle.of(schema.StructuresFile) for s in file.structures}
        self.sources = {s.id: s for _, file in bundle.of(schema.SourcesFile) for s in file.sources}
        self.settings = {s.id for _, file in bundle.of(schema.PriorsFile) for s in file.settings}
        self.strings = {k: v for _, file in bundle.of(schema.StringsFile) for k, v in file.strings.items()}
        self.literals = set(self.findings) | {f"{f.id}={s.id}" for f in self.findings.values() for s in f.states or []}


def at(document: Document, where: Where, what: str, allowed: str = "") -> Problem:
    """A problem at one place of a file."""
    return Problem(document.name, document.line(where), what, allowed)


def unknown(document: Document, where: Where, kind: str, name: str, allowed: Any) -> Problem:
    """A name that does not exist, with what is allowed."""
    names = ", ".join(sorted(allowed)) if len(allowed) <= 30 else f"one of the {len(allowed)} ids under content/"
    return at(document, where, f'There is no {kind} called "{name}".', f"Allowed: {names}.")
