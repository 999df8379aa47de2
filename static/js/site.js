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

document.addEventListener("DOMContentLoaded", () => {
  const choice = document.querySelector("[data-theme-choice]");
  choice.value = storedTheme();
  choice.closest("[hidden]").hidden = false;
  choice.addEventListener("change", () => { storeTheme(choice.value); applyTheme(choice.value); });

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
