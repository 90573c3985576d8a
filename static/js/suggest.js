// <search-box data-suggest="/search/suggest/"> around the search form: a list box of suggestions under the field.
// Enter searches what was typed, unless the arrows have chosen a suggestion.
const PATIENCE = 160; // milliseconds without a key
const SHORTEST = 2;

class SearchBox extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input[type=search]");
    if (!this.field || !this.dataset.suggest || this.list) return;
    this.prepareList();
    this.prepareField();
    this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.close());
  }

  prepareList() {
    this.list = document.createElement("div");
    Object.assign(this.list, { id: `${this.field.id}-suggestions`, className: "suggestions-box", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the focus in the field
    this.status = document.createElement("p");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.append(this.list, this.status);
  }

  prepareField() {
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
    for (const [name, value] of Object.entries(attributes)) this.field.setAttribute(name, value);
    this.field.setAttribute("aria-controls", this.list.id);
    this.field.addEventListener("input", () => this.askSoon());
    this.field.addEventListener("keydown", (event) => this.key(event));
  }

  askSoon() {
    clearTimeout(this.waiting);
    this.request?.abort();
    const query = this.field.value.trim();
    if (query.length < SHORTEST) this.close();
    else this.waiting = setTimeout(() => this.ask(query), PATIENCE);
  }

  async ask(query) {
    this.request = new AbortController();
    try {
      const address = `${this.dataset.suggest}?${new URLSearchParams({ q: query })}`;
      const answer = await fetch(address, { signal: this.request.signal, headers: { "HX-Request": "true" } });
      if (answer.ok) this.show(await answer.text());
      else this.close();
    } catch {
      this.close(); // typed on, or no connection: the plain search still works
    }
  }

  show(html) {
    if (document.activeElement !== this.field) return;
    this.list.innerHTML = html;
    this.options.forEach((option, index) => (option.id = `${this.list.id}-${index}`));
    if (!this.options.length) return this.close();
    this.choose(null);
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    const count = this.options.length;
    this.status.textContent = count === 1 ? "One suggestion" : `${count} suggestions`;
  }

  close() {
    clearTimeout(this.waiting);
    this.request?.abort();
    this.list.hidden = true;
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

  key(event) {
    if (event.isComposing) return;
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" && !isOpen) this.askSoon();
    else if (event.key === "ArrowDown" && isOpen) this.move(1);
    else if (event.key === "ArrowUp" && isOpen) this.move(-1);
    else if (event.key === "Escape" && isOpen) this.close();
    else if (event.key === "Enter" && isOpen && this.chosen) this.chosen.click();
    else return;
    event.preventDefault();
  }
}

customElements.define("search-box", SearchBox);
