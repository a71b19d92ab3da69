"""The wire form: what is written and sent is as its JSON Schema says, and the files are up to date."""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys
from copy import deepcopy
from types import NoneType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import outcome_classifier
from conftest import ROOT
from outcome_classifier import OutcomeClassifierError, Record, audit, check_record, write_report
from outcome_classifier.datatypes import FIELD_NAMES, Value
from outcome_classifier.rulebook import Rule
from outcome_classifier.schema import _ROOTS, VERSION, _value, rendered, schemas, write_schemas

FOLDER = ROOT / "docs" / "schema"
SCHEMAS = schemas()


#: Values that never leave the library as JSON of their own.
INSIDE = {"PartFacts", "Progress", "Published", "PublishedScore"}


def values() -> dict[str, type]:
    """Every data class of the package that has a `to_dict`."""
    for module in pkgutil.walk_packages(outcome_classifier.__path__, "outcome_classifier."):
        if not module.name.endswith((".__main__", ".spacy")) and ".training" not in module.name:
            importlib.import_module(module.name)
    return {cls.__name__: cls for cls in Value.__subclasses__() if cls.__name__ not in INSIDE}


def closed(schema: Any) -> Any:
    """The schema with nothing allowed that it does not name: so that a new field is noticed."""
    if isinstance(schema, dict):
        schema = {key: closed(value) for key, value in schema.items()}
        if "properties" in schema and "required" in schema:
            schema["additionalProperties"] = False
    elif isinstance(schema, list):
        schema = [closed(item) for item in schema]
    return schema


def problems(name: str, data: Any) -> list[str]:
    found = Draft202012Validator(closed(deepcopy(SCHEMAS[name]))).iter_errors(data)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.validator}" for error in found]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_valid_versioned_and_says_what_it_is(name):
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["$id"] == f"urn:outcome-classifier:schema:{name}:{VERSION}"
    for part in (schema, *schema.get("$defs", {}).values()):
        assert part["description"]


def test_the_files_are_up_to_date_and_no_other_lies_there():
    held = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert held == {f"{name}.schema.json": rendered(schema) for name, schema in SCHEMAS.items()}


def test_one_command_writes_the_files(tmp_path):
    command = [sys.executable, "-m", "outcome_classifier.schema", str(tmp_path / "new" / "schema")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""
    assert len(list((tmp_path / "new" / "schema").iterdir())) == len(SCHEMAS)
    assert write_schemas(tmp_path)[0].read_text(encoding="utf-8") == rendered(SCHEMAS["audit"])


def test_every_value_stands_in_a_schema():
    inside = {s["title"] for s in SCHEMAS.values()}
    inside |= {name for schema in SCHEMAS.values() for name in schema.get("$defs", {})}
    assert set(values()) <= inside


EXAMPLES = st.lists(st.text() | st.dictionaries(st.text(), st.text())).map(tuple)
#: Where the types alone say too little.
MADE = {
    "record": st.builds(
        Record,
        record_id=st.text(),
        fields=st.dictionaries(st.sampled_from(FIELD_NAMES), st.lists(st.text()).map(tuple)),
    ),
    "rule": st.builds(
        Rule, flag=EXAMPLES, passes=EXAMPLES, settings=st.dictionaries(st.text(), st.integers())
    ),
}


@pytest.mark.parametrize("name", sorted(set(SCHEMAS) - {"audit"}))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_to_dict_is_as_its_schema_says(name, data):
    value = data.draw(MADE.get(name, st.from_type(_ROOTS[name])))
    assert problems(name, json.loads(json.dumps(value.to_dict()))) == []


@pytest.mark.model
def test_what_the_library_and_the_command_line_write_is_as_the_schemas_say(cli, plan, tmp_path):
    page = write_report(audit([plan, plan]), tmp_path / "audit.json")
    assert problems("audit", json.loads(page.read_text(encoding="utf-8"))) == []
    assert problems("record", plan.to_dict()) == []
    assert problems("record_report", json.loads(json.dumps(check_record(plan).to_dict()))) == []
    for name, words in {
        "prediction": ("classify", "Home so I can see the hills", "N/A", "--explain"),
        "record_report": ("check", str(ROOT / "examples" / "family_plans.jsonl")),
        "rule": ("rules",),
        "evaluation": ("evaluate",),
    }.items():
        code, out, _ = cli(*words, "--format", "json")
        assert code == 0
        assert json.loads(out)
        assert [problems(name, value) for value in json.loads(out)] == [[]] * len(json.loads(out))


@pytest.mark.parametrize(
    "data, is_a_record",
    [
        ({}, True),
        ({"id": "7"}, True),
        ({"record_id": 7, "text": None, "fields": None}, True),
        ({"id": "7", "fields": {"outcomes": "Home by Easter"}}, True),
        ({"id": "7", "fields": {"outcomes": ["Home by Easter"]}, "rows": {"outcomes": [2]}}, True),
        ({"id": "7", "fields": {"hopes": []}}, False),
        ({"id": "7", "fields": {"outcomes": [7]}}, False),
        ({"id": "7", "fields": {"outcomes": {"a": "b"}}}, False),
        ({"id": "7", "fields": ["Home"]}, False),
        ({"id": "7", "text": ["a"]}, False),
        ({"id": "7", "team": 3}, False),
        ({"id": "7", "colour": "red"}, False),
        ([], False),
    ],
)
def test_the_record_schema_takes_what_the_library_takes(data, is_a_record):
    assert (problems("record", data) == []) is is_a_record
    taken = True
    try:
        Record.from_dict(data)
    except OutcomeClassifierError:
        taken = False
    assert taken is is_a_record


def test_a_reader_of_results_may_meet_new_fields_and_a_record_may_not():
    assert "additionalProperties" not in SCHEMAS["prediction"]
    assert SCHEMAS["record"]["additionalProperties"] is False


@pytest.mark.model
def test_a_field_of_another_type_and_one_left_out_are_noticed(plan):
    report = json.loads(json.dumps(check_record(plan).to_dict()))
    report["principles"]["3"]["verdict"] = "passed"
    report["model_version"] = 1
    report["more"] = "new"
    del report["rules"]
    assert sorted(problems("record_report", report)) == [
        ": additionalProperties", ": required", "model_version: type", "principles/3/verdict: enum",
    ]  # fmt: skip


def test_a_data_class_without_a_json_form_is_refused():
    with pytest.raises(TypeError, match="no schema for"):
        _value(complex, {})
    assert _value(NoneType, {}) == {"type": "null"}
