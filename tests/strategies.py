"""Hypothesis strategies over the real vocabulary."""

from __future__ import annotations

from hypothesis import strategies as st

import kneelab
from kneelab.model.findings import Finding

LAB = kneelab.load()
CONDITIONS = [c.id for c in LAB.conditions]


def values(finding: Finding) -> st.SearchStrategy[object]:
    """Every value that a finding accepts."""
    sure = st.sampled_from([s.id for s in finding.states])
    soft = st.floats(0, 1, allow_nan=False) if finding.is_binary else st.nothing()
    return sure | soft | st.sampled_from(["not_asked", None])


def records(max_size: int = 110) -> st.SearchStrategy[dict[str, object]]:
    """Consistent mappings of known findings, contradictory to medicine as they may be."""
    return st.lists(st.sampled_from(list(LAB.findings.values())), unique_by=lambda f: f.id, max_size=max_size).flatmap(
        lambda chosen: st.fixed_dictionaries({f.id: values(f) for f in chosen})
    )


ages = st.none() | st.integers(10, 110) | st.floats(10, 110)
sexes = st.sampled_from([None, "female", "male"])
settings_ids = st.sampled_from(list(LAB.settings))
