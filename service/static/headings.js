// The board of headings by keyboard. The lists are radio buttons, which walk by arrow keys by themselves;
// here are the steps between them: Enter on a heading goes to the items, Enter on an item joins the two.
function startBoard(board) {
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === board) show(board); });
  board.addEventListener("keydown", (event) => onKey(board, event));
  show(board);
}

const list = (board, name) => board.querySelector(`[data-${name}]`);

function focusList(board, name) {
  const place = list(board, name);
  const chosen = place?.querySelector("input:checked") || place?.querySelector("input");
  chosen?.focus();
  chosen?.closest("label").scrollIntoView({ block: "nearest" });
  return Boolean(chosen);
}

function show(board) {
  focusList(board, "headings") || focusList(board, "items");
  list(board, "items")?.querySelector("input:checked")?.closest("label").scrollIntoView({ block: "nearest" });
}

function onKey(board, event) {
  if (event.isComposing || event.repeat && event.key === "Enter") return;
  const inHeadings = list(board, "headings")?.contains(event.target);
  const act = {
    Enter: () => (inHeadings ? pick(board, event.target) : event.target.matches("input[name=item]") && submit(board, "assign")),
    F9: () => submit(board, "absent"),
    Delete: () => submit(board, "absent"),
    Escape: () => focusList(board, "headings"),
  }[event.key];
  if (act && event.target.matches("input")) { event.preventDefault(); act(); }
  else if (event.ctrlKey && event.key.toLowerCase() === "z") {
    event.preventDefault();
    board.querySelector("[data-undo-form] button")?.click();
  }
}

// Where every heading answers an item already, none is picked beforehand: Enter picks the one with the focus.
function pick(board, heading) {
  if (heading.matches("input")) heading.checked = true;
  focusList(board, "items");
}

function submit(board, act) {
  board.querySelector(`[data-board-form] [name=act][value=${act}]`).click();
}

for (const board of document.querySelectorAll("[data-board]")) startBoard(board);
