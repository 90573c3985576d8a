// The phone's menu folds when one leaves it.
const menu = () => document.querySelector("details[data-menu][open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu()) return;
  const open = menu();
  open.open = false;
  open.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  if (menu() && !menu().contains(event.target)) menu().open = false;
});
