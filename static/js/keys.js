/* Keys that lead somewhere: "/" to the search, "g" and a letter to a page, "?" to their list. Never while
   somebody types, and only as long as they are not switched off in the account (WCAG 2.1.4). */
"use strict";

{
  const CHOICE = "suchtaste"; // "aus": all keys are letters; the name is that of the first such key
  const SEARCH_FIELD = "id_q";
  const TYPED = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=grid]";
  const PATIENCE = 5000; // milliseconds between "g" and its letter
  const page = document.body.dataset.keysPage;
  let waiting = 0; // the timer since "g" was pressed

  function goToSearch() {
    const field = document.getElementById(SEARCH_FIELD);
    const list = document.body.dataset.searchPage;
    if (field) { field.focus(); field.select(); }
    else if (list) location.assign(`${list}#${SEARCH_FIELD}`);
    return Boolean(field || list);
  }

  function waitForLetter() {
    waiting = setTimeout(stopWaiting, PATIENCE);
    return true;
  }

  function stopWaiting() {
    clearTimeout(waiting);
    waiting = 0;
  }

  function goTo(letter) {
    const link = document.querySelector(`[data-go="${CSS.escape(letter)}"]`);
    if (link) location.assign(link.href);
    return Boolean(link);
  }

  /* Over the page, so that nothing typed is lost; where that fails, as a page. */
  function showList() {
    const here = document.querySelector("[data-key-list]");
    if (!here) fetchList().then((dialog) => dialog.showModal(), () => location.assign(page));
    else if (here.closest("dialog")) here.closest("dialog").showModal();
    else here.focus();
    return true;
  }

  async function fetchList() {
    const answer = await fetch(page);
    const list = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-key-list]");
    const dialog = document.createElement("dialog");
    const close = document.createElement("button");
    list.removeAttribute("tabindex");
    dialog.className = "keys";
    dialog.ariaLabel = "Tasten";
    close.className = "kern-btn kern-btn--secondary";
    close.innerHTML = '<span class="kern-label">Schließen</span>';
    close.addEventListener("click", () => dialog.close());
    dialog.append(list, close);
    document.body.append(dialog);
    return dialog;
  }

  function act(key) {
    if (waiting) { stopWaiting(); return goTo(key.toLowerCase()); }
    if (key === "/") return goToSearch();
    if (key === "?") return showList();
    return key.toLowerCase() === "g" && waitForLetter();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Shift" || event.repeat) return;
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing;
    const isFree = isPlain && !event.defaultPrevented && !event.target.closest?.(TYPED);
    if (isFree && stored(CHOICE) !== "aus") { if (act(event.key)) event.preventDefault(); }
    else stopWaiting();
  });

  if (location.hash === `#${SEARCH_FIELD}`) document.getElementById(SEARCH_FIELD)?.focus();
  const choice = document.querySelector("[data-keys-choice]");
  if (choice) {
    choice.checked = stored(CHOICE) !== "aus";
    choice.closest("[hidden]").hidden = false;
    choice.addEventListener("change", () => store(CHOICE, choice.checked ? "" : "aus"));
  }
}
