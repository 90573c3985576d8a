// One polite sentence when an answer cannot be used. What is wrong with a form comes with the form (422, 409).
import { say } from "./messages.js";

const SENTENCES = {
  403: "This form has expired. Load the page again and send it once more.",
  404: "This is no longer here. Load the page again to see what is.",
  429: "That was a little fast for us. Wait a moment and try again.",
};
const USUAL = "Something went wrong on our side, and nothing was changed. Please try again in a moment.";
const UNREACHED = "The shop cannot be reached. Check your connection and try again.";

document.addEventListener("htmx:responseError", (event) => say(SENTENCES[event.detail.xhr.status] ?? USUAL));
document.addEventListener("htmx:sendError", () => say(UNREACHED));
document.addEventListener("htmx:timeout", () => say(UNREACHED));
