// <search-box data-suggest="/search/suggest/"> around the search form: a list box under the field. What is typed brings
// suggestions; an empty field brings what this browser searched for lately, each with a way to forget it.
// Enter searches what was typed, unless the arrows have chosen an option.
import * as recent from "./recent-searches.js";

const PATIENCE = 160; // milliseconds without a key
const SHORTEST = 2;
const CURSOR = new Set(["ArrowLeft", "ArrowRight", "Home", "End"]);

class SearchBox extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input[type=search]");
    if (!this.field || !this.dataset.suggest || this.list) return;
    this.prepareList();
    this.prepareField();
    this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.close());
    this.querySelector("form").addEventListener("submit", () => recent.remember(this.field.value));
  }

  prepareList() {
    this.box = document.createElement("div");
    Object.assign(this.box, { className: "suggestions-box", hidden: true });
    this.list = document.createElement("div");
    this.list.id = `${this.field.id}-suggestions`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    this.box.append(this.list);
    this.box.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the focus in the field
    this.box.addEventListener("click", (event) => this.clicked(event));
    this.status = document.createElement("p");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.append(this.box, this.status);
  }

  prepareField() {
    // A field of type “search” may not be a combobox (ARIA in HTML).
    const attributes = { type: "text", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
    for (const [name, value] of Object.entries(attributes)) this.field.setAttribute(name, value);
    this.field.setAttribute("aria-controls", this.list.id);
    this.field.addEventListener("input", () => this.askSoon());
    this.field.addEventListener("click", () => this.box.hidden && this.askSoon());
    this.field.addEventListener("keydown", (event) => this.key(event));
  }

  askSoon() {
    clearTimeout(this.waiting);
    this.request?.abort();
    const query = this.field.value.trim();
    if (!query) this.showRecent();
    else if (query.length < SHORTEST) this.close();
    else this.waiting = setTimeout(() => this.ask(query), PATIENCE);
  }

  async ask(query) {
    const request = (this.request = new AbortController());
    try {
      const address = `${this.dataset.suggest}?${new URLSearchParams({ q: query })}`;
      const answer = await fetch(address, { signal: request.signal, headers: { "HX-Request": "true" } });
      const html = answer.ok ? await answer.text() : "";
      if (request !== this.request) return;
      this.list.innerHTML = html;
      this.open("suggestion");
    } catch {
      if (request === this.request && !request.signal.aborted) this.close(); // no connection: the plain search still works
    }
  }

  showRecent() {
    this.list.replaceChildren(recent.group(this.querySelector("form").action));
    this.open("recent search", "recent searches");
  }

  open(one, several = `${one}s`) {
    if (document.activeElement !== this.field) return;
    this.options.forEach((option, index) => (option.id = `${this.list.id}-${index}`));
    const count = this.options.length;
    if (!count) {
      this.close();
      if (this.field.value) this.status.textContent = `No ${several}`;
      return;
    }
    this.choose(null);
    this.box.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    this.status.textContent = `${count} ${count === 1 ? one : several}`;
  }

  close() {
    clearTimeout(this.waiting);
    this.request?.abort();
    this.box.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get chosen() {
    return this.list.querySelector("[role=option][aria-selected=true]");
  }

  choose(option) {
    this.chosen?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  /** The field itself is one of the stops, so that the arrows lead back to what was typed. */
  move(step) {
    const stops = [null, ...this.options];
    const at = stops.indexOf(this.chosen);
    this.choose(stops[(at + step + stops.length) % stops.length]);
  }

  forget(option) {
    recent.forget(option.dataset.recent);
    this.showRecent();
    this.status.textContent = "Forgotten";
  }

  clicked(event) {
    const option = event.target.closest("[role=option]");
    if (option && event.target.closest("[data-forget]")) {
      event.preventDefault();
      this.forget(option);
    }
  }

  clear() {
    this.field.value = "";
    this.status.textContent = "Cleared";
  }

  /** As ARIA’s pattern of a combobox has it; keys that move the cursor bring one back from the options to the field. */
  key(event) {
    if (event.isComposing) return;
    const isOpen = !this.box.hidden;
    if (isOpen && CURSOR.has(event.key)) return this.choose(null);
    if (event.altKey && event.key === "ArrowUp" && isOpen) this.close();
    else if (event.key === "ArrowDown" && !isOpen) this.askSoon();
    else if (event.key === "ArrowDown" && isOpen) this.move(1);
    else if (event.key === "ArrowUp" && isOpen) this.move(-1);
    else if (event.key === "Escape" && isOpen) this.close();
    else if (event.key === "Escape" && this.field.value) this.clear();
    else if (event.key === "Enter" && isOpen && this.chosen) this.chosen.click();
    else if (event.key === "Delete" && isOpen && this.chosen?.dataset.recent) this.forget(this.chosen);
    else return;
    event.preventDefault();
  }
}

customElements.define("search-box", SearchBox);
