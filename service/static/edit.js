// The campaign editor: rows are added, moved, indented and removed by keys or buttons; a form is sent as JSON.
const KEYS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in", Enter: "add", Delete: "remove" };

const depthOf = (row) => Number(row.dataset.depth);
const rowsOf = (list) => [...list.children].filter((row) => row.matches("[data-row]"));

function startEditor(form) {
  const said = form.querySelector("[data-said]");
  let changed = false;

  function say(text, act) {
    said.textContent = text;
    if (!act) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button-small";
    button.textContent = form.dataset.back;
    button.addEventListener("click", () => { act(); said.textContent = ""; });
    said.append(" ", button);
  }

  // A row and all deeper ones below it move together.
  function branch(row) {
    const rows = [row];
    for (let next = row.nextElementSibling; next && depthOf(next) > depthOf(row); next = next.nextElementSibling) rows.push(next);
    return rows;
  }

  function name(row) {
    const title = row.querySelector('[data-name="title"], [data-name="words"]');
    return title ? title.value : "";
  }

  function blank(list) {
    const row = list.parentElement.querySelector(":scope > template[data-blank]").content.firstElementChild.cloneNode(true);
    return row;
  }

  function add(list, after) {
    const row = blank(list);
    row.dataset.depth = after ? after.dataset.depth : "0";
    if (after) branch(after).at(-1).after(row);
    else list.append(row);
    row.querySelector("[data-name]").focus();
  }

  function move(row, up) {
    const moving = branch(row);
    if (up) {
      let above = row.previousElementSibling;
      while (above && depthOf(above) > depthOf(row)) above = above.previousElementSibling;
      if (!above || depthOf(above) < depthOf(row)) return;
      above.before(...moving);
    } else {
      const below = moving.at(-1).nextElementSibling;
      if (!below || depthOf(below) < depthOf(row)) return;
      branch(below).at(-1).after(...moving);
    }
    say(form.dataset.moved.replace("{n}", String(rowsOf(row.parentElement).indexOf(row) + 1)));
  }

  function indent(row, by) {
    const above = row.previousElementSibling;
    const deepest = above ? depthOf(above) + 1 : 0;
    const depth = depthOf(row) + by;
    if (depth < 0 || depth > deepest) return;
    for (const each of branch(row)) each.dataset.depth = String(depthOf(each) + by);
    say(form.dataset.level.replace("{n}", String(depth + 1)));
  }

  function remove(row) {
    const list = row.parentElement;
    const gone = branch(row);
    const before = gone.at(-1).nextElementSibling;
    const next = before || row.previousElementSibling;
    gone.forEach((each) => each.remove());
    say(form.dataset.removed.replace("{name}", name(row)), () => { list.insertBefore(gone[0], before); gone[0].after(...gone.slice(1)); row.querySelector("[data-name]").focus(); });
    (next ? next.querySelector("[data-name]") : list.parentElement.querySelector('[data-act="append"]')).focus();
  }

  function act(what, row) {
    const focused = document.activeElement;
    const tree = Boolean(row.querySelector('[data-act="in"]'));
    if (what === "up" || what === "down") move(row, what === "up");
    else if ((what === "in" || what === "out") && tree) indent(row, what === "in" ? 1 : -1);
    else if (what === "add") return add(row.parentElement, row);
    else if (what === "remove") return remove(row);
    if (row.contains(focused)) focused.focus();
  }

  form.addEventListener("keydown", (event) => {
    const what = event.altKey && event.shiftKey && KEYS[event.key];
    const row = event.target.closest("[data-row]");
    if (!what || !row) return;
    event.preventDefault();
    changed = true;
    act(what, row);
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (!button) return;
    changed = true;
    const what = button.dataset.act;
    const row = button.closest("[data-row]");
    if (row) act(what, row);
    else if (what === "append") add(button.closest("[data-lists]").querySelector("[data-list]"), null);
    else if (what === "add-form") {
      const blankForm = form.querySelector("template[data-blank-form]").content.firstElementChild.cloneNode(true);
      form.querySelector("[data-forms]").append(blankForm);
      blankForm.querySelector("[data-name]").focus();
    } else if (what === "remove-form") {
      const gone = button.closest("[data-form]");
      const holder = gone.parentElement;
      gone.remove();
      say(form.dataset.removed.replace("{name}", name(gone)), () => holder.append(gone));
    }
  });

  function values(scope, within) {
    const found = {};
    for (const input of scope.querySelectorAll("[data-name]")) {
      if (within && input.closest(within) !== scope) continue;
      found[input.dataset.name] = input.type === "checkbox" ? input.checked : input.value;
    }
    return found;
  }

  const listed = (list) => rowsOf(list).map((row) => ({ ...values(row), was: row.dataset.was, depth: depthOf(row) }));

  function collect() {
    const list = (kind) => listed(form.querySelector(`:scope > [data-lists] > [data-list="${kind}"]`));
    return {
      head: values(form.querySelector("[data-head]")),
      lines: values(form.querySelector("[data-lines]")),
      outline: list("outline"),
      figures: list("figures"),
      deadlines: list("deadlines"),
      forms: [...form.querySelectorAll("[data-forms] > [data-form]")].map((part) => ({
        was: part.dataset.was,
        id: part.querySelector(':scope > .edit-fields [data-name="id"]').value,
        title: part.querySelector(':scope > .edit-fields [data-name="title"]').value,
        columns: listed(part.querySelector('[data-list="columns"]')),
        groups: listed(part.querySelector('[data-list="groups"]')),
      })),
    };
  }

  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => {
    form.elements.namedItem("rows").value = JSON.stringify(collect());
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

for (const editor of document.querySelectorAll("[data-campaign-editor]")) startEditor(editor);
