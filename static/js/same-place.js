// Where a part of the page is put anew after a press ([data-same-place]), what was unfolded stays so, and so does the focus:
// on what has the same id (“Remove” and its “Undo” have), else on the part itself.
let before = null;

const isOurs = (event) => event.detail.target?.matches?.("[data-same-place][id]");

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isOurs(event)) return;
  const { target } = event.detail;
  before = {
    unfolded: [...target.querySelectorAll("details[open][id]")].map((details) => details.id),
    focused: target.contains(document.activeElement) ? document.activeElement.id : null,
  };
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (!before || !isOurs(event)) return;
  const { unfolded, focused } = before;
  before = null;
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  if (focused === null) return;
  const part = document.getElementById(event.detail.target.id);
  ((focused && document.getElementById(focused)) || part)?.focus({ preventScroll: true });
});
