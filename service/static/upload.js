// Takes chosen, dropped or photographed files, warns of bad pictures before they are sent, and sends them.
import { faultsOf, missingNumbers } from "./quality.js";
import { sendReports } from "./sending.js";

function startUpload(form) {
  const tray = form.querySelector("[data-tray]");
  const together = form.querySelector('[name="together"]');
  const accepted = form.querySelector("#files").accept.split(",").map((ending) => ending.trim().toLowerCase());
  const held = []; // {file, faults}: what waits in the tray

  for (const input of form.querySelectorAll('input[type="file"]')) {
    input.addEventListener("change", () => {
      const files = [...input.files];
      input.value = "";
      take(files, input.dataset.camera !== undefined);
    });
  }

  const drop = form.querySelector("[data-drop]");
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("drop-over");
  });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("drop-over"));
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    take(await dropped(event.dataTransfer), false);
  });
  // A file dropped beside the zone would otherwise replace the page.
  for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());

  tray.querySelector("[data-tray-send]").addEventListener("click", () => send(held.splice(0).map((one) => one.file)));
  tray.querySelector("[data-tray-clear]").addEventListener("click", () => { held.length = 0; show(); });
  tray.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tray-remove]");
    if (!button) return;
    held.splice([...tray.querySelectorAll("[data-tray-remove]")].indexOf(button), 1);
    show();
  });

  // What is fine goes at once; a picture with a fault, and photographs, wait for a word.
  async function take(files, photographed) {
    const wanted = files.filter((file) => accepted.some((ending) => file.name.toLowerCase().endsWith(ending)));
    const skipped = files.length - wanted.length;
    if (skipped) window.htmx.trigger(document.body, "said", { text: form.dataset.textSkipped.replace("{n}", skipped) });
    if (!wanted.length) return undefined;
    wanted.sort((a, b) => a.name.localeCompare(b.name, "vi", { numeric: true }));
    const looked = [];
    for (const file of wanted) looked.push({ file, faults: await faultsOf(file) });
    const missing = missingNumbers(wanted.map((file) => file.name));
    const waits = photographed || held.length || missing.length || looked.some((one) => one.faults.length);
    if (!waits) return send(wanted);
    if (photographed) together.checked = true;
    held.push(...looked);
    show();
    tray.querySelector("[data-tray-send]").focus();
  }

  function show() {
    tray.hidden = !held.length;
    const list = tray.querySelector("[data-tray-list]");
    for (const picture of list.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    list.replaceChildren(...held.map((one, at) => row(one, at)));
    const missing = missingNumbers(held.map((one) => one.file.name));
    const told = tray.querySelector("[data-tray-missing]");
    told.hidden = !missing.length;
    told.textContent = form.dataset.textMissing.replace("{pages}", missing.join(", "));
  }

  function row({ file, faults }, at) {
    const made = tray.querySelector("template").content.cloneNode(true).firstElementChild;
    made.querySelector("[data-name]").textContent = photographedName(file, at);
    made.querySelector("[data-tray-remove]").setAttribute("aria-label", `${form.dataset.textRemove}: ${file.name}`);
    const picture = made.querySelector("img");
    if (file.type.startsWith("image/") && !faults.includes("unreadable")) picture.src = URL.createObjectURL(file);
    else picture.remove();
    made.querySelector("[data-faults]").append(...faults.map((fault) => {
      const line = document.createElement("li");
      line.textContent = form.dataset[`fault${fault.replace(/(^|_)([a-z])/g, (_, __, letter) => letter.toUpperCase())}`];
      return line;
    }));
    made.classList.toggle("tray-doubt", faults.length > 0);
    return made;
  }

  // Phones call every picture "image.jpg"; the order in which they were taken says more.
  function photographedName(file, at) {
    return together.checked ? `${at + 1}. ${file.name}` : file.name;
  }

  function send(files) {
    show();
    const reports = together.checked ? [files] : files.map((file) => [file]);
    return sendReports(form, reports);
  }
}

// The files of a drop, those of folders too.
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
  const found = [];
  for (const entry of entries) await walk(entry, found);
  return found;
}

async function walk(entry, found) {
  if (entry.isFile) {
    found.push(await new Promise((done, failed) => entry.file(done, failed)));
    return;
  }
  const reader = entry.createReader();
  for (;;) { // a browser hands out a folder's entries a hundred at a time
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return;
    for (const one of some) await walk(one, found);
  }
}

for (const form of document.querySelectorAll("[data-upload]")) startUpload(form);
