/* What is typed into a form (data-keep) outlives a closed tab: it is kept in this browser, by person and
   subject (data-draft), until the server has said that it is stored. Without this script the form works
   all the same; only nothing is kept.

   `window.keeping` lets a form's own script take part: `before(fields)` makes room for what comes back,
   `stored()` says that the server has everything without the page being left. */
"use strict";

{
  const form = document.querySelector("form[data-keep]");
  const notice = document.querySelector("[data-kept]");
  const HASH = "#wiederherstellen";
  const PAUSE = 400; // milliseconds without typing before it is kept
  const hidden = (form.dataset.keptHidden || "").split(",").filter(Boolean); // names' ends that come back, too
  const keeping = window.keeping = { changed, stored, before: () => {} };
  let unsaved = "unsaved" in form.dataset;
  let leaving = false;
  let timer = 0;

  function kept() {
    try { return JSON.parse(localStorage.getItem(form.dataset.draft)); } catch { return null; }
  }

  function keep() {
    const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
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

  function stored() {
    clearTimeout(timer);
    unsaved = false;
    forget();
  }

  function restore(draft) {
    const sent = new Map(draft.fields);
    keeping.before(sent);
    for (const field of form.elements) {
      if (!field.name || field.type === "submit" || field.type === "file") continue;
      if (field.type === "hidden" && !hidden.some((end) => field.name.endsWith(end))) continue;
      if (field.type === "checkbox") field.checked = sent.has(field.name);
      else if (field.type === "radio") field.checked = sent.get(field.name) === field.value;
      else if (sent.has(field.name)) field.value = sent.get(field.name);
    }
    changed();
    form.dispatchEvent(new Event("restored"));
    focusStart();
  }

  function focusStart() {
    form.querySelector("[data-kept-start], h2[tabindex]").focus();
  }

  function whenKept(draft) {
    const at = new Date(draft.at);
    const today = at.toDateString() === new Date().toDateString();
    const time = at.toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
    const day = at.toLocaleDateString("de-DE", { day: "2-digit", month: "2-digit", year: "numeric" });
    return today ? `von ${time} Uhr` : `vom ${day}, ${time} Uhr`;
  }

  /* Where the page can show the older state (data-kept-older), it does; else the server tells what collides. */
  function offer(draft) {
    const older = draft.version !== form.dataset.version;
    notice.querySelector("[data-kept-sentence]").textContent =
      `In diesem Browser liegen nicht gespeicherte Eingaben ${whenKept(draft)}.` +
      (older ? ` ${form.dataset.keptOlder || "Seither wurde gespeichert; was sich widerspricht, wird beim Speichern gesagt."}` : "");
    notice.hidden = false;
    notice.querySelector("[data-kept-restore]").addEventListener("click", () => {
      if (!older || !form.dataset.keptOlder) return restore(draft);
      leaving = true;
      location.assign(`?fassung=${encodeURIComponent(draft.version)}${HASH}`);
    });
    notice.querySelector("[data-kept-discard]").addEventListener("click", () => {
      forget();
      notice.hidden = true;
      focusStart();
    });
  }

  form.addEventListener("input", changed);

  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
    if (unsaved) keep(); // until the server has said that it is stored
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[type=submit]:not([name])"));
  });

  window.addEventListener("beforeunload", (event) => {
    if (!unsaved || leaving) return;
    keep();
    event.preventDefault();
  });

  /* After the form's own script, which is deferred as well and comes later. */
  document.addEventListener("DOMContentLoaded", () => {
    const draft = kept();
    if (!draft || unsaved) return;
    if (location.hash === HASH && draft.version === form.dataset.version) restore(draft);
    else offer(draft);
  });
}
