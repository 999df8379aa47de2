/* Comforts on top of pages that work without them. */
"use strict";

const THEME = "darstellung";
const SEARCH_KEY = "suchtaste"; /* "aus": the key "/" is a letter like any other */

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

/* "/" leads to the search: to the page's own field, or to the list's. Never while somebody types, and only
   as long as it is not switched off in the account (WCAG 2.1.4). */
const SEARCH_FIELD = "id_q";
const TYPED = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=grid]";

function isTyping(event) {
  return event.target.closest?.(TYPED) !== null;
}

function goToSearch() {
  const field = document.getElementById(SEARCH_FIELD);
  const list = document.querySelector("[data-search-page]");
  if (field) { field.focus(); field.select(); }
  else if (list) location.assign(`${list.dataset.searchPage}#${SEARCH_FIELD}`);
  return Boolean(field || list);
}

document.addEventListener("keydown", (event) => {
  const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing;
  if (event.key !== "/" || !isPlain || event.defaultPrevented || isTyping(event)) return;
  if (stored(SEARCH_KEY) !== "aus" && goToSearch()) event.preventDefault();
});

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

  if (location.hash === `#${SEARCH_FIELD}`) document.getElementById(SEARCH_FIELD)?.focus();
  const key = document.querySelector("[data-search-key]");
  if (key) {
    key.checked = stored(SEARCH_KEY) !== "aus";
    key.closest("[hidden]").hidden = false;
    key.addEventListener("change", () => store(SEARCH_KEY, key.checked ? "" : "aus"));
  }

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

  document.querySelector(".error-summary")?.focus();
});
