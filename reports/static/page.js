// What a page gains where scripts run. Without them everything is there: links lead to the same places.
"use strict";

const { copy, copied } = document.body.dataset;

for (const text of document.querySelectorAll("pre")) addCopyButton(text);
document.addEventListener("click", openExplanation);

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

// The explanation is on this page already: it is opened where the link would load the page again.
function openExplanation(event) {
  const link = event.target.closest('a[href*="#explain-"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.pathname !== location.pathname) return;
  const explained = document.getElementById(link.hash.slice(1));
  if (!explained) return;
  event.preventDefault();
  explained.closest("details").open = true;
  link.closest("details.term")?.removeAttribute("open");
  location.hash = link.hash;
}
