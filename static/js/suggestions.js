/* Keys for the queue of suggestions, only while one of its choices has the focus (WCAG 2.1.4). */
"use strict";

{
  const queue = document.querySelector("[data-queue]");
  const VALUES = { j: "ja", n: "nein", o: "" };
  const STEPS = { w: 1, z: -1 };

  function choices() {
    return [...queue.querySelectorAll("[data-choice]")];
  }

  function goTo(choice) {
    if (!choice) return;
    choice.querySelector("input:checked").focus();
    choice.closest(".suggestion").scrollIntoView({ block: "nearest" });
  }

  queue?.addEventListener("keydown", (event) => {
    const here = event.target.closest("[data-choice]");
    if (!here || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key.toLowerCase();
    const all = choices();
    if (key in VALUES) {
      const radio = here.querySelector(`input[value="${VALUES[key]}"]`);
      if (!radio) return;
      radio.checked = true;
      goTo(all[all.indexOf(here) + 1] || here);
    } else if (key in STEPS) {
      goTo(all[all.indexOf(here) + STEPS[key]]);
    } else {
      return;
    }
    event.preventDefault();
  });

  const keys = queue?.querySelector("[data-queue-keys]");
  if (keys) keys.hidden = false;
}
