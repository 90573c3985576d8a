// Copying the address and printing: shown where the browser can do them. Sending it to a friend is a mail, or whatever
// the device sends with.
import { whisper } from "./messages.js";

function prepare(share) {
  share.querySelector("[data-send]")?.addEventListener("click", (event) => {
    if (!navigator.share) return;
    event.preventDefault();
    const what = { title: document.title, url: share.dataset.address };
    navigator.share(what).catch(() => {}); // thought better of it
  });
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
