// Ticking a filter applies it. The sheet of the phone, what is unfolded and where one has scrolled outlive the swap.
import { whisper } from "./messages.js";

const isFacets = (form) => form?.matches?.("[data-facets]");
let before = null;

document.addEventListener("change", (event) => {
  if (isFacets(event.target.form) && !event.target.closest("search-box")) event.target.form.requestSubmit();
});

// One address for one set of filters: what is empty is not in it, nor is the usual order.
document.addEventListener("htmx:configRequest", (event) => {
  if (!isFacets(event.detail.elt)) return;
  const { formData } = event.detail;
  for (const [name, value] of [...formData.entries()]) if (value === "") formData.delete(name);
  const { sort } = event.detail.elt.elements;
  if (sort && sort.value === sort.dataset.usual) formData.delete("sort");
});

const isOfResults = (event) => event.detail.target?.id === "results";

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isOfResults(event)) return;
  const sheet = document.getElementById("facets");
  before = {
    isOpen: sheet?.matches(":popover-open"),
    scrolled: sheet?.scrollTop,
    unfolded: [...(sheet?.querySelectorAll("details[open]") ?? [])].map((details) => details.id),
    focused: document.activeElement.id,
  };
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (!before || !isOfResults(event)) return;
  restoreSheet(before);
  restoreFocus(before);
  before = null;
  whisper(document.querySelector("#results .list-tools__count")?.textContent ?? "");
});

function restoreSheet({ isOpen, scrolled, unfolded }) {
  const sheet = document.getElementById("facets");
  if (!sheet) return;
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  if (isOpen && !sheet.matches(":popover-open")) sheet.showPopover();
  sheet.scrollTop = scrolled;
}

/** To where it was; if that is gone (a page number, a chip), to where its answer stands. */
function restoreFocus({ focused }) {
  const results = document.getElementById("results");
  results.tabIndex = -1;
  ((focused && document.getElementById(focused)) || results).focus({ preventScroll: true });
}

// What it would show is there already: the button only has to clear the view.
document.addEventListener("click", (event) => {
  const sheet = event.target.closest("[data-facets-show]")?.closest("[popover]");
  if (!sheet?.matches(":popover-open")) return;
  event.preventDefault();
  sheet.hidePopover();
});

/** A field above a long list of values that leaves those with the letters typed. */
class FacetFinder extends HTMLElement {
  connectedCallback() {
    if (this.firstElementChild) return;
    const field = document.createElement("input");
    field.className = "facet__wanted";
    field.setAttribute("aria-label", `Find in ${this.dataset.what}`);
    field.placeholder = "Find …";
    field.addEventListener("input", () => this.leave(field.value));
    field.addEventListener("change", (event) => event.stopPropagation());
    this.append(field);
  }

  leave(letters) {
    const wanted = letters.trim().toLocaleLowerCase();
    for (const option of this.parentElement.querySelectorAll(".facet__option"))
      option.hidden = !option.textContent.toLocaleLowerCase().includes(wanted);
  }
}
customElements.define("facet-finder", FacetFinder);
