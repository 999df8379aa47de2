/* Says that sending a form takes its time, so that nobody sends it twice. */
"use strict";

const PATIENCE = 2000; // milliseconds before it is said

for (const form of document.querySelectorAll("[data-slow]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => {
      const status = form.querySelector("[data-slow-status]");
      status.textContent = form.dataset.slow;
      const progress = document.createElement("progress");
      progress.setAttribute("aria-label", "Fortschritt");
      status.before(progress);
    }, PATIENCE);
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});
