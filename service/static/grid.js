// The table grid by keyboard: a spreadsheet over the cells that the server drew, each saved on its own
// through the JSON API. Walking over a cell never confirms it; only a changed text or Ctrl+Enter saves.
import { call, Refused, said } from "./api.js";
import { Checks, numberTyped, written } from "./grid-checks.js";
import { ActiveCell } from "./grid-active.js";
import { keepLent } from "./lease.js";

const LEAST_LOOK_MS = 120; // as on the desk: nobody has read a cell sooner than that
const CHOICE_KEYS = ["KeyA", "KeyS", "KeyD", "KeyF", "KeyG"]; // as on the desk: the left hand's home row
const MOST_WORDINGS = 9; // as many as there are digit keys
const DOUBTFUL = ["review", "missing"];

export const entryOf = (cell) => cell.querySelector("input, textarea");
export const labelOf = (cell) => entryOf(cell).getAttribute("aria-label");
const textOf = (cell) => entryOf(cell).value;
const changed = (cell) => textOf(cell).trim() !== cell.dataset.read.trim();
const waits = (cell) => DOUBTFUL.includes(cell.dataset.status);

function startGrid(root) {
  new Grid(root).start();
}

class Grid {
  constructor(root) {
    this.root = root;
    root.grid = this;
    this.text = root.dataset;
    for (const cell of root.querySelectorAll("[data-cell]")) complete(cell, root.dataset.form);
    this.rows = [...root.querySelectorAll("tbody tr")].map((row) => [...row.children].map((cell) => (cell.dataset.cell ? cell : null)));
    this.cells = this.rows.flat().filter(Boolean);
    this.at = new Map(this.cells.map((cell) => [cell.dataset.path, cell]));
    this.checks = new Checks(JSON.parse(root.dataset.checks));
    this.active = new ActiveCell(root, this);
    this.saving = Promise.resolve();
    this.acts = []; // each act of this visit with how many fields it settled, for taking it back as a whole
    this.here = null;
  }

  start() {
    keepLent(this.root);
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    this.root.addEventListener("focusin", (event) => this.onFocus(event));
    this.root.addEventListener("focusout", (event) => this.onLeave(event));
    this.root.addEventListener("mousedown", (event) => this.onPress(event));
    this.root.addEventListener("dblclick", (event) => this.edit(event.target.closest("[data-cell]")));
    this.root.addEventListener("input", () => this.judge());
    this.root.addEventListener("click", (event) => this.onClick(event));
    window.addEventListener("beforeunload", (event) => { if (this.cells.some((cell) => changed(cell) || cell.dataset.pending)) event.preventDefault(); });
    for (const cell of this.cells) {
      const entry = entryOf(cell);
      entry.autocomplete = "off";
      entry.setAttribute("aria-describedby", "active-about");
      if (entry.matches("input")) entry.inputMode = "decimal";
    }
    const asked = this.cells.find((cell) => cell.dataset.cell === this.text.here);
    this.judge();
    this.go(asked || this.cells.find(waits) || this.cells[0]);
    this.count();
  }

  textAt = (path) => { const cell = this.at.get(path); return cell && textOf(cell); };

  // --- walking ------------------------------------------------------------------------------------------

  go(cell) {
    if (!cell) return false;
    const entry = entryOf(cell);
    entry.focus();
    entry.select();
    return true;
  }

  onFocus(event) {
    const cell = event.target.closest("[data-cell]");
    if (!cell || cell === this.here) return;
    if (this.here) entryOf(this.here).tabIndex = -1;
    entryOf(cell).tabIndex = 0;
    this.here = cell;
    entryOf(cell).select();
    this.active.show(cell);
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // The first press on a cell takes it as a whole, as in a spreadsheet; a second one sets the caret.
  onPress(event) {
    const cell = event.target.closest("[data-cell]");
    if (!cell || event.button !== 0) return;
    if (cell === this.here && document.activeElement === entryOf(cell)) return void cell.classList.add("grid-editing");
    event.preventDefault();
    this.go(cell);
  }

  onLeave(event) {
    const cell = event.target.closest("[data-cell]");
    if (!cell) return;
    cell.classList.remove("grid-editing");
    this.keep(cell);
  }

  step(down, right) {
    const row = this.rows.findIndex((cells) => cells.includes(this.here));
    const column = this.rows[row].indexOf(this.here);
    for (let r = row + down, c = column + right; r >= 0 && r < this.rows.length; r += down, c += right) {
      if (c < 0 || c >= this.rows[r].length) return false;
      if (this.rows[r][c]) return this.go(this.rows[r][c]);
    }
    return false;
  }

  // Tab walks row by row; at either end of the form it leaves it.
  walk(step) {
    return this.go(this.cells[this.cells.indexOf(this.here) + step]);
  }

  goToDoubtful(step) {
    const from = this.cells.indexOf(this.here);
    const order = this.cells.map((_, i) => this.cells[(from + step * (i + 1) + this.cells.length * 2) % this.cells.length]);
    return this.go(order.find((cell) => waits(cell) && cell !== this.here));
  }

  edit(cell) {
    if (!cell) return;
    cell.classList.add("grid-editing");
    const entry = entryOf(cell);
    entry.setSelectionRange(entry.value.length, entry.value.length);
  }

  onKey(event) {
    const cell = event.target.closest("[data-cell]");
    if (!cell || event.isComposing) return;
    const editing = cell.classList.contains("grid-editing");
    const act = this.actionOf(event, cell, editing);
    if (!act) return;
    if (act() !== false) event.preventDefault();
  }

  actionOf(event, cell, editing) {
    const { key, ctrlKey, altKey, shiftKey } = event;
    if (key === "Enter" && event.repeat) return () => true;
    if (key === "Enter" && ctrlKey) return () => this.confirm(cell);
    if (key === "Enter") return () => { this.keep(cell, true); this.step(shiftKey ? -1 : 1, 0); };
    if (key === "Tab" && !ctrlKey && !altKey) return () => this.walk(shiftKey ? -1 : 1);
    if (key === "Escape") return () => this.restore(cell);
    if (key === "F2") return () => this.edit(cell);
    // In a cell that nobody has begun to type into, a space confirms and one key takes another reading: a
    // letter in a figure, where digits are the answer, and a digit in words.
    const fresh = !editing && !changed(cell) && !ctrlKey && !altKey;
    if (fresh && key === " ") return () => this.confirm(cell);
    const choice = fresh ? choiceOf(cell, event) : -1;
    if (choice >= 0) return () => this.takeChoice(cell, choice);
    if (key === "F7") return () => this.repair(cell);
    if (key === "F8") return () => this.sayWithout(cell, "illegible");
    if (key === "F9") return () => this.sayWithout(cell, "not_on_paper");
    if (ctrlKey && key.toLowerCase() === "z" && !changed(cell)) return () => this.undo();
    if (altKey && /^[1-9]$/.test(key)) return () => this.active.choose(Number(key) - 1);
    if (altKey || shiftKey || !key.startsWith("Arrow")) return null;
    if (ctrlKey) return { ArrowDown: () => this.goToDoubtful(1), ArrowUp: () => this.goToDoubtful(-1) }[key] || null;
    if (editing) return null;
    const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
    return () => { this.step(down, right); };
  }

  onClick(event) {
    const button = event.target.closest("button");
    if (!button || !this.here) return;
    if (button.dataset.choice !== undefined) this.put(this.here, button.dataset.choice);
    else if (button.matches("[data-repair]")) this.repair(this.here);
    this.go(this.here);
  }

  takeChoice(cell, number) {
    const text = this.active.choices(cell)[number];
    if (text === undefined) return false;
    this.put(cell, text);
    return this.confirm(cell);
  }

  put(cell, text) {
    entryOf(cell).value = text;
    entryOf(cell).select();
    this.judge();
  }

  restore(cell) {
    if (!changed(cell)) return void cell.classList.remove("grid-editing");
    this.put(cell, cell.dataset.read);
    this.mark(cell, "");
    this.tell("");
  }

  // --- saving -------------------------------------------------------------------------------------------

  // Save a changed text. One that the server refused, or that stands against somebody else's, waits for
  // Enter: leaving the cell must not write over what another person has just said.
  keep(cell, onPurpose = false) {
    if (!changed(cell) || (cell.dataset.trouble && !onPurpose)) return;
    if (cell.dataset.pending === textOf(cell)) return;
    this.settle(cell, "correct", textOf(cell).trim());
  }

  confirm(cell) {
    if (changed(cell)) this.keep(cell, true);
    else if (waits(cell)) {
      if (!this.active.seenFor(LEAST_LOOK_MS)) return true;
      if (cell.dataset.status === "missing" && !textOf(cell).trim()) return void this.tell(this.text.textNeedValue, "bad");
      this.settle(cell, "confirm");
    }
    this.goToDoubtful(1);
    return true;
  }

  // Nobody can read it, or it is not there: said once, and on to the next that waits.
  sayWithout(cell, verdict) {
    this.settle(cell, verdict);
    this.goToDoubtful(1);
  }

  settle(cell, verdict, text = null) {
    if (cell.dataset.lent) return void this.tell(this.text.textLent.replace("{who}", cell.dataset.lent), "bad");
    const act = { settled: 0 };
    this.acts.push(act);
    return this.send(act, cell, verdict, text);
  }

  send(act, cell, verdict, text) {
    cell.dataset.pending = text ?? "";
    this.mark(cell, "saving");
    this.saving = this.saving.then(async () => {
      const body = { verdict, text, version: Number(cell.dataset.version) };
      try {
        const told = await call("POST", `/fields/${cell.dataset.cell}/settle`, body);
        act.settled += 1;
        delete cell.dataset.pending;
        this.mark(cell, "");
        this.take(cell, told.field, text ?? textOf(cell));
        if (this.checks.take(told.checks)) await this.refresh();
        this.tell(this.text.textSaved.replace("{name}", labelOf(cell)), "good");
      } catch (error) {
        delete cell.dataset.pending;
        await this.refused(cell, error);
      }
      this.judge();
      this.count();
    });
    return this.saving;
  }

  async refused(cell, error) {
    if (!(error instanceof Refused)) throw error;
    this.mark(cell, error.status === 409 ? "conflict" : "unsaved");
    if (error.status === 409) {
      const item = await call("GET", `/fields/${cell.dataset.cell}`).catch(() => null);
      const mine = textOf(cell);
      if (item) this.take(cell, item.field, null);
      const theirs = cell.dataset.read || this.text.textBlank;
      this.tell(this.text.textConflict.replace("{who}", item?.field.settled_by || "?").replace("{theirs}", theirs).replace("{mine}", mine.trim() || this.text.textBlank), "bad");
      if (mine.trim() === cell.dataset.read.trim()) this.mark(cell, "");
    } else this.tell(error.status === 401 ? this.text.textSignedOut : error.sentence || this.text.textLost, "bad");
    if (this.here && this.here !== cell && !changed(this.here)) this.go(cell);
  }

  // Show a field as the server now has it. `sent` is what this cell sent, null where it must keep its text.
  take(cell, field, sent) {
    const untouched = sent === null ? !changed(cell) : textOf(cell).trim() === sent.trim();
    cell.classList.remove(`cell-${cell.dataset.status}`);
    Object.assign(cell.dataset, { version: field.version, status: field.status, read: shownAs(field) });
    if (field.status !== "accepted") cell.classList.add(`cell-${field.status}`);
    if (!DOUBTFUL.includes(field.status)) cell.dataset.why = "";
    if (untouched) {
      entryOf(cell).value = cell.dataset.read;
      if (cell === this.here) entryOf(cell).select();
    }
    if (cell === this.here) this.active.describe(cell);
  }

  async refresh() {
    const fields = await call("GET", `/submissions/${this.text.submission}/fields?prefix=table.${this.text.form}.`);
    for (const field of fields) {
      const cell = this.at.get(field.path);
      if (!cell || cell.dataset.pending) continue;
      if (field.version !== Number(cell.dataset.version) || field.status !== cell.dataset.status) this.take(cell, field, null);
    }
  }

  repair(cell) {
    const changes = this.checks.repairFor(cell.dataset.path, this.textAt);
    if (!changes) return void this.tell(this.text.textNoRepair, "bad");
    const act = { settled: 0 };
    this.acts.push(act);
    for (const [path, text] of changes) {
      this.put(this.at.get(path), text);
      this.send(act, this.at.get(path), "correct", text);
    }
    this.saving.then(() => this.tell(this.text.textRepaired.replace("{n}", changes.length), "good"));
    return true;
  }

  undo() {
    this.saving = this.saving.then(async () => {
      let act = this.acts.pop();
      while (act && !act.settled) act = this.acts.pop();
      const times = act ? act.settled : 1;
      let field = null;
      try {
        for (let i = 0; i < times; i += 1) field = (await call("POST", "/review/undo", { submission: Number(this.text.submission) })).field;
        this.tell(this.text.textUndone.replace("{n}", times), "good");
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        this.tell(error.sentence || this.text.textLost, "bad");
      }
      this.checks.take((await call("GET", `/submissions/${this.text.submission}`)).checks);
      await this.refresh();
      this.judge();
      this.count();
      if (field && !changed(this.here)) this.go(this.at.get(field.path));
    });
    return true;
  }

  // --- what is shown ------------------------------------------------------------------------------------

  // Sums and failed checks as they stand with the texts now in the cells.
  judge() {
    const failing = new Set();
    const hints = new Map();
    for (const check of this.checks.outcomes(this.textAt)) {
      if (!check.ok) for (const path of check.paths) failing.add(path);
      if (check.sum !== null && check.sum !== undefined) hints.set(check.whole, Number.isNaN(check.sum) ? "Σ ?" : `Σ ${written(check.sum)}`);
    }
    for (const cell of this.cells) {
      const path = cell.dataset.path;
      cell.classList.toggle("cell-fails", failing.has(path));
      const mend = failing.has(path) ? this.checks.repairFor(path, this.textAt)?.find(([one]) => one === path) : null;
      const hint = [hints.get(path), mend && `→ ${mend[1] || this.text.textBlank}`].filter(Boolean).join("  ");
      const place = cell.querySelector("[data-hint]");
      place.textContent = hint;
      place.hidden = !hint;
    }
    if (this.here) this.active.describe(this.here);
  }

  mark(cell, state) {
    cell.classList.remove("cell-saving", "cell-unsaved", "cell-conflict");
    if (state) cell.classList.add(`cell-${state}`);
    if (state === "unsaved" || state === "conflict") cell.dataset.trouble = state;
    else delete cell.dataset.trouble;
  }

  tell(text, tone = "") {
    const place = this.root.querySelector("[data-said]");
    place.textContent = text;
    place.dataset.tone = tone;
  }

  count() {
    const left = this.cells.filter(waits).length;
    this.root.querySelector("[data-left]").textContent = left ? this.text.textLeft.replace("{n}", left) : this.text.textNoneLeft;
    this.root.querySelector("[data-finished]").hidden = left > 0;
  }

  // A sum is told with the figures now in the cells; other checks as the server told them.
  sentenceOf(check) {
    if (check.sum === null || Number.isNaN(check.sum)) return said(check);
    const whole = numberTyped(this.textAt(check.whole));
    const facts = { name: labelOf(this.at.get(check.whole)), whole: written(whole), sum: written(check.sum), difference: written(Math.abs(check.sum - whole)) };
    return this.text.textSum.replace(/\{(\w+)\}/g, (_, key) => facts[key]);
  }

  failuresAt(path) {
    return this.checks.outcomes(this.textAt).filter((check) => !check.ok && check.paths.includes(path)).map((check) => this.sentenceOf(check));
  }
}

export const isFigure = (cell) => entryOf(cell).matches("input");
export const choiceKey = (cell, number) => (isFigure(cell) ? CHOICE_KEYS[number]?.slice(3) : number < MOST_WORDINGS ? String(number + 1) : undefined);
const choiceOf = (cell, event) => (isFigure(cell) ? CHOICE_KEYS.indexOf(event.code) : /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : -1);

// What most cells have alike is left out of the page and put in here.
function complete(cell, form) {
  cell.dataset.path = `table.${form}.${cell.dataset.path}`;
  cell.dataset.status ||= "accepted";
  cell.dataset.read = textOf(cell);
  const hint = document.createElement("span");
  hint.className = "grid-hint";
  hint.dataset.hint = "";
  hint.hidden = true;
  cell.append(hint);
}

function shownAs(field) {
  if (field.value === null) return "";
  if (typeof field.value !== "number") return String(field.value);
  if (field.value === 0 && Number.isNaN(Number(field.raw)) && numberTyped(field.raw) === 0) return "-";
  return written(field.value) + (field.unit === "%" ? "%" : "");
}

for (const grid of document.querySelectorAll("[data-grid]")) startGrid(grid);
