// What a page gains where scripts run. Without them everything is there: links lead to the same places.
"use strict";

const { copy, copied } = document.body.dataset;

for (const text of document.querySelectorAll("pre")) addCopyButton(text);
document.addEventListener("click", openExplanation);
showRoom(document.querySelector(".rooms [aria-current]"));

// The list of rooms is longer than many windows: it begins where the one is that the reader is in.
function showRoom(room) {
  const rooms = room?.closest(".rooms");
  if (rooms && room.offsetTop + room.offsetHeight > rooms.clientHeight) rooms.scrollTop = room.offsetTop - rooms.clientHeight / 2;
}

// A button that puts a statement or a snippet on the clipboard; the browser has one on https and localhost only.
function addCopyButton(text) {
  if (!copy || !navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = copied;
    setTimeout(() => (button.textContent = copy), 2000);
  });
  const frame = document.createElement("div");
  frame.className = "copied-from";
  text.replaceWith(frame);
  frame.append(text, button);
}

// An explanation is opened where its link would load the page again: it is here already, or fetched and put here.
async function openExplanation(event) {
  const link = event.target.closest('a[href*="#explain-"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.pathname !== location.pathname) return;
  event.preventDefault();
  link.closest("details.term")?.removeAttribute("open");
  const place = document.getElementById(`explain-${new URLSearchParams(link.search).get("explain")}-all`);
  const explanation = place?.matches("details") ? place : await fetchExplanation(link, place);
  if (!explanation) return location.assign(link.href);
  explanation.open = true;
  explanation.querySelector("summary").focus({ preventScroll: true });
  // Loaded again, or kept as a bookmark, the page shows it too.
  history.replaceState(null, "", link.search);
  location.hash = link.hash;
}

// The explanation from the page that the link leads to, in its place; null if it cannot be had.
async function fetchExplanation(link, place) {
  link.setAttribute("aria-busy", "true");
  const answer = await fetch(link.href).catch(() => null);
  link.removeAttribute("aria-busy");
  if (!place || !answer?.ok) return null;
  const explanation = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(place.id);
  if (!explanation?.matches("details")) return null;
  place.replaceWith(explanation);
  for (const text of explanation.querySelectorAll("pre")) addCopyButton(text);
  return explanation;
}
