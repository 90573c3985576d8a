// Copying the address and printing: shown where the browser can do them.
import { whisper } from "./messages.js";

function prepare(share) {
  const copy = share.querySelector("[data-copy]");
  const print = share.querySelector("[data-print]");
  if (navigator.clipboard) copy.hidden = false;
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(share.dataset.address);
    copy.lastChild.textContent = "Link copied";
    whisper("The link is copied.");
  });
}

document.querySelectorAll("[data-share]").forEach(prepare);
