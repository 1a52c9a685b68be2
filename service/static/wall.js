import { keepLent } from "./lease.js";

// The digit wall by keyboard. Enter settles all that is shown, but not while crops are still missing, not
// sooner than anybody can have looked, and not by the Enter that ends the typing of one cell.
const LEAST_LOOK_MS = 350;
const PRELOAD_AFTER_MS = 400;

function startWall(wall) {
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === wall) show(wall); });
  document.body.addEventListener("htmx:beforeRequest", (event) => { if (wall.contains(event.detail.elt)) wall.dataset.busy = "true"; });
  document.body.addEventListener("htmx:afterRequest", () => delete wall.dataset.busy);
  wall.addEventListener("submit", (event) => guard(wall, event), true);
  // Once the last screen is settled nothing in the wall has the focus, and taking back must work all the same.
  document.addEventListener("keydown", (event) => {
    if (event.target === document.body || wall.contains(event.target)) onKey(wall, event);
  });
  wall.addEventListener("input", () => judge(wall));
  wall.addEventListener("focusin", (event) => onFocus(wall, event));
  wall.addEventListener("click", (event) => {
    const tile = event.target.closest("[data-tile]");
    if (tile && !event.target.closest("label")) go(tile);
  });
  keepLent(wall);
  show(wall);
}

const tilesOf = (wall) => [...wall.querySelectorAll("[data-tile]")];
const entryOf = (tile) => tile.querySelector('[name="text"]');
const laterOf = (tile) => tile.querySelector('[name="later"]');
const changed = (tile) => entryOf(tile).value.trim() !== entryOf(tile).dataset.read;

function show(wall) {
  const state = { seen: 0 };
  wall.state = state;
  const crops = [...wall.querySelectorAll("[data-tile] img")];
  const loaded = crops.map((crop) => crop.complete || new Promise((done) => { crop.onload = crop.onerror = done; }));
  Promise.all(loaded).then(() => requestAnimationFrame(() => { state.seen = performance.now(); }));
  judge(wall);
  const wrong = tilesOf(wall).find((tile) => changed(tile));
  if (crops.length) go(wrong || tilesOf(wall)[0]);
  window.setTimeout(() => { for (const next of wall.querySelectorAll("[data-preload]")) new Image().src = next.dataset.preload; }, PRELOAD_AFTER_MS);
}

function go(tile) {
  if (!tile) return;
  entryOf(tile).focus();
  entryOf(tile).select();
}

function onFocus(wall, event) {
  const tile = event.target.closest("[data-tile]");
  if (!tile) return;
  for (const other of tilesOf(wall)) entryOf(other).tabIndex = other === tile ? 0 : -1;
  wall.querySelector("[data-where]").textContent = entryOf(tile).title;
  tile.scrollIntoView({ block: "nearest" });
}

function guard(wall, event) {
  if (!event.target.matches("[data-wall-form]")) return;
  const looked = wall.state.seen ? performance.now() - wall.state.seen : 0;
  if (!wall.dataset.busy && looked >= LEAST_LOOK_MS) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function onKey(wall, event) {
  const tile = event.target.closest("[data-tile]");
  if (event.isComposing || event.altKey) return;
  if (event.ctrlKey && event.key.toLowerCase() === "z" && (!tile || !changed(tile))) {
    const undo = wall.querySelector("[data-undo-form] button");
    if (undo) { event.preventDefault(); undo.click(); }
    return;
  }
  if (event.key === "PageDown" || event.key === "PageUp") return void turn(wall, event);
  if (!tile || event.ctrlKey) return;
  if (event.key === "Enter") onEnter(wall, tile, event);
  else if (event.key === " ") { event.preventDefault(); laterOf(tile).checked = !laterOf(tile).checked; judge(wall); }
  else if (event.key === "Escape") { entryOf(tile).value = entryOf(tile).dataset.read; laterOf(tile).checked = false; entryOf(tile).select(); judge(wall); }
  else if (event.key.startsWith("Arrow")) { event.preventDefault(); walk(wall, tile, event.key); }
}

function onEnter(wall, tile, event) {
  if (event.repeat) return void event.preventDefault();
  if (!changed(tile) || tile.dataset.told === entryOf(tile).value) return;
  event.preventDefault();
  tile.dataset.told = entryOf(tile).value;
  const tiles = tilesOf(wall);
  go(tiles[(tiles.indexOf(tile) + 1) % tiles.length]);
}

// Left and right by order; up and down to the tile in the same column of the next row.
function walk(wall, tile, key) {
  const tiles = tilesOf(wall);
  const at = tiles.indexOf(tile);
  const across = tiles.findIndex((one) => one.offsetTop > tiles[0].offsetTop);
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -(across < 0 ? tiles.length : across), ArrowDown: across < 0 ? tiles.length : across }[key];
  go(tiles[at + step]);
}

function turn(wall, event) {
  const groups = [...wall.querySelectorAll(".wall-groups a")];
  const here = groups.findIndex((link) => link.hasAttribute("aria-current"));
  const next = groups[here + (event.key === "PageDown" ? 1 : -1)];
  event.preventDefault();
  next?.click();
}

function judge(wall) {
  const tiles = tilesOf(wall);
  if (!tiles.length) return;
  let correct = 0;
  let later = 0;
  for (const tile of tiles) {
    const put = laterOf(tile).checked;
    tile.classList.toggle("tile-later", put);
    tile.classList.toggle("tile-changed", !put && changed(tile));
    if (put) later += 1;
    else if (changed(tile)) correct += 1;
  }
  const counts = wall.querySelector("[data-counts]");
  counts.textContent = counts.dataset.text.replace("{confirm}", tiles.length - correct - later).replace("{correct}", correct).replace("{later}", later);
  const confirm = wall.querySelector("[data-confirm]");
  confirm.textContent = confirm.dataset.text.replace("{n}", tiles.length - correct - later);
}

for (const wall of document.querySelectorAll("[data-wall]")) startWall(wall);
