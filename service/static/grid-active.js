// The active cell above the grid: its piece of the scan, why it waits, other readings, failed checks; and
// the page beside the grid, moved so that the cell stands in its middle.
import { choiceKey, isFigure, labelOf } from "./grid.js";
import { numberTyped } from "./grid-checks.js";

const LINE_PX = 34; // a row of the scan is shown about this high, so that it can be read without zooming
const MOST_ZOOM = 4;

export class ActiveCell {
  constructor(root, grid) {
    this.grid = grid;
    this.text = root.dataset;
    this.part = (name) => root.querySelector(`[data-active-${name}]`);
    this.root = root;
    this.seen = 0;
  }

  show(cell) {
    const crop = this.part("crop");
    this.seen = 0;
    crop.hidden = !cell.dataset.page;
    this.part("nowhere").hidden = Boolean(cell.dataset.page);
    const mark = () => requestAnimationFrame(() => { if (this.grid.here === cell) this.seen = performance.now(); });
    if (cell.dataset.page) {
      crop.onload = crop.onerror = mark;
      crop.src = cropOf(cell);
      crop.alt = labelOf(cell);
      if (crop.complete) mark();
    } else mark();
    this.describe(cell);
    this.moveScan(cell);
    this.preload(cell);
  }

  seenFor(ms) {
    return this.seen > 0 && performance.now() - this.seen >= ms;
  }

  describe(cell) {
    this.part("name").textContent = labelOf(cell);
    const state = this.part("state");
    state.textContent = this.text[`state${cell.dataset.status[0].toUpperCase()}${cell.dataset.status.slice(1)}`];
    state.className = `badge badge-${{ review: "doubt", missing: "absent", accepted: "plain" }[cell.dataset.status] || "good"}`;
    this.part("why").textContent = cell.dataset.why || "";
    this.describeChecks(cell);
    this.describeChoices(cell);
  }

  describeChecks(cell) {
    const place = this.part("checks");
    const sentences = this.grid.failuresAt(cell.dataset.path);
    const changes = sentences.length ? this.grid.checks.repairFor(cell.dataset.path, this.grid.textAt) : null;
    const told = JSON.stringify([sentences, changes]);
    if (place.dataset.told === told) return;
    place.dataset.told = told;
    place.replaceChildren(...sentences.map((sentence) => withText("li", sentence)));
    if (!changes) return;
    const names = changes.map(([path, text]) => `${labelOf(this.grid.at.get(path))} → ${text || this.text.textBlank}`);
    const button = withText("button", "");
    button.type = "button";
    button.dataset.repair = "";
    button.append(withText("kbd", "F7"), ` ${this.text.textRepair.replace("{changes}", names.join("; "))}`);
    const line = document.createElement("li");
    line.append(button);
    place.append(line);
  }

  choices(cell) {
    return JSON.parse(cell.dataset.choices || "[]").filter((text) => !same(text, cell));
  }

  describeChoices(cell) {
    const place = this.part("choices");
    const readings = this.choices(cell);
    const told = `${cell.dataset.cell} ${readings}`;
    if (place.dataset.told === told) return;
    place.dataset.told = told;
    place.replaceChildren(...readings.map((text, i) => {
      const button = withText("button", "");
      button.type = "button";
      button.dataset.choice = text;
      button.append(withText("kbd", choiceKey(cell, i) || `Alt ${i + 1}`), ` ${text}`);
      return button;
    }));
  }

  choose(number) {
    this.part("choices").querySelectorAll("button")[number]?.click();
  }

  preload(cell) {
    const cells = this.grid.cells;
    const row = this.grid.rows.findIndex((one) => one.includes(cell));
    const column = this.grid.rows[row].indexOf(cell);
    const from = cells.indexOf(cell);
    const waiting = cells.slice(from + 1).find((one) => one.classList.contains("cell-review"));
    for (const near of [waiting, cells[from + 1], this.grid.rows[row + 1]?.[column]]) if (near?.dataset.page) new Image().src = cropOf(near);
  }

  moveScan(cell) {
    const stage = this.root.querySelector(".grid-scan");
    if (!cell.dataset.page) return;
    for (const sheet of stage.querySelectorAll("[data-sheet]")) sheet.hidden = sheet.dataset.sheet !== cell.dataset.page;
    const sheet = stage.querySelector(`[data-sheet="${cell.dataset.page}"]`);
    const image = sheet.querySelector("img");
    const [x0, y0, x1, y1] = cell.dataset.box.split(",").map(Number);
    const ratio = (image.height && image.width ? Number(image.getAttribute("height")) / Number(image.getAttribute("width")) : 0) || image.naturalHeight / image.naturalWidth || 1.41;
    const zoom = (sheet.zoom ??= Math.min(MOST_ZOOM, Math.max(1, LINE_PX / ((y1 - y0) * stage.clientWidth * ratio))));
    const width = stage.clientWidth * zoom;
    sheet.style.width = `${width}px`;
    const frame = sheet.querySelector("[data-frame]");
    Object.assign(frame.style, { left: `${x0 * 100}%`, top: `${y0 * 100}%`, width: `${(x1 - x0) * 100}%`, height: `${(y1 - y0) * 100}%` });
    stage.scrollTo(((x0 + x1) / 2) * width - stage.clientWidth / 2, ((y0 + y1) / 2) * width * ratio - stage.clientHeight / 2);
  }
}

// "03" is no other reading of 3.
function same(text, cell) {
  const read = cell.dataset.read;
  return text === read || (isFigure(cell) && numberTyped(text) === numberTyped(read));
}

const cropOf = (cell) => `/api/v1/fields/${cell.dataset.cell}/crop?margin=0.5`;

function withText(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
