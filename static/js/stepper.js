// <quantity-stepper> around a number field: a button down and a button up. The form hears one change after the last press.
const SETTLED = 350; // milliseconds

class QuantityStepper extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input[type=number]");
    if (!this.field || this.querySelector(".stepper__step")) return;
    this.field.before(this.button("minus", "One fewer", () => this.field.stepDown()));
    this.field.after(this.button("plus", "One more", () => this.field.stepUp()));
  }

  button(icon, label, step) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "stepper__step" });
    button.setAttribute("aria-label", label);
    button.append(drawing(icon));
    button.addEventListener("click", () => {
      step();
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.field.dispatchEvent(new Event("change", { bubbles: true })), SETTLED);
    });
    return button;
  }
}

/** An icon of the page's own sheet: its address is read from one that the server has drawn. */
function drawing(name) {
  const svg = document.querySelector("svg.icon").cloneNode(true);
  const use = svg.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  return svg;
}

customElements.define("quantity-stepper", QuantityStepper);
