// Ticking a filter applies it. The sheet of the phone, what is unfolded and where one has scrolled outlive the swap.
const isFacets = (form) => form?.matches?.("[data-facets]");
let before = null;

document.addEventListener("change", (event) => {
  if (isFacets(event.target.form) && !event.target.closest("search-box")) event.target.form.requestSubmit();
});

// One address for one set of filters: what is empty is not in it.
document.addEventListener("htmx:configRequest", (event) => {
  if (!isFacets(event.detail.elt)) return;
  const { formData } = event.detail;
  for (const [name, value] of [...formData.entries()]) if (value === "") formData.delete(name);
});

document.addEventListener("htmx:beforeSwap", () => {
  const sheet = document.getElementById("facets");
  before = sheet && {
    isOpen: sheet.matches(":popover-open"),
    scrolled: sheet.scrollTop,
    unfolded: [...sheet.querySelectorAll("details[open]")].map((details) => details.id),
  };
});

document.addEventListener("htmx:afterSwap", () => {
  const sheet = document.getElementById("facets");
  if (!sheet || !before) return;
  for (const id of before.unfolded) document.getElementById(id)?.setAttribute("open", "");
  if (before.isOpen && !sheet.matches(":popover-open")) sheet.showPopover();
  sheet.scrollTop = before.scrolled;
  before = null;
});

// What it would show is there already: the button only has to clear the view.
document.addEventListener("click", (event) => {
  const sheet = event.target.closest("[data-facets-show]")?.closest("[popover]");
  if (!sheet?.matches(":popover-open")) return;
  event.preventDefault();
  sheet.hidePopover();
});
