"use strict";
// Marks each answer once, beside its statement, and keeps the score. Without it the page still
// reads: the answers stand below the statements.
(() => {
  const page = document.documentElement;
  const questions = [...document.querySelectorAll(".questions > li")];
  const score = document.getElementById("score");
  const again = document.getElementById("again");
  const look = [];
  let answered = 0;

  function mark(question, button) {
    const right = button.value === question.dataset.outcome;
    const reasons = document.getElementById(question.dataset.answer).querySelectorAll("p");
    const verdict = document.createElement("p");
    verdict.className = "verdict";
    verdict.textContent = right ? "✓ That is right." : "✗ Not quite.";
    question.querySelector(".mark").append(verdict, ...[...reasons].map((p) => p.cloneNode(true)));
    question.classList.add(right ? "right" : "wrong");
    button.setAttribute("aria-pressed", "true");
    for (const other of question.querySelectorAll("button")) {
      other.setAttribute("aria-disabled", "true");
    }
    answered += 1;
    if (!right) {
      look.push(question.id);
    }
    tell();
  }

  function tell() {
    const correct = answered - look.length;
    score.textContent = answered === questions.length
      ? `You got ${correct} of ${answered} right.`
      : `${answered} of ${questions.length} answered, ${correct} right.`;
    again.hidden = answered === 0;
    if (answered === questions.length && look.length) {
      score.append(" Worth talking about: ");
      look.sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
      look.forEach((id, n) => {
        const link = document.createElement("a");
        link.href = `#${id}`;
        link.textContent = id.slice(1);
        score.append(n ? ", " : "", link);
      });
      score.append(".");
    }
  }

  page.classList.add("live");
  for (const question of questions) {
    question.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button && button.getAttribute("aria-disabled") !== "true") {
        mark(question, button);
      }
    });
  }
  again.addEventListener("click", () => location.reload());
  document.getElementById("print").addEventListener("click", () => print());
  tell();
})();
