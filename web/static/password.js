// The meter below a new password: asks the server, whose judgement is the one that counts. The page works without it.
"use strict";

const form = document.querySelector("form[data-meter]");
const input = form.querySelector("input[name=password]");
const meter = form.querySelector(".meter");
const bar = meter.querySelector("meter");
const label = meter.querySelector(".label");
const advice = meter.querySelector("ul");
const show = form.querySelector("button.show");
let asked = 0;
let waiting;

function fill(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

async function judge() {
  const number = ++asked;
  if (!input.value) {
    bar.value = 0;
    label.textContent = "";
    advice.replaceChildren();
    return;
  }
  const response = await fetch("/acces/robustesse", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ password: input.value, token: form.dataset.meter || null }),
  }).catch(() => null);
  const found = response && response.ok ? await response.json() : null;
  if (number !== asked) return; // somebody typed on
  if (!found || found.__typename !== "PasswordStrength") {
    label.textContent = ""; // the server judges when the form is sent
    advice.replaceChildren();
    return;
  }
  bar.value = found.score;
  label.textContent = found.label + (found.acceptable ? "" : "\u00a0: il ne suffit pas encore");
  meter.classList.toggle("enough", found.acceptable);
  advice.replaceChildren(...found.advice.map(fill));
}

input.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(judge, 250);
});
show.hidden = false;
show.addEventListener("click", () => {
  const hide = input.type === "text";
  input.type = hide ? "password" : "text";
  show.textContent = hide ? "Afficher" : "Masquer";
  show.setAttribute("aria-pressed", String(!hide));
  input.focus();
});
meter.hidden = false;
judge();
