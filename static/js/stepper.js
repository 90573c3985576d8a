// <quantity-stepper> around a number field and its two buttons. The form hears one change after the last press.
const SETTLED = 350; // milliseconds

class QuantityStepper extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const step = event.target.closest("[data-step]")?.dataset.step;
      if (step) this.move(step);
    });
  }

  move(step) {
    const field = this.querySelector("input");
    if (step === "up") field.stepUp();
    else field.stepDown();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => field.dispatchEvent(new Event("change", { bubbles: true })), SETTLED);
  }
}

customElements.define("quantity-stepper", QuantityStepper);
