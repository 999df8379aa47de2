/* Saves a TOP's text while it is typed. Without this script the button does; without a connection the text
   stays here and in the browser (kept.js) and is sent as soon as the server answers. */
"use strict";

{
  const form = document.querySelector("form[data-autosave]");
  const said = document.querySelector("[data-autosave-said]");
  const shown = document.querySelector("[data-shown]");
  const PAUSE = 1500; // milliseconds without typing before it is saved
  const AGAIN = 8000; // before it is tried again
  const AWAY = "Nicht gespeichert: Der Server ist nicht erreichbar. Ihr Text steht noch hier und wird gleich wieder gesendet.";
  const OVER = "Nicht gespeichert: Ihre Anmeldung oder Berechtigung gilt nicht mehr. Ihr Text steht noch hier.";
  let timer = 0;
  let busy = false;
  let stopped = false; // two people wrote the same: a person decides

  function wait(milliseconds) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, milliseconds);
  }

  async function save() {
    if (busy) { wait(PAUSE); return; } // the answer brings the version on which the next save stands
    busy = true;
    const text = form.elements.text.value;
    try {
      const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      if (response.redirected || response.status === 403) said.textContent = OVER;
      else take(text, response.status, await response.json());
    } catch {
      said.textContent = AWAY;
      wait(AGAIN);
    } finally {
      busy = false;
    }
  }

  function take(text, status, answer) {
    if (status !== 200) {
      stopped = status === 409;
      said.textContent = `Nicht gespeichert: ${answer.satz}`;
      return;
    }
    form.elements.seen.value = form.dataset.version = answer.version;
    form.elements.base.value = text;
    shown.innerHTML = answer.html; // sanitised by the server
    if (form.elements.text.value !== text) { wait(PAUSE); return; }
    window.keeping.stored();
    said.textContent = `Gespeichert um ${new Date().toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" })} Uhr.`;
  }

  form.addEventListener("input", () => wait(PAUSE));
  form.addEventListener("submit", () => clearTimeout(timer));
}
