// What a chart gains where scripts run: its values without waiting, by pointer or arrows, and fewer days by drawing over them.
// Without them the table beneath has the values, and its rows lead to their days.
"use strict";

const SHORTEST_DRAG = 8;

for (const chart of document.querySelectorAll("figure[data-zoom]")) follow(chart);

function follow(chart) {
  const places = [...chart.querySelectorAll(".place")];
  const hints = places.map(takeHint);
  const said = chart.appendChild(document.createElement("p"));
  said.className = "chart-said";
  said.setAttribute("role", "status");
  // Where the arrows stand, where a stretch begun there or by the pointer starts, and how far right that was.
  let current = -1, start = -1, pressed = null;

  chart.tabIndex = 0;
  chart.addEventListener("pointermove", move);
  chart.addEventListener("pointerdown", press);
  chart.addEventListener("pointerup", release);
  chart.addEventListener("pointerleave", forget);
  chart.addEventListener("keydown", key);
  chart.addEventListener("blur", forget);

  function show(index, from) {
    [current, start] = [index, from];
    const [first, last] = stretch();
    places.forEach((place, at) => place.classList.toggle("place-chosen", at >= first && at <= last));
    said.textContent = first < last ? `${named(first)} → ${named(last)}. ${chart.dataset.zoomSaid}` : hints[index] || "";
  }

  function stretch() {
    return start < 0 ? [current, current] : [Math.min(start, current), Math.max(start, current)];
  }

  function named(index) {
    return places[index].dataset.name;
  }

  function forget() {
    pressed = null;
    show(-1, -1);
  }

  function indexOf(event) {
    return places.indexOf(event.target.closest(".place"));
  }

  function move(event) {
    const index = indexOf(event);
    if (index >= 0) show(index, pressed === null ? -1 : start);
  }

  // A finger scrolls the page: it is the table's rows that it follows.
  function press(event) {
    const index = indexOf(event);
    if (index < 0 || event.pointerType === "touch" || event.button) return;
    event.preventDefault();
    pressed = event.clientX;
    show(index, index);
  }

  function release(event) {
    if (pressed !== null && Math.abs(event.clientX - pressed) >= SHORTEST_DRAG) zoom();
    pressed = null;
    show(current, -1);
  }

  function key(event) {
    if (event.target !== chart || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && current >= 0) zoom();
    else if (event.key === "Escape") forget();
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") step(event.key === "ArrowLeft" ? -1 : 1, event.shiftKey);
    else return;
    event.preventDefault();
  }

  function step(by, wide) {
    const from = current < 0 ? (by < 0 ? places.length : -1) : current;
    const next = Math.min(Math.max(from + by, 0), places.length - 1);
    show(next, wide ? (start < 0 ? Math.max(current, 0) : start) : -1);
  }

  function zoom() {
    const [first, last] = stretch().map((index) => places[index].dataset);
    if (!first.from) return;
    const address = new URL(chart.dataset.zoom, location);
    address.searchParams.set("from", first.from);
    address.searchParams.set("to", last.to);
    location = address;
  }
}

// Said at once, it need not be said again by the browser a second later.
function takeHint(place) {
  const title = place.querySelector("title");
  const hint = title.textContent.split("\n").join(" · ");
  title.remove();
  return hint;
}
