"""Section E of the list of bad inputs: Word documents."""

from __future__ import annotations

import pytest

from conftest import CANARY, ROOT
from making import p, rewritten, table, word
from readings import read_one, refused, refused_when_damaged

GOAL = "I want to bake for the chapel tea again."
BOX = (
    '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent>{0}</w:txbxContent>'
    "</w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict>"
    "</mc:Fallback></mc:AlternateContent>"
)


def test_e1_headings_paragraphs_and_tables_are_read_in_order(tmp_path):
    path = word(
        tmp_path / "plan.docx",
        p("Care and support plan", style="Title"),
        p("Outcomes", style="Heading1"),
        p(GOAL),
        p("Going out", style="Heading2"),
        p("To hear the choir."),
        p("What is hard", style="Heading1"),
        table(["Stairs", p("Nights") + table(["Freezing in doorways", "The dark"])]),
        p("The house", style="Heading1"),
        p("Terraced, steep street."),
    )
    record, log = read_one(path)
    assert dict(record.fields) == {
        "outcomes": (GOAL, "To hear the choir."),
        "needs": ("Stairs", "Nights", "Freezing in doorways", "The dark"),
    }
    assert record.text == "The house\nTerraced, steep street."
    assert log.sources[0].columns == {"outcomes": "Outcomes", "needs": "What is hard"}
    assert (record.record_id, record.source) == ("plan", "plan.docx")


def test_e1_everything_in_tables_prompts_and_who_filled_it_in(tmp_path):
    path = word(
        tmp_path / "plan.docx",
        table(
            ["Ref", "CA-12", "Date", "4 May 2026"],
            ["Name", CANARY, "Date of birth", "1/1/1940"],
            ["Completed by", CANARY, "Next review date", "4 August 2026"],
        ),
        table(["What matters to me", GOAL], ["Allergies", "Penicillin"], ["Who helps", "Des"]),
        table(
            ["Outcome", "What we will do", "By whom", "When"],
            ["To bake", "OT to visit", CANARY, "May"],
        ),
        p(f"Completed by: {CANARY}\tDate: 5 May 2026"),
        table(["RISKS"]),
        p("Scalds, if she lifts the kettle."),
    )
    record, log = read_one(path)
    assert dict(record.fields) == {
        "outcomes": (GOAL, "To bake"),
        "resources": ("Des",),
        "actions": ("OT to visit",),
        "risks": ("Scalds, if she lifts the kettle.",),
    }
    assert record.text == "Allergies\nPenicillin"
    assert (record.record_id, record.date) == ("CA-12", "4 May 2026")
    assert record.review_date == "4 August 2026"
    left = ("Name", "Date of birth", "Completed by", "By whom", "When")
    assert log.sources[0].columns_left_out == left
    assert CANARY not in str(record)


def test_e1_a_grid_of_cells_with_a_heading_in_each(tmp_path):
    bold = "<w:b/>"
    path = word(
        tmp_path / "profile.docx",
        table(
            [
                p("What matters to me", run=bold) + p(GOAL),
                p("How best to support me") + p("Knock."),
            ],
            [p("Strengths:") + p("Sings."), p("Tea at four.")],
        ),
    )
    record, _ = read_one(path)
    assert record.fields["outcomes"] == (GOAL,)
    assert record.fields["strengths"] == ("Sings.",)
    assert "Tea at four." in record.text


def test_e1_a_heading_within_a_table_ends_with_it(tmp_path):
    path = word(tmp_path / "plan.docx", table(["RISKS"], ["May fall."]), p("Seen at home."))
    record, _ = read_one(path)
    assert (record.text, dict(record.fields)) == ("Seen at home.", {"risks": ("May fall.",)})


def test_e1_a_statement_that_names_a_field_is_no_heading(tmp_path):
    texts = ["Needs help with the stairs", "My goals have not changed since then, she said."]
    path = word(
        tmp_path / "plan.docx", *map(p, texts), table([texts[0], "Rail fitted"], ["a", "b"])
    )
    record, _ = read_one(path)
    assert record.text.split("\n") == [*texts, texts[0], "Rail fitted", "a", "b"]


def test_e1_content_controls_hyperlinks_and_merged_cells_are_read_once(tmp_path):
    control = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    merged = "<w:tcPr><w:vMerge{}/></w:tcPr>"
    cells = (merged.format(' w:val="restart"') + p("Needs"), merged.format("") + p("again"))
    path = word(
        tmp_path / "plan.docx",
        p("Outcomes", style="Heading1"),
        control.format(p(GOAL)),
        p("See ", inside="<w:hyperlink><w:r><w:t>the choir</w:t></w:r></w:hyperlink>"),
        table([cells[0], "Stairs"], [cells[1], "Nights"]),
    )
    record, _ = read_one(path)
    assert record.fields["outcomes"] == (GOAL, "See the choir", "Nights")
    assert record.fields["needs"] == ("Stairs",)


def test_e1_what_is_not_read_is_stated(tmp_path):
    path = word(tmp_path / "plan.docx", p(GOAL), f"<w:p><w:r>{BOX.format(p(CANARY))}</w:r></w:p>")
    rewritten(path, {"word/footnotes.xml": f'<w:footnotes xmlns:w="x">{CANARY}</w:footnotes>'})
    import docx

    document = docx.Document(str(path))
    section = document.sections[0] if document.sections else document.add_section()
    section.header.paragraphs[0].text = CANARY
    section.footer.paragraphs[0].text = CANARY
    document.save(str(path))
    record, log = read_one(path)
    assert record.text == GOAL
    assert log.sources[0].notes == ("not read: footers 1, headers 1, text boxes 1",)


def test_e2_changes_are_read_as_accepted_and_comments_and_hidden_text_are_not(tmp_path):
    ins = "<w:ins><w:r><w:t>home</w:t></w:r></w:ins>"
    gone = f"<w:del><w:r><w:delText>{CANARY}</w:delText></w:r></w:del>"
    hidden = f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{CANARY}</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> soon</w:t></w:r>'
    path = word(tmp_path / "plan.docx", p("I want to be ", inside=ins + gone + hidden + shown))
    import docx

    document = docx.Document(str(path))
    document.add_comment(document.paragraphs[0].runs, text=CANARY, author=CANARY)
    document.save(str(path))
    record, log = read_one(path)
    assert record.text == "I want to be home soon"
    assert log.sources[0].notes == ("not read: comments 1, hidden pieces 1, tracked deletions 1",)


def test_e2_tabs_and_breaks_within_a_paragraph_are_kept(tmp_path):
    inside = "<w:r><w:br/><w:t>bed</w:t><w:noBreakHyphen/><w:t>time</w:t><w:tab/><w:t>8</w:t></w:r>"
    record, _ = read_one(word(tmp_path / "plan.docx", p("Home by", inside=inside)))
    assert record.text == "Home by\nbed-time\t8"


@pytest.mark.parametrize(
    "entity", ['"aaaaaaaaaa"', 'SYSTEM "file:///etc/hostname"', 'SYSTEM "http://192.0.2.1/x"']
)
def test_e3_xml_entities_are_refused(tmp_path, entity):
    path = word(tmp_path / "plan.docx", p(GOAL))
    import zipfile

    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode()
    bomb = f"<!DOCTYPE w [<!ENTITY a {entity}>]>{xml.replace(GOAL, '&a;')}"
    assert "it holds XML entities" in refused(rewritten(path, {"word/document.xml": bomb}))


@pytest.mark.parametrize(
    "content, what",
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "it looks like an old or a password-pro",
        ),
        ((ROOT / "examples" / "care_plans.xlsx").read_bytes(), "it is damaged or no Word document"),
        (b"%PDF-1.7", "it looks like a PDF"),
        (b"PK\x03\x04" + b"\0" * 50, "it looks like a ZIP or Office file"),
        (b"Home by Easter", "it is damaged or no Word document"),
    ],
)
def test_e3_what_is_no_word_document_is_refused(tmp_path, content, what):
    (tmp_path / "plan.docx").write_bytes(content)
    assert what in refused(tmp_path / "plan.docx")


def test_e3_a_bomb_is_refused(tmp_path):
    path = word(tmp_path / "plan.docx", p(GOAL), parts={"word/media.xml": "0" * (60 << 20)})
    assert "it unpacks to far more than its size" in refused(path)


def test_e3_a_document_beyond_one_person_s_record_is_refused(tmp_path, monkeypatch):
    from outcome_classifier.reading import word as reader

    path = word(tmp_path / "plan.docx", *[p(GOAL)] * 100)
    monkeypatch.setattr(reader, "MAX_CHARACTERS", 1000)
    assert "it is too long for one person's record" in refused(path)
    monkeypatch.setattr(reader, "_MAX_XML", 5000)
    assert "it is too long for one person's record" in refused(path)


def test_e3_damage_anywhere_is_one_sentence(tmp_path):
    path = word(tmp_path / "plan.docx", p(GOAL))
    messages = refused_when_damaged(path, first=10, step=path.stat().st_size // 25)
    assert len(messages) > 3
    assert all("plan.docx cannot be read" in message for message in messages)


def test_e3_external_links_and_templates_are_not_followed(tmp_path):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{kind}/{name}" TargetMode="External" '
            'Target="http://192.0.2.1/x"/>'
            for n, name in enumerate(("image", "attachedTemplate", "hyperlink", "header", "frame"))
        )
        + f'<Relationship Id="s" Type="{kind}/styles" Target="styles.xml"/></Relationships>'
    )
    path = word(tmp_path / "plan.docx", p(GOAL), parts={"word/_rels/document.xml.rels": rels})
    assert read_one(path)[0].text == GOAL  # a reach for the network fails every test


def test_e3_tables_within_tables_without_end_are_refused_or_read(tmp_path):
    nested = p(GOAL)
    for _ in range(60):
        nested = table([nested])
    assert read_one(word(tmp_path / "plan.docx", nested))[0].text == GOAL
    for _ in range(40):
        nested = table([nested])
    assert "damaged" in refused(word(tmp_path / "plan.docx", nested))


def test_e3_labels_within_labels_cost_nothing(tmp_path):
    record, _ = read_one(word(tmp_path / "plan.docx", p("Goals: " * 3000 + "home")))
    assert record.fields["outcomes"][0].endswith("Goals: home")


def test_e3_styles_based_on_each_other_end(tmp_path):
    import docx
    from docx.enum.style import WD_STYLE_TYPE

    document = docx.Document()
    one = document.styles.add_style("One", WD_STYLE_TYPE.PARAGRAPH)
    two = document.styles.add_style("Two", WD_STYLE_TYPE.PARAGRAPH)
    one.base_style, two.base_style = two, one
    document.add_paragraph("Home", style="One")
    document.styles.add_style("Band", WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles[
        "Heading 2"
    ]
    document.add_paragraph("Needs", style="Band")
    document.add_paragraph("Stairs")
    document.save(str(tmp_path / "plan.docx"))
    record, _ = read_one(tmp_path / "plan.docx")
    assert (record.text, dict(record.fields)) == ("Home", {"needs": ("Stairs",)})


def test_a_word_document_without_words_is_empty(tmp_path):
    assert "is empty" in refused(word(tmp_path / "plan.docx", p("")))


def test_a_map_names_local_headings_and_prompts(tmp_path):
    path = word(
        tmp_path / "plan.docx", p("Sparkle", style="Heading1"), p(GOAL), table(["Grit", "Stairs"])
    )
    record, _ = read_one(path, columns={"outcomes": "sparkle", "needs": ["Grit"]})
    assert dict(record.fields) == {"outcomes": (GOAL,), "needs": ("Stairs",)}
