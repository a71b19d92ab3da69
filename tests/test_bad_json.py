"""Section E of the list of bad inputs: JSON, JSON Lines and FHIR."""

from __future__ import annotations

import json
import time

import pytest

from conftest import CANARY
from outcome_classifier import FileRefused, read_records
from readings import read, refused


@pytest.fixture
def put(tmp_path):
    """Write a value as JSON, or a text as it is."""

    def write(value, name="plans.json"):
        text = value if isinstance(value, str) else json.dumps(value)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


# JSON


@pytest.mark.parametrize(
    "text, what",
    [
        ("[" * 100_000 + "]" * 100_000, "its objects are nested too deep"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "its objects are nested too deep"),
        (f'[{{"id": "1", "text": "{CANARY}"}},]', r"it is no JSON \(line 1, column"),
        (f'{{"id": "1", "text": "{CANARY}"', r"it is no JSON \(line 1, column"),
        (f'{{"text": "a", "text": "{CANARY}"}}', "a key stands twice"),
        ('{"text": NaN}', "NaN is no number"),
        ('{"text": -Infinity}', "-Infinity is no number"),
        ('{"text": ' + "9" * 5000 + "}", "it is no JSON"),
        (f'"{CANARY}"', "it holds no object"),
        ("7", "it holds no object"),
    ],
)
def test_e7_json_that_cannot_be_read_says_where_and_why_without_a_word_of_it(put, text, what):
    with pytest.raises(FileRefused, match=what):
        list(read_records(put(text)))
    assert "plans.json" in refused(put(text))


def test_e7_a_mark_at_the_beginning_is_accepted(put):
    assert read(put("\ufeff" + '{"id": "1", "text": "Home"}'))[0][0].text == "Home"


def test_e7_a_large_file_is_refused_with_advice_to_use_lines(tmp_path):
    with (tmp_path / "plans.json").open("wb") as file:
        file.truncate(65 << 20)
    assert "Save it as JSON Lines (.jsonl)" in refused(tmp_path / "plans.json")


def test_e8_a_bad_line_is_left_out_and_the_rest_goes_on(put):
    deep = "[" * 100_000 + "]" * 100_000
    lines = ['{"id": "1", "text": "Home"}', "{oops", deep, '{"a": NaN}', '{"id": "5", "text": "x"}']
    records, log = read(put("\n".join(lines), "plans.jsonl"))
    assert [r.record_id for r in records] == ["1", "5"]
    assert [(u.row, u.reason) for u in log.unread] == [(n, "unreadable") for n in (2, 3, 4)]


OWN = {"id": "A7", "fields": {"outcomes": ["Home"]}, "team": "North"}


@pytest.mark.parametrize(
    "value", [OWN, [OWN], {"exported": "2026", "records": [OWN]}, {"a": {}, "plans": [OWN]}]
)
def test_json_holds_one_record_a_list_or_a_list_inside(put, value):
    records, log = read(put(value))
    assert [(r.record_id, r.team, dict(r.fields)) for r in records] == [
        ("A7", "North", {"outcomes": ("Home",)})
    ]
    assert records[0].rows["outcomes"] == (1,)
    assert (log.sources[0].format, log.sources[0].records) == ("JSON", 1)


def test_json_of_flat_objects_is_read_as_a_table(put):
    rows = [
        {"PersonID": 7, "section": "Outcomes", "statement": "Home", "workerName": CANARY},
        {"PersonID": 7, "section": "Needs", "statement": "Stairs"},
        {"PersonID": 8, "section": "Outcomes", "statement": 5},
    ]
    records, log = read(put(rows))
    assert [(r.record_id, dict(r.fields)) for r in records] == [
        ("7", {"outcomes": ("Home",), "needs": ("Stairs",)}),
        ("8", {}),
    ]
    assert [(u.row, u.reason) for u in log.unread] == [(3, "not_text")]
    assert log.sources[0].columns_left_out == ("worker Name",)


def test_a_map_of_flat_objects_is_that_of_a_table(put):
    rows = [{"nr": 7, "k": "Aims", "w": w} for w in ("Home", "Choir")]
    path = put({"cases": rows})
    columns = {"records": "cases", "id": "nr", "field": "k", "text": "w"}
    records, _ = read(path, columns=columns)
    assert [(r.record_id, dict(r.fields)) for r in records] == [
        ("7", {"outcomes": ("Home", "Choir")})
    ]
    assert 'no column "a.b". Columns: "nr", "k", "w"' in refused(path, columns={"text": "a.b"})


def test_known_names_are_found_in_objects_inside(put):
    value = {
        "person": {"ref": "P1", "name": CANARY},
        "plan": {
            "dateWritten": "2026-05-04",
            "personalOutcomes": [{"description": "Home", "status": "active"}, "Choir", 5, {"x": 1}],
            "author": {"outcomes": CANARY},
        },
        "colour": "red",
    }
    records, log = read(put(value))
    assert (records[0].record_id, dict(records[0].fields)) == (
        "P1",
        {"outcomes": ("Home", "Choir")},
    )
    assert CANARY not in str(records)
    assert "colour" in log.sources[0].columns_left_out
    assert log.sources[0].columns["outcomes"] == "plan.personalOutcomes"
    assert [(u.column, u.reason) for u in log.unread] == [("outcomes", "not_text")]


def test_a_path_map_reaches_through_objects_and_lists(put):
    value = {
        "data": {
            "cases": [
                {"nr": 7, "g": [{"w": "Home", "by": CANARY}, {"w": "Choir"}], "d": {"n": "Stairs"}},
                {"nr": 8},
            ]
        }
    }
    columns = {"records": "data.cases", "id": "nr", "outcomes": "g.w", "needs": ["d.n", "d.m"]}
    records, log = read(put(value), columns=columns)
    assert [(r.record_id, dict(r.fields)) for r in records] == [
        ("7", {"outcomes": ("Home", "Choir"), "needs": ("Stairs",)})
    ]
    assert [(u.row, u.reason) for u in log.unread] == [(2, "unreadable")]
    assert log.sources[0].columns["outcomes"] == "g.w"
    assert "nothing stands where the map says" in refused(put(value), columns={"records": "x.y"})


def test_a_path_map_works_on_lines_and_puts_a_section_where_it_belongs(put):
    line = '{"who": {"nr": 7}, "part": "What matters", "words": "Home"}'
    columns = {"id": "who.nr", "field": "part", "text": "words"}
    records, _ = read(put(line, "plans.jsonl"), columns=columns)
    assert (records[0].record_id, dict(records[0].fields)) == ("7", {"outcomes": ("Home",)})


def test_a_text_beyond_a_million_characters_is_left_out_as_too_long(put):
    records, log = read(put([{"id": 1, "goals": ["x" * 1_000_001, "Home"]}]))
    assert dict(records[0].fields) == {"outcomes": ("Home",)}
    assert [u.reason for u in log.unread] == ["too_long"]


# FHIR


def bundle(*resources, **more):
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": resource} for resource in resources],
        **more,
    }


def resource(kind, **content):
    return {
        "resourceType": kind,
        "subject": {"reference": "Patient/p1", "display": CANARY},
        **content,
    }


R4 = (
    {"resourceType": "Patient", "id": "p1", "name": [{"text": CANARY}]},
    resource(
        "CarePlan",
        id="c1",
        author={"display": CANARY},
        period={"start": "2026-05-04"},
        addresses=[{"reference": "Condition/n1", "display": "told there"}, {"display": "Lives alone"}],
        activity=[
            {"detail": {"description": "Carer at ten", "performer": [{"display": CANARY}]}},
            {"detail": {"code": {"text": "Day centre"}}, "progress": [
                {"text": "Went twice", "authorString": CANARY}]},
            {"reference": {"reference": "ServiceRequest/s1", "display": "told there"}},
            {"reference": {"reference": "Appointment/a9", "display": "Falls clinic"}},
        ],
    ),
    resource("Goal", id="g1", description={"text": "To bake again"}, note=[{"text": "Her words"}],
             expressedBy={"display": CANARY}, outcomeCode=[{"text": "Baked in June"}]),
    resource("Condition", id="n1", code={"coding": [{"code": "1", "display": "Arthritis"}]}),
    resource("CareTeam", participant=[
        {"role": [{"text": "Daughter"}], "member": {"display": CANARY}}]),
    resource("ServiceRequest", id="s1", code={"text": "OT visit"}, patientInstruction="Have tea ready",
             reasonCode=[{"text": "Cannot lift a pan"}], requester={"display": CANARY}),
    {"resourceType": "Task", "for": {"reference": "Patient/p1"}, "description": "Order the scales",
     "owner": {"display": CANARY}, "reasonCode": {"text": "One-handed"}},
    resource("DeviceRequest", codeCodeableConcept={"text": "Perching stool"}),
)  # fmt: skip
R5 = (
    {"resourceType": "Patient", "id": "p1", "name": [{"text": CANARY}]},
    resource(
        "CarePlan",
        id="c1",
        created="2026-05-04T10:00:00Z",
        custodian={"display": CANARY},
        addresses=[{"reference": {"reference": "Condition/n1"}}, {"concept": {"text": "Lives alone"}}],
        activity=[
            {"plannedActivityReference": {"display": "Carer at ten"}},
            {"performedActivity": [{"concept": {"text": "Day centre"}}], "progress": [
                {"text": "Went twice", "authorReference": {"display": CANARY}}]},
            {"plannedActivityReference": {"reference": "ServiceRequest/s1"}},
            {"plannedActivityReference": {"reference": "Appointment/a9", "display": "Falls clinic"}},
        ],
    ),
    resource("Goal", id="g1", description={"text": "To bake again"}, note=[{"text": "Her words"}],
             source={"display": CANARY}, outcome=[{"concept": {"text": "Baked in June"}}]),
    resource("Condition", id="n1", code={"coding": [{"code": "1", "display": "Arthritis"}]}),
    resource("CareTeam", participant=[{"role": {"text": "Daughter"}, "member": {"display": CANARY}}]),
    resource("ServiceRequest", id="s1", code={"concept": {"text": "OT visit"}},
             patientInstruction=[{"instructionMarkdown": "Have tea ready"}],
             reason=[{"concept": {"text": "Cannot lift a pan"}}]),
    {"resourceType": "Task", "for": {"reference": "Patient/p1"}, "description": "Order the scales",
     "reason": [{"concept": {"text": "One-handed"}}]},
    resource("DeviceRequest", code={"concept": {"text": "Perching stool"}}),
)  # fmt: skip


@pytest.mark.parametrize("resources", [R4, R5], ids=["R4", "R5"])
@pytest.mark.parametrize("form", ["bundle", "list", "lines"])
def test_e9_r4_and_r5_say_the_same_and_name_nobody(put, resources, form):
    if form == "lines":
        path = put("\n".join(map(json.dumps, resources)), "plans.ndjson")
    else:
        path = put(bundle(*resources) if form == "bundle" else list(resources))
    records, log = read(path)
    assert len(records) == 1
    assert {name: set(items) for name, items in records[0].fields.items()} == {
        "outcomes": {"To bake again"},
        "needs": {"Arthritis", "Lives alone", "Cannot lift a pan", "One-handed"},
        "resources": {"Daughter", "Perching stool"},
        "actions": {"Carer at ten", "Day centre", "Falls clinic", "OT visit", "Have tea ready",
                    "Order the scales"},
        "review": {"Went twice", "Baked in June"},
        "notes": {"Her words"},
    }  # fmt: skip
    assert (records[0].record_id, records[0].date) == ("p1", "2026-05-04")
    assert records[0].rows["outcomes"] == (3,)
    assert CANARY not in str(records) + str(log.sources)
    assert "resources of other types, not read: Patient 1" in log.sources[0].notes
    assert log.sources[0].rows == 8


def test_e9_each_subject_is_one_record(put):
    two = resource("Goal", description={"text": "Home"}, subject={"identifier": {"value": "N7"}})
    named = resource("Goal", description={"text": "Choir"}, subject={"display": CANARY})
    url = resource("Goal", description={"text": "Tea"}, subject={"reference": "urn:uuid:11-22"})
    absolute = resource(
        "Goal",
        description={"text": "Bake"},
        subject={"reference": "https://fhir.example/r4/Patient/p1/_history/2"},
    )
    none = {"resourceType": "Goal", "description": {"text": "Sing"}}
    records, _ = read(put(bundle(*R4[2:3], two, named, url, absolute, none)))
    assert [(r.record_id, r.fields["outcomes"]) for r in records] == [
        ("p1", ("To bake again", "Bake")),
        ("N7", ("Home",)),
        ("subject 3", ("Choir",)),
        ("11-22", ("Tea",)),
        ("no subject", ("Sing",)),
    ]


def test_e9_a_reference_to_a_person_never_gives_its_name(put):
    named = [
        {"reference": "Practitioner/w7", "display": CANARY},
        {"type": "RelatedPerson", "display": CANARY},
        {"reference": "https://fhir.example/Patient/p1", "display": CANARY},
        {"reference": "Condition/none", "display": "Lives alone"},
    ]
    records, _ = read(put(bundle(resource("Goal", description={"text": "Home"}, addresses=named))))
    assert records[0].fields["needs"] == ("Lives alone",)


def test_e9_odd_resources_never_stop_the_file(put):
    odd = (
        {"resourceType": "Observation"},
        {"resourceType": 7},
        "text",
        {},
        resource("Goal", extension=[{"url": "x", "valueString": CANARY}]),
        resource(
            "Goal", description="a bare string", note="x", subject=[{"reference": "Patient/p1"}]
        ),
        resource("Goal", description=[[{"text": 5}, {"coding": "x"}, None]], subject="p1"),
        resource(
            "CarePlan", activity={"detail": {"description": "One"}}, period="x", contained="y"
        ),
        resource("Condition", code={"coding": [{"code": "1"}]}, status="entered-in-error"),
        resource(
            "CarePlan",
            contained=[
                {"resourceType": "Goal", "id": "#in", "description": {"text": "Inside"}},
                {"resourceType": "Patient", "id": "me"},
            ],
        ),
        {"resourceType": "Bundle", "entry": [{"resource": R4[2]}, {"fullUrl": 3}, None]},
    )
    records, log = read(put(bundle(*odd)))
    assert records[0].fields["outcomes"] == ("a bare string", "Inside", "To bake again")
    assert records[0].fields["actions"] == ("One",)
    assert [(u.row, u.column, u.reason) for u in log.unread] == [
        (5, "Goal.description", "empty"),
        (7, "Goal.description", "empty"),
    ]
    assert set(log.sources[0].notes) == {
        "resources of other types, not read: Observation 1, Patient 1",
        "resources marked as entered in error, left out: 1",
        "entries that are no resource, left out: 4",
    }


def test_e9_contained_resources_are_about_whom_their_holder_is_about(put):
    inside = [
        {"resourceType": "Goal", "id": "g", "description": {"text": "Inside"}},
        {"resourceType": "Patient", "id": "me"},
    ]
    one = resource("CarePlan", id="a", contained=inside, subject={"reference": "#me"})
    two = resource("CarePlan", id="b", contained=inside, subject={"reference": "#me"})
    records, _ = read(put(bundle(one, two)))
    assert [r.record_id for r in records] == ["subject 1", "subject 2"]
    assert [r.fields["outcomes"] for r in records] == [("Inside",)] * 2


def test_e9_a_resource_that_stands_twice_is_read_once(put):
    old = resource("Goal", id="g1", description={"text": "Old words"})
    records, log = read(put(bundle(R4[2], old, type="history")))
    assert records[0].fields["outcomes"] == ("To bake again",)
    assert "resources that stand twice, read once: 1" in log.sources[0].notes


def test_e9_a_file_without_words_of_a_plan_is_refused(put):
    with pytest.raises(FileRefused, match=r"hold no words of a care plan\. Read are: Goal, Cond"):
        list(read_records(put(bundle(R4[0]))))


def test_e10_references_to_nothing_and_in_circles_are_reported_and_end(put):
    circle = (
        resource("ServiceRequest", id="a", code={"text": "One"}, basedOn=[
            {"reference": "ServiceRequest/b"}]),
        resource("ServiceRequest", id="b", code={"text": "Two"}, replaces=[
            {"reference": "ServiceRequest/a"}]),
        resource("Goal", id="g", description={"text": "Home"}, addresses=[
            {"reference": "Condition/none"}, {"reference": "#gone"}]),
    )  # fmt: skip
    start = time.process_time()
    records, log = read(put(bundle(*circle)))
    assert records[0].fields["actions"] == ("One", "Two")
    assert set(log.sources[0].notes) == {
        "references to resources that are not in the file: 2",
        "references that go in a circle (basedOn, partOf or replaces), not followed",
    }
    assert time.process_time() - start < 1


def test_e10_a_plan_and_its_activities_may_refer_to_each_other(put):
    plan = resource("CarePlan", id="c", activity=[{"reference": {"reference": "Task/t"}}])
    task = resource("Task", id="t", description="Rail", basedOn=[{"reference": "CarePlan/c"}])
    assert read(put(bundle(plan, task)))[1].sources[0].notes == ()


def test_e11_narrative_is_read_without_tags_where_nothing_else_is_said(put):
    div = (
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>I want to be <b>home</b>&nbsp;&amp; warm.</p>'
        f"<script>alert('{CANARY}')</script><style>{CANARY}</style><p>Rail fitted.</p></div>"
    )
    plan = resource("CarePlan", text={"status": "generated", "div": div})
    goal = resource("Goal", description={"text": "Bake"}, text={"div": f"<div>{CANARY}</div>"})
    records, _ = read(put(bundle(plan, goal)))
    assert records[0].text == "I want to be home & warm.\nRail fitted."
    assert CANARY not in str(records)


@pytest.mark.parametrize("piece", ["<div><a ", "<b>", "<script>", "<!--"])
def test_e11_markup_without_end_costs_little_and_is_named(put, piece):
    start = time.process_time()
    plan = resource("CarePlan", text={"div": piece * 100_000})
    _, log = read(put(bundle(plan, R4[2])))
    assert [(u.row, u.column, u.reason) for u in log.unread] == [(1, "CarePlan.text", "empty")]
    plan = resource("CarePlan", text={"div": "<p>" + "x" * 1_000_000})
    _, log = read(put(bundle(plan, R4[2])))
    assert [u.reason for u in log.unread] == ["too_long"]
    assert time.process_time() - start < 5


def test_e9_a_bundle_of_many_subjects_costs_no_more_for_each(put):
    def seconds(n):
        goals = [
            resource("Goal", description={"text": "Home"}, subject={"display": f"P {k}"},
                     addresses=[{"display": f"N {k}"}])
            for k in range(n)
        ]  # fmt: skip
        path = put(bundle(*goals))
        start = time.process_time()
        assert len(read(path)[0]) == n
        return time.process_time() - start

    seconds(100)
    assert seconds(8000) < 16 * seconds(2000) + 1


def test_e7_objects_inside_objects_cost_no_more_for_each(put):
    inside = {f"k{n}": {"text": {}} for n in range(10_000)}
    start = time.process_time()
    records, log = read(put([{"id": "1", "goals": ["Home"], "more": inside}]))
    assert time.process_time() - start < 10
    assert len(records) == 1
    assert len(log.sources[0].columns_left_out) <= 100
