import { keepLent } from "./lease.js";

// The review desk by keyboard. The server draws each field and decides everything; here are keys, the
// crop, and one guard: a field cannot be saved before its crop has been on the screen.
const LEAST_LOOK_MS = 120; // a second Enter of a double press comes sooner; nobody has read the field by then

function startDesk(desk) {
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === desk) show(desk); });
  document.body.addEventListener("htmx:beforeRequest", (event) => { if (desk.contains(event.detail.elt)) desk.dataset.busy = "true"; });
  document.body.addEventListener("htmx:afterRequest", () => delete desk.dataset.busy);
  desk.addEventListener("submit", (event) => beforeSave(desk, event), true);
  desk.addEventListener("click", (event) => onClick(desk, event));
  document.addEventListener("keydown", (event) => onKey(desk, event));
  desk.saving = Promise.resolve();
  desk.unsaved = new Map(); // the forms of fields that are being saved, by field
  window.addEventListener("beforeunload", (event) => { if (desk.unsaved.size) event.preventDefault(); });
  keepLent(desk);
  show(desk);
}

function show(desk) {
  const state = { seen: 0, entry: entryOf(desk) };
  desk.state = state;
  const mark = () => requestAnimationFrame(() => { state.seen = performance.now(); });
  const crop = desk.querySelector("[data-crop] img");
  if (crop && !crop.complete) for (const name of ["load", "error"]) crop.addEventListener(name, mark, { once: true });
  else mark();
  if (crop) drawFrame(crop.closest("[data-crop]"));
  state.entry?.focus();
  state.entry?.select();
  fetchAhead(desk);
}

const aheadOf = (desk) => [...desk.querySelectorAll("template[data-ahead]")];

// The crops of the fields after this one, so that they are there when their cards are shown.
function fetchAhead(desk) {
  for (const ahead of aheadOf(desk)) {
    const crop = ahead.content.querySelector("[data-crop] img");
    if (!crop || ahead.fetched) continue;
    ahead.fetched = new Image();
    ahead.fetched.srcset = crop.srcset;
    ahead.fetched.src = crop.src;
  }
}

const entryOf = (desk) => desk.querySelector('[name="text"]');
const untouched = (desk) => { const entry = entryOf(desk); return !entry || entry.value === entry.dataset.read; };

function beforeSave(desk, event) {
  const form = event.target.closest("[data-desk-form]");
  if (!form) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const looked = desk.state.seen ? performance.now() - desk.state.seen : 0;
  if (desk.dataset.busy || form.dataset.sent || looked < LEAST_LOOK_MS) return;
  form.dataset.sent = "true";
  form.elements.reason.value = event.submitter?.dataset.reason || "";
  form.elements.seconds.value = (looked / 1000).toFixed(2);
  save(desk, form, new FormData(form, event.submitter));
}

// The next field is shown at once, from what the server drew ahead, and the save goes on behind it. What the
// server says then comes first: where it refuses, the refused field comes back with the reason.
function save(desk, form, body) {
  const [ahead, ...held] = aheadOf(desk);
  const card = desk.querySelector(".desk-card");
  const next = ahead?.content.querySelector(".desk-card");
  if (next && !needsValue(form, body)) {
    body.set("following", next.dataset.field);
    body.set("held", held.map((one) => one.dataset.ahead).join(","));
    ahead.remove();
    card.replaceWith(next);
    window.htmx.process(next);
    show(desk);
  }
  desk.unsaved.set(card.dataset.field, form);
  desk.saving = desk.saving.then(async () => {
    body.set("version", form.elements.version.value); // what a save before this one told of it
    await post(desk, form.action, body, card).finally(() => desk.unsaved.delete(card.dataset.field));
  });
}

const needsValue = (form, body) => body.get("verdict") === "save" && "missing" in form.elements.text.dataset && !form.elements.text.value.trim();

async function post(desk, address, body, card) {
  const headers = { "HX-Request": "true", "X-CSRF-Token": document.body.dataset.csrf, "X-Page": desk.dataset.page };
  const answer = await fetch(address, { method: "POST", body, headers, keepalive: true }).catch(() => null);
  if (!answer || ![200, 409, 422].includes(answer.status)) {
    desk.querySelector(".desk-card")?.replaceWith(card);
    delete card.querySelector("[data-desk-form]").dataset.sent;
    show(desk);
    const detail = { xhr: { status: answer?.status } };
    document.body.dispatchEvent(new CustomEvent(answer ? "htmx:responseError" : "htmx:sendError", { detail }));
    return;
  }
  const drawn = new DOMParser().parseFromString(`<div>${await answer.text()}</div>`, "text/html").body.firstChild;
  const now = desk.querySelector(".desk-card");
  const their = drawn.querySelector(".desk-card");
  if (answer.ok && now && now !== card && now.dataset.refused) return; // its reason is to be read first
  if (!answer.ok && their) their.dataset.refused = "true";
  if (drawn.querySelector("[data-goes-on]")) goOn(desk, drawn);
  else if (!answer.ok || desk.unsaved.size < 2 || !now) {
    desk.replaceChildren(...drawn.childNodes);
    window.htmx.process(desk);
    show(desk);
  }
}

// The page shows the next field by now, or even the one after it: what is shown stays as it is, with what is
// typed into it. Taken over are the message, the versions, and the cards behind it that are new.
function goOn(desk, drawn) {
  for (const place of [".desk-bar", "#desk-said"]) desk.querySelector(place).innerHTML = drawn.querySelector(place).innerHTML;
  const shown = desk.querySelector(".desk-card");
  if (!shown) return;
  const { field, version } = drawn.querySelector("[data-goes-on]").dataset;
  renew(desk, shown, field, version);
  const held = new Map(aheadOf(desk).map((one) => [one.dataset.ahead, one]));
  for (const one of held.values()) one.remove();
  let last = shown;
  for (const theirs of drawn.querySelectorAll("template[data-ahead]")) {
    const id = theirs.dataset.ahead;
    if (id === shown.dataset.field || desk.unsaved.has(id)) {
      renew(desk, shown, id, theirs.dataset.version);
      continue;
    }
    const mine = held.get(id);
    if (mine) mine.content.querySelector("[name=version]").value = theirs.dataset.version;
    else if (!theirs.content.querySelector(".desk-card")) continue;
    last.after(mine || theirs);
    last = mine || theirs;
  }
  fetchAhead(desk);
}

function renew(desk, shown, field, version) {
  const form = shown.dataset.field === field ? shown.querySelector("[data-desk-form]") : desk.unsaved.get(field);
  if (form) form.elements.version.value = version;
}

function onClick(desk, event) {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.candidate !== undefined) choose(desk, button);
  else if (button.matches("[data-skip]")) askWhy(desk, true);
  else if (button.matches("[data-context]")) widen(desk, button);
}

function choose(desk, button) {
  const entry = entryOf(desk);
  entry.value = button.dataset.candidate;
  entry.focus();
  entry.select();
}

function walk(desk, step) {
  const entry = entryOf(desk);
  const values = [...desk.querySelectorAll("[data-candidate]")].map((b) => b.dataset.candidate);
  if (!values.length) return;
  const at = values.indexOf(entry.value);
  entry.value = values[at < 0 ? (step > 0 ? 0 : values.length - 1) : (at + step + values.length) % values.length];
  entry.select();
}

function askWhy(desk, open) {
  const reasons = desk.querySelector("[data-skip-reasons]");
  if (!reasons) return;
  reasons.hidden = !open;
  if (open) reasons.querySelector("button").focus();
  else entryOf(desk)?.focus();
}

function widen(desk, button) {
  const crop = desk.querySelector("[data-crop]");
  const wide = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(wide));
  crop.classList.toggle("desk-crop-context", wide);
  crop.querySelector("[data-frame]").hidden = true;
  crop.querySelector("img").srcset = wide ? crop.dataset.wide : crop.dataset.near;
  drawFrame(crop);
  entryOf(desk)?.focus();
}

// A crop tells in its X-Box header where in it the field stands; a frame is drawn around that, since the
// figures of its neighbours are often in the picture too.
async function drawFrame(crop) {
  const image = crop.querySelector("img");
  const frame = crop.querySelector("[data-frame]");
  await image.decode().catch(() => null);
  const address = image.currentSrc;
  const answer = await fetch(address, { cache: "force-cache" }).catch(() => null);
  const box = answer?.headers.get("X-Box")?.split(",").map(Number);
  if (!box || image.currentSrc !== address) return;
  const [x0, y0, x1, y1] = box;
  Object.assign(frame.style, { left: `${x0 * 100}%`, top: `${y0 * 100}%`, width: `${(x1 - x0) * 100}%`, height: `${(y1 - y0) * 100}%` });
  frame.hidden = false;
}

function onKey(desk, event) {
  if (event.isComposing || !desk.querySelector("[data-desk-form]")) return;
  const inEntry = document.activeElement === entryOf(desk);
  const reasons = desk.querySelector("[data-skip-reasons]");
  if (event.key === "Enter" && event.repeat) return void event.preventDefault();
  if (reasons && !reasons.hidden) return skipKey(desk, reasons, event);
  if (event.key === "Escape") { event.preventDefault(); askWhy(desk, true); }
  else if (event.key === "F6") { event.preventDefault(); desk.querySelector(".desk-actions button")?.focus(); }
  else if (event.key === "F7") take(desk, event, desk.querySelector("[data-mends]"));
  else if (event.key === "F2") press(event, desk.querySelector("[data-context]"));
  else if (["F4", "F8", "F9"].includes(event.key)) press(event, desk.querySelector(`[data-key="${event.key}"]`));
  else if (event.ctrlKey && event.key.toLowerCase() === "z" && untouched(desk)) {
    event.preventDefault();
    if (!event.repeat) desk.saving.then(() => desk.querySelector("[data-undo]")?.click());
  }
  else if (inEntry && event.key === "ArrowDown") { event.preventDefault(); walk(desk, 1); }
  else if (inEntry && event.key === "ArrowUp") { event.preventDefault(); walk(desk, -1); }
  else if (inEntry && event.key === "Tab" && !event.altKey && !event.ctrlKey) press(event, desk.querySelector(`[data-walk="${event.shiftKey ? "before" : "behind"}"]`));
  else if (/^[1-9]$/.test(event.key) || /^Key[A-Z]$/.test(event.code)) choice(desk, event);
}

// In a figure or a date the digits are the answer, so there letters choose, and in words digits, as long as
// nothing is typed. Such a choice is saved at once; with Alt a digit only puts the reading into the entry.
function choice(desk, event) {
  const entry = entryOf(desk);
  if (event.ctrlKey || event.metaKey) return;
  const all = desk.querySelectorAll("[data-candidate]");
  if (event.altKey) return void (/^[1-9]$/.test(event.key) && all[event.key - 1] && (event.preventDefault(), choose(desk, all[event.key - 1])));
  if (document.activeElement === entry && !untouched(desk)) return;
  const key = event.code.startsWith("Key") ? event.code.slice(3) : event.key;
  take(desk, event, [...all].find((button) => button.dataset.take === key));
}

function take(desk, event, button) {
  if (!button) return;
  event.preventDefault();
  if (event.repeat) return;
  choose(desk, button);
  desk.querySelector("[data-desk-form]").requestSubmit(desk.querySelector('[value="save"]'));
}

function skipKey(desk, reasons, event) {
  if (event.key === "Escape") { event.preventDefault(); askWhy(desk, false); }
  else if (/^[1-9]$/.test(event.key)) press(event, reasons.querySelectorAll("button")[Number(event.key) - 1]);
}

function press(event, button) {
  if (!button) return;
  event.preventDefault();
  if (!event.repeat) button.click();
}

for (const desk of document.querySelectorAll("[data-desk]")) startDesk(desk);
