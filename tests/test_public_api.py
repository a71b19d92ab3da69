"""What the README promises: single, many, streams, records, audits, reports."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from outcome_classifier import (
    Kind,
    NoKind,
    OutputRefused,
    Record,
    ValueRefused,
    Verdict,
    audit,
    check_record,
    classify,
    classify_iter,
    classify_many,
    is_outcome,
    write_report,
)

pytestmark = pytest.mark.model


def test_many_keeps_length_and_order():
    texts = ["Home by Easter", None, "Referral to OT", ""]
    assert [p.text for p in classify_many(texts)] == ["Home by Easter", "", "Referral to OT", ""]
    assert list(classify_iter(texts, batch_size=1)) == classify_many(texts)


def test_is_outcome_says_yes_or_no_or_refuses():
    assert is_outcome("I want to dance at my granddaughter's wedding") is True
    assert is_outcome("Weekly visit by the district nurse") is False
    with pytest.raises(NoKind, match=r"no kind \(placeholder\)"):
        is_outcome("N/A")


def test_an_explanation_points_at_the_written_words_and_never_contradicts_the_label():
    text = "  I want a frame so I can walk to the shop for my own paper."
    prediction = classify(text, explain=True)
    evidence = prediction.evidence
    assert evidence is not None
    assert evidence.runner_up is not prediction.kind
    for span in evidence.words:
        assert text[span.start : span.end] == span.text
        assert span.weight > 0
    weights = [span.weight for span in evidence.words]
    assert weights == sorted(weights, reverse=True)


def test_an_explanation_costs_a_bounded_number_of_variants():
    from outcome_classifier.explaining import MAX_VARIANTS, explain

    scored = []

    def scores(texts):
        scored.extend(texts)
        return [dict.fromkeys(Kind, 0.25) for _ in texts]

    explain("word " * 400, dict.fromkeys(Kind, 0.25), scores)
    assert len(scored) <= MAX_VARIANTS


def test_values_have_a_stable_json_form():
    data = classify("Home by Easter", explain=True).to_dict()
    assert json.loads(json.dumps(data)) == data
    assert list(data) == [
        "text", "kind", "probabilities", "confidence", "needs_review", "reason", "evidence",
        "parts", "model_version",
    ]  # fmt: skip


def test_a_record_is_checked_as_record_mapping_or_text(plan):
    assert check_record(plan) == check_record(plan.to_dict())
    report = check_record("Wants to be out more.")
    assert sorted(report.principles) == list(range(1, 13))
    assert {r.verdict for r in report.principles.values()} <= set(Verdict)
    assert report.rules


def test_every_verdict_has_a_reason_and_met_has_evidence(plan):
    for result in check_record(plan).principles.values():
        assert result.reason
        assert (result.verdict is not Verdict.MET) or result.evidence


def test_findings_point_at_what_was_written(plan):
    for finding in check_record(plan).findings:
        if finding.place is not None:
            assert plan.written(finding.place) == finding.text


def test_disabled_rules_do_not_run(plan):
    codes = {f.code for f in check_record(plan).findings}
    assert codes
    report = check_record(plan, disable=sorted(codes))
    assert not codes & {f.code for f in report.findings}
    assert not codes & set(report.rules)


@pytest.mark.parametrize(
    "data, expected",
    [({"id": "1", "colour": "red"}, 'no "colour"'), ({"fields": {"hopes": []}}, 'no "hopes"')],
)
def test_a_record_with_an_unknown_key_is_refused(data, expected):
    with pytest.raises(ValueRefused, match=expected):
        Record.from_dict(data)


def test_an_audit_gives_one_result_from_every_kind_of_source(write_csv, plan):
    frame = pd.DataFrame({"ID": ["1", "2"], "Outcomes": ["Home by Easter", "Day centre x2"]})
    path = write_csv([list(frame.columns), *frame.to_numpy().tolist()])
    from_file, from_frame = audit(path), audit(frame)
    strip = [(s.record_id, s.text, s.kind, s.row) for s in from_file.statements]
    assert strip == [(s.record_id, s.text, s.kind, s.row) for s in from_frame.statements]
    assert audit([plan, plan.to_dict()]).records == 2


def test_an_audit_labels_as_classify_does(plan):
    for row in audit([plan]).statements:
        prediction = classify(row.text)
        assert row.kind == prediction.kind
        assert row.confidence == round(prediction.confidence, 4)


@pytest.mark.parametrize("suffix", [".html", ".xlsx", ".json", ".csv"])
def test_a_report_is_written_whole_and_not_over_another(tmp_path, plan, suffix):
    result = audit([plan])
    path = write_report(result, tmp_path / f"report{suffix}")
    assert path.stat().st_size > 200
    with pytest.raises(OutputRefused, match="is already there"):
        write_report(result, path)
    write_report(result, path, force=True)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_report_of_another_suffix_or_folder_is_refused(tmp_path, plan):
    result = audit([plan])
    with pytest.raises(OutputRefused, match=r"suffix must be one of \.html"):
        write_report(result, tmp_path / "report.docx")
    with pytest.raises(OutputRefused, match="could not be written"):
        write_report(result, tmp_path / "none" / "report.html")


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@x", "\tx", "＝1", "  =1"])
def test_f1_a_cell_that_could_be_a_formula_is_quoted_in_csv(text):
    from outcome_classifier.reporting.tables import safe_cell

    assert safe_cell(text) == "'" + text
    assert safe_cell("Home = happy") == "Home = happy"
