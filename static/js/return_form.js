/* The form of a Rückmeldung: how many measures are dealt with, while one types. */
"use strict";

{
  const form = document.querySelector(".answers");
  const answers = [...form.querySelectorAll("[data-answer]")];
  const shown = form.querySelector("[data-done]");

  function stateOf(field) {
    return field.type === "checkbox" ? String(field.checked) : field.value;
  }

  function fieldsOf(answer) {
    return [...answer.elements].filter((field) => field.type !== "hidden");
  }

  /* What the catalogue says: the page's own values, but for what the draft had changed already. */
  const untouched = new Map(answers.map((answer) => [answer, fieldsOf(answer).map(stateOf).join("\u0000")]));
  const before = new Set(answers.filter((answer) => "said" in answer.dataset));

  function count() {
    const done = answers.filter((answer) => before.has(answer)
      || fieldsOf(answer).map(stateOf).join("\u0000") !== untouched.get(answer));
    shown.textContent = done.length;
  }

  form.addEventListener("input", count);
  form.addEventListener("restored", count);
}
