"""The page in headless Chromium: accessible, whole on a telephone and a desk, quick with 200,000."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from audits import audit_of, found, said, verdicts
from conftest import ROOT
from outcome_classifier import compare_audits, write_report
from outcome_classifier.reporting import write_comparison, write_folder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
AXE = Path(os.environ.get("AXE_CORE", ROOT / ".axe" / "node_modules" / "axe-core" / "axe.min.js"))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars",
]  # fmt: skip


def needs(there: bool, what: str) -> None:
    """Skip with the reason where something is not installed; .ci/run installs all."""
    if not there and os.environ.get("CI"):
        pytest.fail(f"{what} is not installed")
    if not there:
        pytest.skip(f"{what} is not installed; .ci/run installs it")


def seen(page: Path, check: str, width: int, tmp_path: Path) -> dict:
    """Open a copy of the page that may run scripts, this wide, and return what a check gives.

    ``check`` is the body of an async function. The page stands in a frame: a window of Chromium
    is never narrower than 500 pixels.
    """
    needs(shutil.which("chromium") is not None, "Chromium")
    text = re.sub(
        r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page.read_text("utf-8")
    )
    script = f"<script>window.check = async () => {{{check}}}</script>"
    (tmp_path / "inner.html").write_text(text.replace("</body>", f"{script}</body>"), "utf-8")
    outer = tmp_path / "outer.html"
    outer.write_text(
        f"<!DOCTYPE html><body><iframe src='inner.html' width={width} height=900 style='border:0'>"
        "</iframe><script>onload = async () => {const frame = document.querySelector('iframe');"
        "const told = await frame.contentWindow.check();"
        "document.body.textContent = 'TOLD' + JSON.stringify(told) + 'END'}</script>",
        "utf-8",
    )
    done = subprocess.run(
        ["chromium", *QUIET, "--window-size=2600,1000", "--allow-file-access-from-files",
         f"--user-data-dir={tmp_path / 'u'}", "--virtual-time-budget=60000", "--dump-dom",
         outer.as_uri()],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    told = re.search(r"TOLD(\{.*\})END", done.stdout, re.DOTALL)
    assert told, done.stdout[-300:]
    return json.loads(html.unescape(told[1]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A report with every section filled, and a comparison."""
    kinds = ("outcome", "need", "resource", "output")
    statements = []
    for number in range(60):
        where = {
            "record": f"CA-{number:03}", "team": ("North", "Coast of the long name", "Ash")[number % 3],
            "service": ("Home care", "Day care")[number % 2], "date": f"{number % 28 + 1:02}/03/2026",
        }  # fmt: skip
        statements += [said(f"Hope {number % 9} of mine", kinds[number % 4], **where)]
        statements += [said(f"Perhaps {number}", "need", sure=False, confidence=0.5, **where)]
        statements += [said(f"She hopes to sing {number}", section="notes", **where)]
    statements += [said("N/A", None, record="last", reason="placeholder")]
    findings = [found(f"Words of {n}", record=f"CA-{n:03}", code=f"PLN{n:03}") for n in range(25)]
    rows = verdicts(statements, attention=(1, 4))
    out = tmp_path_factory.mktemp("report")
    write_folder(audit_of(statements, findings, principles=rows), out)
    (out / "before.json").write_bytes((out / "audit.json").read_bytes())
    write_comparison(compare_audits(out / "before.json", out / "audit.json"), out / "change.html")
    return out


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["report.html", "change.html"])
def test_axe_finds_nothing_against_wcag(folder, tmp_path, name, width):
    needs(AXE.is_file(), "axe-core")
    check = (
        f"{AXE.read_text('utf-8')}; const r = await axe.run({{runOnly: {json.dumps(TAGS)}}});"
        "return {wrong: r.violations.map(v => [v.id, v.nodes.map(n => n.html)]),"
        "passed: r.passes.map(p => p.id)}"
    )
    told = seen(folder / name, check, width, tmp_path)
    assert told["wrong"] == []
    assert {"color-contrast", "html-has-lang", "svg-img-alt"} <= set(told["passed"])


@pytest.mark.parametrize("width", [320, 768, 1280, 2560])
@pytest.mark.parametrize("name", ["report.html", "change.html"])
def test_nothing_stands_outside_the_window(folder, tmp_path, name, width):
    check = "return {wide: document.documentElement.scrollWidth, window: innerWidth}"
    told = seen(folder / name, check, width, tmp_path)
    assert told["window"] == width
    assert told["wide"] <= width


def test_text_in_charts_is_no_smaller_than_nine_pixels_on_a_telephone(folder, tmp_path):
    check = (
        "return {least: Math.min(...[...document.querySelectorAll('svg text')].map(t => 10 * "
        "t.ownerSVGElement.getBoundingClientRect().width / t.ownerSVGElement.viewBox.baseVal.width))}"
    )
    assert seen(folder / "report.html", check, 320, tmp_path)["least"] >= 9


def test_the_page_prints(folder, tmp_path):
    needs(shutil.which("chromium") is not None, "Chromium")
    out = tmp_path / "r.pdf"
    subprocess.run(
        ["chromium", *QUIET, f"--user-data-dir={tmp_path / 'u'}", "--no-pdf-header-footer",
         f"--print-to-pdf={out}", (folder / "report.html").as_uri()],
        capture_output=True, timeout=300, check=True,
    )  # fmt: skip
    pages = len(re.findall(rb"/Type\s*/Page\b", out.read_bytes()))
    assert 3 <= pages <= 20


class Lazy:
    """Rows made anew whenever they are gone through."""

    def __init__(self, make):
        self.make = make

    def __iter__(self):
        return self.make()


def test_200_000_statements_give_a_small_page_that_opens_at_once(tmp_path):
    kinds, long = ("outcome", "need", "resource", "output"), "and so on, " * 150

    def statements():
        for n in range(200_000):
            yield said(
                f"{long} {n}", kinds[n % 4], record=f"CA-{n // 10}", sure=n % 3 > 0,
                section=("outcomes", "notes")[n % 2], team=f"Team {n // 10 % 300}",
                service=f"Service {n // 10 % 50}", date=f"2026-{n // 10 % 12 + 1:02}-03",
            )  # fmt: skip

    def principles():
        for n in range(20_000):
            yield from verdicts(
                [said(record=f"CA-{n}", team=f"Team {n % 300}", service=f"Service {n % 50}")]
            )

    audit = audit_of(
        [], statements=Lazy(statements), principles=Lazy(principles), records=20_000,
        findings=Lazy(lambda: (found(f"{long} {n}", record=str(n)) for n in range(100_000))),
    )  # fmt: skip
    page = write_report(audit, tmp_path / "r.html")
    assert page.stat().st_size < 1_000_000
    check = "return {parts: document.querySelectorAll('*').length, ms: performance.now()}"
    told = seen(page, check, 1280, tmp_path)
    assert told["parts"] < 10_000
    assert told["ms"] < 3_000
