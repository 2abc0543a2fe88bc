"""The published schemas follow the models, and the output follows the schemas."""

from __future__ import annotations

from hypothesis import given, settings

from kneelab.export.assessment_json import export_assessment, export_findings
from kneelab.export.schema import AssessmentOut, FindingsOut
from scripts.write_schemas import FOLDER, schemas
from tests.strategies import LAB, records, settings_ids


def test_the_schemas_on_disk_are_those_of_the_models():
    wanted = schemas()
    assert {p.name for p in FOLDER.glob("*.json")} == set(wanted)
    for name, text in wanted.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, f"{name}: run python scripts/write_schemas.py"


@given(records(15), settings_ids)
@settings(max_examples=40, deadline=None)
def test_any_assessment_fits_its_schema(record, setting):
    AssessmentOut.model_validate(export_assessment(LAB, LAB.assess(record, setting=setting), setting))


def test_the_vocabulary_fits_its_schema():
    FindingsOut.model_validate(export_findings(LAB))
