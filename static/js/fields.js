// What the server says of a field that was left stands beside it; the field itself is marked here.
// While a button is being pressed nothing moves away from under it: what it sends is looked at anyway.
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  if (detail.target.matches(".field__error") && document.querySelector("button:active")) detail.shouldSwap = false;
});

document.addEventListener("htmx:oobAfterSwap", ({ detail: { target } }) => {
  if (!target.matches(".field__error")) return;
  const field = document.getElementById(target.id.replace(/_error$/, ""));
  const isWrong = target.textContent.trim() !== "";
  const told = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== target.id);
  field.setAttribute("aria-describedby", [...told, target.id].join(" "));
  if (isWrong) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  target.closest(".field").classList.toggle("field--wrong", isWrong);
});
