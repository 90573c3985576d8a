// What was typed into a password field can be looked at, as long as one likes.
for (const field of document.querySelectorAll("input[type=password]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--link button--small reveal";
  const label = document.querySelector(`label[for="${field.id}"]`)?.firstChild.textContent.trim().toLowerCase() ?? "password";
  const show = (isShown) => {
    field.type = isShown ? "text" : "password";
    button.textContent = isShown ? `Hide the ${label}` : `Show the ${label}`;
  };
  show(false);
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => show(field.type === "password"));
  field.form?.addEventListener("submit", () => show(false));
  field.after(button);
}
