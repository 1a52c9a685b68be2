// The page viewer: zoom, pan, turn, boxes. Sizes are set through the style object, which the content
// security policy allows; the boxes are drawn by the server in fractions of the page.
const ZOOM_STEP = 1.25;
const LEAST_ZOOM = 0.25;
const MOST_ZOOM = 6;
const PAN_SHARE = 0.15; // of the stage, for each press of an arrow key

function startViewer(viewer) {
  const stage = viewer.querySelector(".viewer-stage");
  const sheet = viewer.querySelector(".sheet");
  const image = sheet.querySelector("img");
  const view = { zoom: 1, turn: 0 };

  const layOut = () => {
    const ratio = (image.naturalHeight || 1414) / (image.naturalWidth || 1000);
    const sideways = view.turn % 180 !== 0;
    const width = stage.clientWidth * view.zoom * (sideways ? 1 / Math.max(ratio, 1) : 1);
    const height = width * ratio;
    const shift = sideways ? (height - width) / 2 : 0;
    sheet.style.width = `${width}px`;
    sheet.style.transform = `rotate(${view.turn}deg)`;
    sheet.style.marginTop = `${-shift}px`;
    sheet.style.marginBottom = `${-shift}px`;
    sheet.style.marginLeft = `${Math.max(0, (stage.clientWidth - (sideways ? height : width)) / 2) + shift}px`;
  };
  const zoomTo = (zoom, at) => {
    const before = view.zoom;
    view.zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, zoom));
    const point = at || { x: stage.clientWidth / 2, y: stage.clientHeight / 2 };
    const left = (stage.scrollLeft + point.x) * (view.zoom / before) - point.x;
    const top = (stage.scrollTop + point.y) * (view.zoom / before) - point.y;
    layOut();
    stage.scrollTo(left, top);
  };
  const fit = () => {
    const ratio = (image.naturalHeight || 1414) / (image.naturalWidth || 1000);
    view.turn = 0;
    zoomTo(Math.min(1, stage.clientHeight / (stage.clientWidth * ratio)));
  };
  const toggleBoxes = (button) => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    sheet.classList.toggle("no-boxes", !on);
  };
  const show = (id) => {
    const box = sheet.querySelector(`#box-${id}`);
    for (const other of sheet.querySelectorAll(".box-here")) other.classList.remove("box-here");
    for (const link of viewer.querySelectorAll("[data-field]")) link.toggleAttribute("aria-current", link.dataset.field === id);
    if (!box) return;
    box.classList.add("box-here");
    const where = box.getBoundingClientRect();
    const frame = stage.getBoundingClientRect();
    stage.scrollBy(where.left + where.width / 2 - frame.left - frame.width / 2, where.top + where.height / 2 - frame.top - frame.height / 2);
  };

  viewer.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.zoom === "in") zoomTo(view.zoom * ZOOM_STEP);
    else if (button?.dataset.zoom === "out") zoomTo(view.zoom / ZOOM_STEP);
    else if (button?.dataset.zoom === "fit") fit();
    else if (button?.matches("[data-turn]")) { view.turn = (view.turn + 90) % 360; layOut(); }
    else if (button?.matches("[data-boxes]")) toggleBoxes(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, select, textarea")) return;
    const keys = { "+": '[data-zoom="in"]', "=": '[data-zoom="in"]', "-": '[data-zoom="out"]', 0: '[data-zoom="fit"]', r: "[data-turn]", b: "[data-boxes]", "[": '[data-key="["]', "]": '[data-key="]"]' };
    const [right, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] || [0, 0];
    if (right || down) {
      event.preventDefault();
      stage.scrollBy(right * stage.clientWidth * PAN_SHARE, down * stage.clientHeight * PAN_SHARE);
      return;
    }
    const selector = keys[event.key.toLowerCase()];
    const target = selector && (viewer.querySelector(selector) || document.querySelector(selector));
    if (target) { event.preventDefault(); target.click(); }
  });
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const frame = stage.getBoundingClientRect();
    zoomTo(view.zoom * (event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP), { x: event.clientX - frame.left, y: event.clientY - frame.top });
  }, { passive: false });
  dragToPan(stage);
  for (const link of viewer.querySelectorAll("[data-field]")) link.addEventListener("mouseenter", () => show(link.dataset.field));
  for (const link of viewer.querySelectorAll("[data-field]")) link.addEventListener("focus", () => show(link.dataset.field));
  window.addEventListener("resize", layOut);

  const start = () => {
    layOut();
    const here = viewer.querySelector("[data-field][aria-current]");
    if (here) show(here.dataset.field);
    here?.scrollIntoView({ block: "nearest" });
  };
  if (image.complete) start();
  else image.addEventListener("load", start, { once: true });
}

function dragToPan(stage) {
  let from = null;
  stage.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    from = { x: event.clientX + stage.scrollLeft, y: event.clientY + stage.scrollTop };
    stage.setPointerCapture(event.pointerId);
    stage.classList.add("dragging");
  });
  stage.addEventListener("pointermove", (event) => { if (from) stage.scrollTo(from.x - event.clientX, from.y - event.clientY); });
  for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, () => { from = null; stage.classList.remove("dragging"); });
}

for (const viewer of document.querySelectorAll("[data-viewer]")) startViewer(viewer);
