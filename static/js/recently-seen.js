// <recently-seen data-from="/books/recent/">: the books this browser has looked at, kept by the browser alone.
// So the page stays the same for everybody, and nobody else knows.
const KEY = "recently-seen";
const MOST = 12;

function remembered() {
  try {
    const numbers = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(numbers) ? numbers.filter((number) => /^\d{13}$/.test(number)) : [];
  } catch {
    return []; // no storage, or not ours: nothing was seen
  }
}

function remember(number) {
  try {
    localStorage.setItem(KEY, JSON.stringify([number, ...remembered().filter((each) => each !== number)].slice(0, MOST + 1)));
  } catch {
    // a browser that keeps nothing
  }
}

class RecentlySeen extends HTMLElement {
  connectedCallback() {
    const shown = document.querySelector("[data-seen]")?.dataset.seen;
    const others = remembered().filter((number) => number !== shown).slice(0, MOST);
    if (shown) remember(shown);
    if (!others.length) return;
    this.toggleAttribute("data-expects", true); // their place is kept, so that nothing moves when they come
    this.whenNear(() => this.fill(others));
  }

  whenNear(act) {
    const watch = new IntersectionObserver(([entry]) => entry.isIntersecting && (watch.disconnect(), act()), {
      rootMargin: "600px",
    });
    watch.observe(this);
  }

  async fill(numbers) {
    const query = new URLSearchParams(numbers.map((number) => ["isbn", number]));
    const answer = await fetch(`${this.dataset.from}?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    this.innerHTML = answer?.ok ? await answer.text() : "";
    this.toggleAttribute("data-expects", this.childElementCount > 0);
    window.htmx?.process(this);
  }
}

customElements.define("recently-seen", RecentlySeen);
