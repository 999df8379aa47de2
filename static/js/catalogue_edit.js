/* Writing in the catalogue's table, cell by cell. Without this script the rows' numbers lead to the form. */
"use strict";

const table = document.querySelector("[data-cells]");
const columns = JSON.parse(table.dataset.columns);
const rows = [...table.tBodies[0].rows];
const said = document.querySelector("[data-cells-said]");
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
let open = null; // what is being written: { cell, form, before }

/* --- Where we are: one cell of the grid can be reached with Tab, the arrows lead to the others ---- */

function columnOf(cell) { return columns[cell.cellIndex]; }

function isWritable(cell) {
  const { way, ofMeasure } = columnOf(cell);
  return way !== "form" && (!ofMeasure || "main" in cell.parentElement.dataset);
}

function goTo(cell) {
  if (!cell) return;
  table.querySelector("[tabindex='0']")?.setAttribute("tabindex", -1);
  cell.setAttribute("tabindex", 0);
  cell.focus();
}

function neighbour(cell, down, right) {
  return rows[rows.indexOf(cell.parentElement) + down]?.cells[cell.cellIndex + right];
}

function nextWritable(cell, step) {
  const all = rows.flatMap((row) => [...row.cells]);
  for (let place = all.indexOf(cell) + step; all[place]; place += step) {
    if (isWritable(all[place])) return all[place];
  }
  return cell;
}

/* --- Writing ------------------------------------------------------------------------------------ */

function fromTemplate(name) {
  return document.querySelector(`template[data-${name}]`).content.firstElementChild.cloneNode(true);
}

function nameOf(cell) {
  return `${columnOf(cell).name}, Zeile ${cell.parentElement.dataset.measure},${cell.parentElement.dataset.sub}`;
}

function edit(cell) {
  if (open) return;
  if (!isWritable(cell)) {
    say("Diese Zelle ändern Sie im Formular; dorthin führt die Nummer der Zeile.");
    return;
  }
  const before = cell.textContent;
  const isState = columnOf(cell).way === "status";
  const form = fromTemplate(isState ? "state-editor" : "cell-editor");
  form.querySelector("[data-name]").textContent = nameOf(cell);
  open = { cell, form, before };
  cell.append(form);
  const field = form.elements.namedItem("text");
  if (isState) {
    if (before) field.value = before;
    const at = columns.findIndex(({ key }) => key === "status_reason");
    form.elements.namedItem("begruendung").value = cell.parentElement.cells[at]?.textContent || "";
    showReason();
  } else {
    field.value = before;
    field.rows = Math.min(12, before.length / 30 + 1);
    field.select();
  }
  field.focus();
  form.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function showReason() {
  const reasons = JSON.parse(open.form.dataset.reasons);
  const isNeeded = reasons.includes(open.form.elements.namedItem("text").value);
  open.form.querySelector("[data-reason]").hidden = !isNeeded;
  if (!isNeeded) open.form.elements.namedItem("begruendung").value = "";
}

function leave() {
  const { cell, form, question } = open;
  open = null;
  question?.remove();
  form.remove();
  goTo(cell);
}

function say(sentence) { said.textContent = sentence; }

function isChanged() {
  const { form, before } = open;
  const reason = form.elements.namedItem("begruendung");
  return form.elements.namedItem("text").value !== before || Boolean(reason && !reason.parentElement.hidden);
}

/* Saves what the editor holds; `more` is what was answered to a question. Returns whether it is stored. */
async function save(more = {}) {
  const { cell, form } = open;
  if (!isChanged()) { leave(); return true; }
  const data = new FormData(form);
  const { measure, sub, version } = cell.parentElement.dataset;
  const address = { massnahme: measure, zeile: sub, spalte: columnOf(cell).key, fassung: form.dataset.version || version };
  for (const [name, value] of Object.entries({ ...address, ...more })) data.set(name, value);
  form.dataset.version = address.fassung;
  const answer = await send(data);
  if (!open || open.form !== form) return false;
  if (answer.ergebnis === "gespeichert") { take(measure, answer); leave(); say(answer.satz); return true; }
  if (answer.ergebnis === "konflikt") ask("cell-conflict", answer, (wahl) => ({ gegen: answer.gegen, wahl }));
  else if (answer.ergebnis === "frage") ask("cell-question", answer, (neu) => ({ ...more, neu }));
  else complain(answer.satz);
  return false;
}

async function send(body) {
  const failed = "Nicht gespeichert: Der Server ist nicht erreichbar. Ihr Text steht noch hier.";
  const over = "Nicht gespeichert: Ihre Anmeldung oder Berechtigung gilt nicht mehr. Ihr Text steht noch hier.";
  try {
    const response = await fetch(table.dataset.cells, { method: "POST", body });
    const isAnswer = response.headers.get("Content-Type")?.startsWith("application/json");
    return isAnswer ? await response.json() : { satz: response.redirected || response.status === 403 ? over : failed };
  } catch {
    return { satz: failed };
  }
}

function complain(sentence) {
  const field = open.form.elements.namedItem("text");
  open.form.querySelector("[data-problem]").textContent = sentence;
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

/* Puts a question in the editor's place; a button with a value answers it, the others lead back. */
function ask(name, answer, moreFor) {
  const { form } = open;
  const box = fromTemplate(name);
  const texts = { sentence: answer.satz, before: answer.vorher, theirs: answer.andere, ours: form.elements.namedItem("text").value };
  for (const [part, text] of Object.entries(texts)) {
    const place = box.querySelector(`[data-${part}]`);
    if (place) place.textContent = text || "leer";
  }
  form.hidden = true;
  form.before(box);
  say(answer.satz);
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    box.remove();
    form.hidden = false;
    if (button.value) save(moreFor(button.value));
    else form.elements.namedItem("text").focus();
  });
  open.question = box;
  box.querySelector("button").focus();
}

/* Shows what the measure says now, in all its rows: others may have changed more than this cell. */
function take(measure, { fassung, zeilen }) {
  const { form, cell } = open;
  form.remove();
  cell.classList.remove("lost");
  for (const row of rows.filter((one) => one.dataset.measure === measure)) {
    row.dataset.version = fassung;
    const texts = zeilen[row.dataset.sub] || {};
    columns.forEach(({ key }, place) => { if (place) row.cells[place].textContent = texts[key] || ""; });
  }
}

/* --- Events --------------------------------------------------------------------------------------- */

async function saveAndGo(event, step) {
  event.preventDefault();
  const { cell } = open;
  if (await save()) goTo(step ? nextWritable(cell, step) : cell);
}

function whileWriting(event) {
  const { target, key } = event;
  if (key === "Escape") {
    event.preventDefault();
    leave();
    say("Nichts geändert.");
  } else if (target.tagName === "BUTTON" || open.form.hidden) {
    return;
  } else if (key === "Enter" && !event.shiftKey) {
    saveAndGo(event, 0);
  } else if (key === "Tab" && !(target.tagName === "SELECT" && !open.form.querySelector("[data-reason]").hidden)) {
    saveAndGo(event, event.shiftKey ? -1 : 1);
  }
}

async function toggle(cell) {
  edit(cell);
  if (!open) return;
  open.form.elements.namedItem("text").value = open.before ? "" : "x";
  await save();
}

table.addEventListener("keydown", (event) => {
  if (open) { whileWriting(event); return; }
  const cell = event.target.closest("td, tbody th");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const { key } = event;
  if (ARROWS[key]) goTo(neighbour(cell, ...ARROWS[key]));
  else if (key === "Home") goTo(cell.parentElement.cells[0]);
  else if (key === "End") goTo([...cell.parentElement.cells].at(-1));
  else if ((key === "Enter" || key === "F2") && cell.tagName === "TD") edit(cell);
  else if (key === "Enter" && event.target === cell) cell.querySelector("a").click();
  else if (key === " " && cell.tagName === "TD" && columnOf(cell).way === "mark") toggle(cell);
  else if (key === " " && event.target === cell) cell.querySelector("input")?.click();
  else return;
  event.preventDefault();
});

table.addEventListener("click", async (event) => {
  const cell = event.target.closest("td");
  if (!cell || event.target.closest(".cell-editor")) return;
  if (open && (open.form.hidden || !await save())) return; // a question waits for its answer
  goTo(cell);
  edit(cell);
});

table.addEventListener("submit", (event) => { event.preventDefault(); saveAndGo(event, 0); });
table.addEventListener("click", (event) => { if (open && event.target.closest("form [data-leave]")) leave(); });
table.addEventListener("change", (event) => { if (event.target.tagName === "SELECT") showReason(); });
window.addEventListener("beforeunload", (event) => { if (open && isChanged()) event.preventDefault(); });

table.setAttribute("role", "grid");
for (const row of rows) {
  for (const cell of row.cells) {
    cell.setAttribute("tabindex", -1);
    if (cell.cellIndex && !isWritable(cell)) cell.setAttribute("aria-readonly", "true");
  }
  for (const part of row.cells[0].querySelectorAll("a, input")) part.setAttribute("tabindex", -1);
}
rows[0]?.cells[1].setAttribute("tabindex", 0);
