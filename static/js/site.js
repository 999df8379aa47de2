/* Comforts on top of pages that work without them. */
"use strict";

const THEME = "darstellung";

function applyTheme(theme) {
  if (theme) document.documentElement.dataset.kernTheme = theme;
  else delete document.documentElement.dataset.kernTheme;
}

function storedTheme() {
  try { return localStorage.getItem(THEME) || ""; } catch { return ""; }
}

function storeTheme(theme) {
  try { localStorage.setItem(THEME, theme); } catch { /* a browser that stores nothing forgets the choice */ }
}

applyTheme(storedTheme());

/* What forms keep of unsaved texts (measure_form.js): until saved, signed out, or a week old. */
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
  choice.value = storedTheme();
  choice.closest("[hidden]").hidden = false;
  choice.addEventListener("change", () => { storeTheme(choice.value); applyTheme(choice.value); });

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
