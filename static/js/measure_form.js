/* The form of a measure: rows without reloading, and what is typed outlives a closed tab. Without this
   script the form works all the same; only nothing is kept. */
"use strict";

const form = document.querySelector(".measure-form");
const notice = document.querySelector("[data-kept]");
const HASH = "#wiederherstellen";
const PAUSE = 400; // milliseconds without typing before it is kept
let unsaved = "unsaved" in form.dataset;
let leaving = false;
let timer = 0;

/* --- What is kept in this browser, by person and measure -------------------------------------- */

function kept() {
  try { return JSON.parse(localStorage.getItem(form.dataset.draft)); } catch { return null; }
}

function keep() {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const draft = { at: new Date().toISOString(), version: form.dataset.version, fields };
  try { localStorage.setItem(form.dataset.draft, JSON.stringify(draft)); } catch { /* full or forbidden */ }
}

function forget() {
  try { localStorage.removeItem(form.dataset.draft); } catch { /* nothing was kept */ }
}

function changed() {
  unsaved = true;
  notice.hidden = true;
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
}

function restore(draft) {
  const sent = new Map(draft.fields);
  for (const list of form.querySelectorAll(".rows")) {
    const total = Number(sent.get(`${list.id}-TOTAL_FORMS`)) || 0;
    while (totalOf(list).value < total) addRow(list);
  }
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || field.type === "submit") continue;
    if (field.type === "checkbox") field.checked = sent.has(field.name);
    else if (field.type === "radio") field.checked = sent.get(field.name) === field.value;
    else if (sent.has(field.name)) field.value = sent.get(field.name);
  }
  changed();
  form.querySelector("h2").focus();
}

function whenKept(draft) {
  const at = new Date(draft.at);
  const today = at.toDateString() === new Date().toDateString();
  const time = at.toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
  const day = at.toLocaleDateString("de-DE", { day: "2-digit", month: "2-digit", year: "numeric" });
  return today ? `von ${time} Uhr` : `vom ${day}, ${time} Uhr`;
}

function offer(draft) {
  const older = draft.version !== form.dataset.version;
  notice.querySelector("[data-kept-sentence]").textContent =
    `In diesem Browser liegen nicht gespeicherte Eingaben ${whenKept(draft)}.` +
    (older ? " Die Maßnahme wurde seither geändert; beim Speichern wird beides zusammengeführt." : "");
  notice.hidden = false;
  notice.querySelector("[data-kept-restore]").addEventListener("click", () => {
    if (!older) return restore(draft);
    leaving = true;
    location.assign(`?fassung=${encodeURIComponent(draft.version)}${HASH}`);
  });
  notice.querySelector("[data-kept-discard]").addEventListener("click", () => {
    forget();
    notice.hidden = true;
    form.querySelector("h2").focus();
  });
}

/* --- Rows ------------------------------------------------------------------------------------- */

function totalOf(list) {
  return list.querySelector(`[name="${list.id}-TOTAL_FORMS"]`);
}

function addRow(list) {
  const total = totalOf(list);
  const template = list.querySelector("template");
  const numbers = [...list.querySelectorAll("[name$='-sub_number']")].map((field) => Number(field.value));
  const holder = document.createElement("div");
  holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value).replaceAll("Zeile neu", `Zeile ${Number(total.value) + 1}`);
  const row = holder.firstElementChild;
  list.querySelector(":scope > button").before(row);
  const number = row.querySelector("[name$='-sub_number']");
  if (number) number.value = Math.max(-1, ...numbers) + 1;
  total.value = Number(total.value) + 1;
  return row;
}

/* --- Events ----------------------------------------------------------------------------------- */

form.addEventListener("input", changed);

form.addEventListener("click", (event) => {
  const button = event.target.closest("[name=zeile]");
  if (!button) return;
  event.preventDefault();
  addRow(button.parentElement).querySelector("input:not([type=hidden])").focus();
  changed();
});

form.addEventListener("submit", () => {
  leaving = true;
  clearTimeout(timer);
  if (unsaved) keep(); // until the server has said that it is stored
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button:not([name])"));
});

window.addEventListener("beforeunload", (event) => {
  if (!unsaved || leaving) return;
  keep();
  event.preventDefault();
});

const draft = kept();
if (draft && !unsaved) {
  if (location.hash === HASH && draft.version === form.dataset.version) restore(draft);
  else offer(draft);
}
