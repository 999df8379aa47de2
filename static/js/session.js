/* Warns before the session ends and lets the person stay. Without this script the page says at its foot when
   it ends, and what is sent too late is given back after signing in. All tabs share what is known. */
"use strict";

{
  const foot = document.querySelector("[data-session-end]");
  const dialog = document.querySelector("[data-session-dialog]");
  const form = dialog.querySelector("form");
  const title = dialog.querySelector("[data-session-title]");
  const sentence = dialog.querySelector("[data-session-sentence]");
  const stay = dialog.querySelector("[data-session-stay]");
  const others = new BroadcastChannel("sitzung"); // the other tabs
  const LOOK = 1000; // milliseconds between two looks at the clock
  const given = Number(foot.dataset.sessionEnd) * 1000;
  const WARNING = Math.min(2 * 60 * 1000, given / 3);
  let answered = false; // this warning has been closed
  let offered = false; // is one open?

  let ends = share(Number(foot.dataset.sessionEnd));

  function share(seconds) {
    const end = Date.now() + seconds * 1000;
    others.postMessage(end);
    return end;
  }

  others.addEventListener("message", (event) => { ends = Math.max(ends, event.data); });

  function clock(at) {
    return new Date(at).toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
  }

  function show(heading, text, canStay) {
    title.textContent = heading;
    sentence.textContent = text;
    stay.hidden = !canStay;
    if (!dialog.open) dialog.showModal();
    (canStay ? stay : title).focus();
  }

  function look() {
    const at = ends;
    const left = at - Date.now();
    foot.querySelector("time").textContent = `${clock(at)} Uhr`;
    if (left > WARNING) {
      if (offered) dialog.close();
      offered = answered = false;
    } else if (left > 0 && !offered && !answered) {
      offered = true;
      show("Ihre Anmeldung endet bald", `Sie haben länger nichts aufgerufen. Um ${clock(at)} Uhr werden Sie abgemeldet.`, true);
    } else if (left <= 0) {
      clearInterval(timer);
      show(
        "Ihre Anmeldung ist beendet",
        "Was Sie eingegeben haben, steht noch auf dieser Seite. Wenn Sie es absenden, melden Sie sich zuerst wieder an und senden es dann noch einmal.",
        false,
      );
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const response = await fetch(form.action, { method: "POST", body: new FormData(form) });
      if (!response.ok || response.redirected) throw new Error("over");
      ends = share((await response.json()).seconds);
      if (ends - Date.now() > WARNING) return look();
      answered = true;
      sentence.textContent = `Eine Anmeldung gilt höchstens zehn Stunden. Speichern Sie vor ${clock(ends)} Uhr, und melden Sie sich dann neu an.`;
    } catch {
      answered = true;
      sentence.textContent = "Das hat nicht geklappt: Vielleicht sind Sie schon abgemeldet, oder das Netz fehlt. Was Sie eingegeben haben, steht noch auf dieser Seite.";
    }
    stay.hidden = true;
  });

  dialog.querySelector("[data-session-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    answered = offered;
    offered = false;
  });

  const timer = setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
}
