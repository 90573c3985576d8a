// A page that someone is about to open is fetched while the finger comes down.
const LINKS = ".card__link, .pick__link, .ranked__link, .genre-line__link, .genre-index__link, .section-heading__more";
const INTENT = 90; // milliseconds over a link
const fetched = new Set();
let waiting;

const mayFetch = () => !navigator.connection?.saveData;

function prefetch(link) {
  if (fetched.has(link.href) || link.origin !== location.origin) return;
  fetched.add(link.href);
  const hint = document.createElement("link");
  Object.assign(hint, { rel: "prefetch", href: link.href, as: "document" });
  document.head.append(hint);
}

document.addEventListener("pointerover", (event) => {
  clearTimeout(waiting);
  const link = event.target.closest?.(LINKS);
  if (link && mayFetch()) waiting = setTimeout(() => prefetch(link), INTENT);
});

document.addEventListener("pointerdown", (event) => {
  const link = event.target.closest?.(LINKS);
  if (link && mayFetch()) prefetch(link);
});
