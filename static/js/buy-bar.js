// <div class="buy-bar" data-follows="id" data-away>: shown on phones while the thing it follows is out of sight.
const following = new WeakSet();

function follow(bar) {
  const followed = document.getElementById(bar.dataset.follows);
  if (!followed || following.has(bar)) return;
  following.add(bar);
  new IntersectionObserver(([entry]) => bar.toggleAttribute("data-away", entry.isIntersecting)).observe(followed);
}

const followAll = () => document.querySelectorAll(".buy-bar[data-follows]").forEach(follow);

followAll();
document.addEventListener("htmx:afterSettle", followAll);
