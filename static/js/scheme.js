// Paper or lamp at once, and remembered by the server as it would be without a script.
import { say } from "./messages.js";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-scheme-form]") || !event.submitter) return;
  event.preventDefault();
  show(form, event.submitter.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
    if (answer.status >= 400) throw new Error(String(answer.status));
  } catch {
    say("The colours are changed for this page, but could not be remembered.");
  }
});

function show(form, scheme) {
  document.documentElement.dataset.scheme = scheme;
  for (const button of form.querySelectorAll("button[name=scheme]")) {
    button.setAttribute("aria-pressed", String(button.value === scheme));
  }
}
