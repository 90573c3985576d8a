// What arrives in the live region after a swap can be put away, and goes by itself when it has been read.
const STAYS = 10_000; // milliseconds; errors stay until they are put away

let pressed = null; // what a message that takes the focus gives it back to

const region = () => document.getElementById("messages");

/** Say a sentence of the page's own, as the server would. */
export function say(words, level = "error") {
  const template = document.getElementById("message-template");
  if (!region() || !template) return;
  const message = template.content.cloneNode(true).firstElementChild;
  message.classList.add(`message--${level}`);
  message.querySelector(".message__words").textContent = words;
  region().replaceChildren(message);
}

/** The same for those who listen only. */
export function whisper(words) {
  const whispered = document.createElement("p");
  whispered.className = "visually-hidden";
  whispered.textContent = words;
  region()?.querySelector(".visually-hidden")?.remove();
  region()?.append(whispered);
}

function goLater(message) {
  const goIfLeftAlone = () => {
    if (message.matches(":hover") || message.querySelector(":focus-visible")) setTimeout(goIfLeftAlone, STAYS / 2);
    else message.remove();
  };
  setTimeout(goIfLeftAlone, STAYS);
}

document.addEventListener("submit", (event) => (pressed = event.submitter));

/** A message with something to do in it is the next thing to meet; put away, it leads back. */
function takeFocus() {
  const message = region().querySelector("[data-takes-focus]");
  if (!message) return;
  message.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const message = event.target.closest("[data-dismiss]")?.closest(".message");
  if (!message) return;
  message.remove();
  pressed?.focus({ preventScroll: true });
});

document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target !== region()) return;
  takeFocus();
  region().querySelectorAll(".message--arrived:not(.message--error, .message--warning)").forEach(goLater);
});
