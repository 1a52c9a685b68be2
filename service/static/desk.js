// The review desk by keyboard. The server draws each field and decides everything; here are keys, the
// crop, and one guard: a field cannot be saved before its crop has been on the screen.
const LEAST_LOOK_MS = 120; // a second Enter of a double press comes sooner; nobody has read the field by then

const tally = { count: 0, seconds: 0 };

export function startDesk(desk) {
  Object.assign(tally, JSON.parse(sessionStorage.getItem("desk-tally") || "{}"));
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === desk) show(desk); });
  document.body.addEventListener("htmx:beforeRequest", (event) => { if (desk.contains(event.detail.elt)) desk.dataset.busy = "true"; });
  document.body.addEventListener("htmx:afterRequest", () => delete desk.dataset.busy);
  desk.addEventListener("submit", (event) => beforeSave(desk, event), true);
  desk.addEventListener("click", (event) => onClick(desk, event));
  document.addEventListener("keydown", (event) => onKey(desk, event));
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
  const next = desk.querySelector("[data-preload]");
  if (next) new Image().src = next.dataset.preload;
  const place = desk.querySelector("[data-tally]");
  if (place && tally.count) {
    const pace = (tally.seconds / tally.count).toLocaleString("vi", { maximumFractionDigits: 1 });
    place.textContent = place.dataset.text.replace("{n}", tally.count) + place.dataset.textPace.replace("{s}", pace);
  }
}

const entryOf = (desk) => desk.querySelector('[name="text"]');
const untouched = (desk) => { const entry = entryOf(desk); return !entry || entry.value === entry.dataset.read; };

function beforeSave(desk, event) {
  const form = event.target.closest("[data-desk-form]");
  if (!form) return;
  const looked = desk.state.seen ? performance.now() - desk.state.seen : 0;
  if (desk.dataset.busy || looked < LEAST_LOOK_MS) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const verdict = event.submitter?.value || "save";
  form.elements.reason.value = event.submitter?.dataset.reason || "";
  form.elements.seconds.value = (looked / 1000).toFixed(2);
  if (verdict !== "skip") {
    tally.count += 1;
    tally.seconds += looked / 1000;
    sessionStorage.setItem("desk-tally", JSON.stringify(tally));
  }
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
  crop.querySelector("img").src = wide ? crop.dataset.wide : crop.dataset.near;
  drawFrame(crop);
  entryOf(desk)?.focus();
}

// A crop tells in its X-Box header where in it the field stands; a frame is drawn around that, since the
// figures of its neighbours are often in the picture too.
async function drawFrame(crop) {
  const image = crop.querySelector("img");
  const frame = crop.querySelector("[data-frame]");
  const address = image.getAttribute("src");
  await image.decode().catch(() => null);
  const answer = await fetch(address, { cache: "force-cache" }).catch(() => null);
  const box = answer?.headers.get("X-Box")?.split(",").map(Number);
  if (!box || image.getAttribute("src") !== address) return;
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
  else if (event.key === "F2") press(event, desk.querySelector("[data-context]"));
  else if (["F4", "F8", "F9"].includes(event.key)) press(event, desk.querySelector(`[data-key="${event.key}"]`));
  else if (event.ctrlKey && event.key.toLowerCase() === "z" && untouched(desk)) press(event, desk.querySelector("[data-undo]"));
  else if (inEntry && event.key === "ArrowDown") { event.preventDefault(); walk(desk, 1); }
  else if (inEntry && event.key === "ArrowUp") { event.preventDefault(); walk(desk, -1); }
  else if (/^[1-9]$/.test(event.key)) digit(desk, event);
}

// In a figure or a date the digits are the answer, so there they choose only together with Alt.
function digit(desk, event) {
  const entry = entryOf(desk);
  const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
  const words = entry.dataset.words && untouched(desk);
  if (!event.altKey && !(plain && words) && !(plain && document.activeElement !== entry)) return;
  const button = desk.querySelectorAll("[data-candidate]")[Number(event.key) - 1];
  if (!button) return;
  event.preventDefault();
  choose(desk, button);
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
