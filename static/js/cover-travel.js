// The cover travels from the shelf to the page of the book, and back: for one navigation it bears the name "cover".
const BOOKS = "/books/";

function coverOf(address) {
  const { pathname } = new URL(address, location.href);
  if (!pathname.startsWith(BOOKS) || pathname === BOOKS || pathname === location.pathname) return null;
  const links = [...document.querySelectorAll(`main a[href="${CSS.escape(pathname)}"]`)];
  const covers = links.map((link) => link.closest("article, li")?.querySelector(".cover__image"));
  return covers.find((cover) => cover && isInSight(cover));
}

function isInSight(element) {
  const { top, bottom, left, right } = element.getBoundingClientRect();
  return bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
}

function lend(cover, transition) {
  const others = [...document.querySelectorAll(".book__cover")];
  others.forEach((other) => (other.style.viewTransitionName = "none")); // the name must be borne by one alone
  cover.style.viewTransitionName = "cover";
  transition.finished.catch(() => {}).finally(() => {
    cover.style.viewTransitionName = "";
    others.forEach((other) => (other.style.viewTransitionName = ""));
  });
}

addEventListener("pageswap", (event) => {
  const cover = event.viewTransition && event.activation?.entry && coverOf(event.activation.entry.url);
  if (cover) lend(cover, event.viewTransition);
});

addEventListener("pagereveal", (event) => {
  const from = window.navigation?.activation?.from?.url;
  const cover = event.viewTransition && from && coverOf(from);
  if (cover) lend(cover, event.viewTransition);
});
