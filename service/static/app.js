// What every page has. A page that needs more names its own module, which starts itself once the page is
// there and before its load event. Every part works on markup that the server drew; none makes its own.
import { startLive } from "./live.js";

const toast = document.getElementById("toast");

function say(text) {
  if (!toast) return;
  toast.textContent = text;
  window.setTimeout(() => { if (toast.textContent === text) toast.textContent = ""; }, 8000);
}

// A request that failed is never silent: the person must know that nothing was saved.
document.body.addEventListener("htmx:sendError", () => say(toast.dataset.failed));
document.body.addEventListener("htmx:timeout", () => say(toast.dataset.failed));
document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) window.location.reload();
  else say(toast.dataset.failed);
});

document.body.addEventListener("said", (event) => say(event.detail.text));

// One menu at a time; Escape and a click elsewhere close it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// "Whose report is this?" is answered by the digit that stands on the button.
document.addEventListener("keydown", (event) => {
  if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input, select, textarea")) return;
  document.querySelector(`.placing [data-key="${event.key}"]`)?.click();
});

// A table wider than its card scrolls; by keyboard too, and the region says whose it is.
function reachTables() {
  for (const box of document.querySelectorAll(".table-scroll")) {
    if (box.hasAttribute("tabindex") || box.scrollWidth <= box.clientWidth) continue;
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    const title = box.querySelector("caption") || box.closest(".card")?.querySelector("h1, h2, h3") || document.querySelector("h1");
    if (title) box.setAttribute("aria-label", title.textContent.trim());
  }
}
reachTables();
window.addEventListener("resize", reachTables);
document.body.addEventListener("htmx:afterSettle", reachTables);

startLive();
