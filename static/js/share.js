// Copying the address and printing: shown where the browser can do them.
import { whisper } from "./messages.js";

function prepare(share) {
  const copy = share.querySelector("[data-copy]");
  const print = share.querySelector("[data-print]");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  if (!copy || !navigator.clipboard) return;
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(share.dataset.address);
    copy.lastChild.textContent = "Link copied";
    whisper("The link is copied.");
  });
}

document.querySelectorAll("[data-share]").forEach(prepare);
