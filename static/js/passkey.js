// Passkeys: their forms appear where the browser can do them. What the device answers goes into the form, and the form goes its usual way.
import { say } from "./messages.js";

const isPossible = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON && navigator.credentials);
let waiting = new AbortController();

async function optionsOf(form, signal) {
  const written = document.getElementById(form.dataset.options);
  if (written) return JSON.parse(written.textContent).publicKey;
  const answer = await fetch(form.action, { headers: { Accept: "application/json" }, signal });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options.publicKey;
}

async function made(form, mediation) {
  waiting.abort();
  waiting = new AbortController();
  const { signal } = waiting;
  const options = await optionsOf(form, signal);
  if (form.dataset.passkey === "add") {
    const kind = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
    options.authenticatorSelection = { ...options.authenticatorSelection, ...kind };
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return navigator.credentials.get({ publicKey, mediation, signal });
}

async function send(form, mediation) {
  const credential = await made(form, mediation);
  form.elements.credential.value = JSON.stringify(credential);
  form.submit();
}

// The browser offers it among the addresses that it knows. Whoever signs in by another form ends that: an answer to the
// offer that came after the sign-in's would take its session away.
async function offer(form) {
  document.addEventListener("submit", (event) => event.target !== form && waiting.abort());
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  try {
    await send(form, "conditional");
  } catch {
    // Nobody chose one, or the button was pressed.
  }
}

function prepare(form) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await send(form);
    } catch (problem) {
      const wasLeft = problem.name === "NotAllowedError" || problem.name === "AbortError";
      say(wasLeft ? "No passkey was used." : "That did not work. Try again, or choose another way.");
    }
  });
  if (form.dataset.passkey === "login") offer(form);
}

if (isPossible) {
  document.querySelectorAll("[data-passkey-missing]").forEach((words) => (words.hidden = true));
  document.querySelectorAll("[data-passkey-possible]").forEach((way) => (way.hidden = false));
  document.querySelectorAll("form[data-passkey]").forEach(prepare);
} else {
  document.querySelectorAll("form[data-passkey]").forEach((form) => form.removeAttribute("data-passkey")); // no place is kept
}
