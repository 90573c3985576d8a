// What this browser searched for lately: kept here alone, at most six, and each can be forgotten.
const PLACE = "recent-searches";
const MOST = 6;
const LABEL = "Recent searches";

export function all() {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(kept) ? kept.filter((text) => typeof text === "string").slice(0, MOST) : [];
  } catch {
    return []; // storage is refused, or holds something else
  }
}

export function remember(typed) {
  const text = typed.trim();
  if (text) keep([text, ...all().filter((other) => other !== text)].slice(0, MOST));
}

export function forget(text) {
  keep(all().filter((other) => other !== text));
}

/** A group of a list box, as _suggestions.html has them: links that search again, each with a cross that forgets it. */
export function group(searchAddress) {
  const heading = Object.assign(document.createElement("p"), { className: "suggestions__heading", textContent: LABEL });
  heading.setAttribute("aria-hidden", "true");
  const group = document.createElement("div");
  for (const [name, value] of [["role", "group"], ["aria-label", LABEL]]) group.setAttribute(name, value);
  group.append(heading, ...options(searchAddress));
  return group;
}

function options(searchAddress) {
  return all().map((text) => {
    const option = document.createElement("a");
    option.className = "suggestion";
    option.href = `${searchAddress}?${new URLSearchParams({ q: text })}`;
    option.tabIndex = -1;
    option.dataset.recent = text;
    for (const [name, value] of [["role", "option"], ["aria-selected", "false"]]) option.setAttribute(name, value);
    option.setAttribute("aria-label", `${text}, searched before. Press Delete to forget it.`);
    option.append(part("suggestion__label", text), cross());
    return option;
  });
}

function part(name, text) {
  const element = document.createElement("span");
  Object.assign(element, { className: name, textContent: text });
  return element;
}

function cross() {
  const element = part("suggestion__forget", "×");
  element.dataset.forget = "";
  element.setAttribute("aria-hidden", "true");
  element.title = "Forget this search";
  return element;
}

function keep(texts) {
  try {
    localStorage.setItem(PLACE, JSON.stringify(texts));
  } catch {
    // storage is full or refused: nothing is kept
  }
}
