/* Comforts on top of pages that work without them. */
"use strict";

const THEME = "darstellung";

function applyTheme(theme) {
  if (theme) document.documentElement.dataset.kernTheme = theme;
  else delete document.documentElement.dataset.kernTheme;
}

function stored(name) {
  try { return localStorage.getItem(name) || ""; } catch { return ""; }
}

function store(name, value) {
  try { localStorage.setItem(name, value); } catch { /* a browser that stores nothing forgets the choice */ }
}

applyTheme(stored(THEME));

/* What forms keep of unsaved texts (kept.js): until saved, signed out, or a week old. */
const DRAFT = "entwurf:";
const DRAFT_DAYS = 7;

function forgetDrafts(isOver) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(DRAFT));
    for (const key of keys.filter(isOver)) localStorage.removeItem(key);
  } catch { /* a browser that stores nothing has nothing to forget */ }
}

function isOld(key) {
  const at = Date.parse(JSON.parse(localStorage.getItem(key)).at);
  return !(Date.now() - at < DRAFT_DAYS * 24 * 60 * 60 * 1000);
}

document.addEventListener("DOMContentLoaded", () => {
  const choice = document.querySelector("[data-theme-choice]");
  choice.value = stored(THEME);
  choice.closest("[hidden]").hidden = false;
  choice.addEventListener("change", () => { store(THEME, choice.value); applyTheme(choice.value); });

  for (const message of document.querySelectorAll("[data-saved]")) {
    forgetDrafts((key) => key === message.dataset.saved);
  }
  forgetDrafts(isOld);
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]")) forgetDrafts(() => true);
  });

  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  tell(document.querySelector(".messages"));
  document.querySelector(".error-summary")?.focus();
});

/* What stands in a page when it comes, no screen reader says by itself: it has to get the focus or to change. */
function tell(messages) {
  if (!messages) return;
  if (!location.hash || location.hash === "#inhalt") messages.focus();
  else setTimeout(() => messages.append(...messages.childNodes), 500); // the page leads to what was done
}
