/* The form of a measure: rows without reloading. What is typed is kept by kept.js. */
"use strict";

const form = document.querySelector(".measure-form");

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

window.keeping.before = (sent) => {
  for (const list of form.querySelectorAll(".rows")) {
    const total = Number(sent.get(`${list.id}-TOTAL_FORMS`)) || 0;
    while (totalOf(list).value < total) addRow(list);
  }
};

form.addEventListener("click", (event) => {
  const button = event.target.closest("[name=zeile]");
  if (!button) return;
  event.preventDefault();
  addRow(button.parentElement).querySelector("input:not([type=hidden])").focus();
  window.keeping.changed();
});
