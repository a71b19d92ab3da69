"""Section E of the list of bad inputs: PDFs."""

from __future__ import annotations

import logging
import time

import pypdf
import pytest

from conftest import CANARY
from making import pdf
from outcome_classifier import FileRefused
from readings import read_one, refused

GOAL = "I want to bake for the chapel tea again."


def test_e4_a_scan_has_no_text_layer_and_says_so(tmp_path):
    assert "it has no text layer" in refused(pdf(tmp_path / "plan.pdf", [], [], picture=True))
    assert "it has no text layer" in refused(pdf(tmp_path / "plan.pdf", []))


def test_e4_a_page_that_is_a_picture_is_named(tmp_path):
    _, log = read_one(
        pdf(tmp_path / "plan.pdf", ["Outcomes", GOAL], [], ["Needs", "x"], picture=True)
    )
    assert [(u.row, u.column, u.reason) for u in log.unread] == [(2, "page", "unreadable")]
    assert "pages that are pictures without a text layer, not read: 1" in log.sources[0].notes


def test_e5_a_pdf_with_a_password_says_so(tmp_path):
    writer = pypdf.PdfWriter(clone_from=pdf(tmp_path / "open.pdf", [GOAL]))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "plan.pdf")
    assert "it is protected with a password" in refused(tmp_path / "plan.pdf")


def test_e5_a_pdf_that_only_its_owner_may_change_is_read(tmp_path):
    writer = pypdf.PdfWriter(clone_from=pdf(tmp_path / "open.pdf", [GOAL]))
    writer.encrypt("", "owner", algorithm="RC4-128")
    writer.write(tmp_path / "plan.pdf")
    assert read_one(tmp_path / "plan.pdf")[0].text == GOAL


@pytest.mark.parametrize(
    "content, what",
    [
        (b"Home by Easter", "it looks like plain text"),
        (b"PK\x03\x04xx", "it looks like a ZIP"),
        (b"%PDF-1.7\n", "it is damaged"),
        (b"%PDF-1.7\ntrailer << /Root 1 0 R >>\n%%EOF", "it is damaged"),
    ],
)
def test_e5_what_is_no_pdf_is_refused(tmp_path, content, what):
    (tmp_path / "plan.pdf").write_bytes(content)
    assert what in refused(tmp_path / "plan.pdf")


def test_e5_a_truncated_pdf_is_one_sentence_and_logs_nothing(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    good = pdf(tmp_path / "good.pdf", [f"{CANARY} wants home."] * 30).read_bytes()
    level = logging.getLogger("pypdf").level
    refusals = []
    for length in range(40, len(good), 150):
        (tmp_path / "plan.pdf").write_bytes(good[:length])
        try:
            read_one(tmp_path / "plan.pdf")
        except FileRefused as error:
            refusals.append(error)
    assert len(refusals) > 2
    assert all("plan.pdf cannot be read" in str(error) for error in refusals)
    assert all(error.__cause__ is None for error in refusals)
    assert caplog.records == []
    assert logging.getLogger("pypdf").level == level


def test_e6_words_cut_at_a_line_s_end_are_whole_and_lines_go_on(tmp_path):
    lines = [
        "Outcomes",
        "I want to be well enough to go to the swim-",
        "ming baths, and to see my great-",
        "granddaughter there, on a Saturday, with the",
        "Thomas twins.",
        "Home by Easter, and with the",
        "Thomas twins.",
    ]
    record, _ = read_one(pdf(tmp_path / "plan.pdf", lines))
    assert record.fields["outcomes"] == (
        "I want to be well enough to go to the swimming baths, and to see my great-granddaughter "
        "there, on a Saturday, with the Thomas twins.",
        "Home by Easter, and with the Thomas twins.",
    )


def test_e6_headers_and_footers_of_pages_are_left_out_and_counted(tmp_path):
    places = ["garden", "kitchen", "landing"]
    pages = [
        ["Confidential", "Needs", f"The {place}.", "No change.", f"Not safe in the {place}.",
         f"Page {n} of 3"]
        for n, place in enumerate(places, 1)
    ]  # fmt: skip
    record, log = read_one(pdf(tmp_path / "plan.pdf", *pages))
    assert "lines repeated at the edges of pages, left out: 6" in log.sources[0].notes
    assert record.fields["needs"].count("No change.") == 3


def test_e6_what_is_filled_in_form_fields_is_read(tmp_path):
    fields = (
        "<< /FT /Tx /T (What matters to me) /V (Home by Easter) >>",
        f"<< /FT /Tx /T (form1[0].Completed_by[0]) /V ({CANARY}) >>",
    )
    form = "/AcroForm << /Fields [6 0 R 7 0 R] >>"
    record, log = read_one(pdf(tmp_path / "plan.pdf", ["My plan"], extra=form, more=fields))
    assert record.fields["outcomes"] == ("Home by Easter",)
    assert CANARY not in str(record)
    assert log.sources[0].columns_left_out == ("Completed_by",)


def test_e6_actions_in_a_pdf_never_run(tmp_path):
    action = "/OpenAction << /S /Launch /F (/bin/sh) >> /AA << /WC << /S /JavaScript /JS (x) >> >>"
    assert read_one(pdf(tmp_path / "plan.pdf", [GOAL], extra=action))[0].text == GOAL


def test_a_pdf_of_too_many_pages_is_refused(tmp_path):
    assert "it is too long for one person's record" in refused(
        pdf(tmp_path / "plan.pdf", *[["x"]] * 501)
    )


def test_a_stream_that_unpacks_without_end_is_refused_soon(tmp_path):
    import zlib

    packed = zlib.compress(b"0" * 100_000_000, 9)
    good = pdf(tmp_path / "plan.pdf", [GOAL]).read_bytes()
    start, end = good.index(b"<< /Length"), good.index(b"endstream")
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\n" % (len(packed), packed)
    (tmp_path / "plan.pdf").write_bytes(good[:start] + stream + good[end:])
    begun = time.process_time()
    assert "plan.pdf cannot be read" in refused(tmp_path / "plan.pdf")
    assert time.process_time() - begun < 10


def test_e6_one_paragraph_without_end_costs_no_more_for_each_line():
    from outcome_classifier.reading.printed import Printed, paragraphs

    lines = [Printed("and so on to the end of the line-")] * 40_000
    start = time.process_time()
    assert len(paragraphs(lines)) == 1
    assert time.process_time() - start < 3
