/* Shows a password to who types it, and says beside a new one whether it will be taken. The server decides by
   the same rules; without this script it says so after sending. */
"use strict";

{
  const PAUSE = 700; // milliseconds without typing before it is said aloud
  const LEVELS = ["reicht nicht", "schwach", "ausreichend", "gut", "stark"];

  function show(button) {
    const field = document.getElementById(button.getAttribute("aria-controls"));
    const set = (isShown) => {
      field.type = isShown ? "text" : "password";
      button.setAttribute("aria-pressed", isShown);
    };
    /* Shown, it is still no text to be corrected, capitalised or sent to a spelling service. */
    field.spellcheck = false;
    field.autocapitalize = "none";
    button.hidden = false;
    button.addEventListener("click", () => set(field.type === "password"));
    field.form.addEventListener("submit", () => set(false)); // else browsers remember it as they do any text
    window.addEventListener("pagehide", () => set(false));
  }

  /* The share of letters that two words have in common, in whatever order: Python's quick_ratio. */
  function likeness(one, other) {
    const left = new Map();
    for (const letter of other) left.set(letter, (left.get(letter) || 0) + 1);
    let same = 0;
    for (const letter of one) {
      if (!left.get(letter)) continue;
      left.set(letter, left.get(letter) - 1);
      same += 1;
    }
    return (2 * same) / (one.length + other.length);
  }

  function met(password, rules) {
    const letters = [...password];
    const lower = [...password.toLowerCase()];
    return {
      shortest: letters.length >= rules.shortest,
      digits: !/^\p{Nd}+$/u.test(password),
      common: !rules.common.includes(password.toLowerCase().trim()),
      similarity: !rules.about.some((word) => likeness(lower, [...word]) >= rules.similarity),
    };
  }

  /* A plain measure: the length, without letters that only go on (aaaa, 1234). */
  function level(password) {
    const codes = [...password].map((letter) => letter.codePointAt(0));
    const telling = codes.filter((code, at) => Math.abs(code - codes[at - 1]) > 1 || at === 0).length;
    return 1 + [12, 16, 20].filter((number) => telling >= number).length;
  }

  function advise(field, advice) {
    const rules = JSON.parse(advice.dataset.passwordRules);
    const word = advice.querySelector("[data-word]");
    let timer = 0;

    function look() {
      const found = met(field.value, rules);
      const isMet = Object.values(found).every(Boolean);
      for (const line of document.querySelectorAll(`#${field.id}_helptext [data-rule]`)) {
        if (field.value) line.dataset.met = found[line.dataset.rule] ? "yes" : "no";
        else delete line.dataset.met;
      }
      const reached = isMet ? level(field.value) : 0;
      advice.dataset.level = field.value ? reached : "";
      clearTimeout(timer);
      timer = setTimeout(() => { word.textContent = field.value ? LEVELS[reached] : ""; }, PAUSE);
    }

    advice.hidden = false;
    field.addEventListener("input", look);
    look();
  }

  for (const button of document.querySelectorAll("[data-show-password]")) show(button);
  for (const advice of document.querySelectorAll("[data-password-rules]")) {
    advise(document.getElementById(advice.dataset.for), advice);
  }
}
