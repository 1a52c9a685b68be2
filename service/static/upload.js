// Sends chosen or dropped files, one request per report, so that one refused file stops no other.
export function startUpload(form) {
  const input = form.querySelector('input[type="file"]');
  const drop = form.querySelector("[data-drop]");
  const together = form.querySelector('[name="together"]');
  const list = document.querySelector("[data-sending]");
  if (!list) {
    // The home page has no progress list: send there as a plain form, which leads to the upload page.
    input.addEventListener("change", () => input.files.length && form.requestSubmit());
  } else {
    input.addEventListener("change", () => { send([...input.files]); input.value = ""; });
  }

  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("drop-over");
  });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("drop-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (list) send([...event.dataTransfer.files]);
    else { input.files = event.dataTransfer.files; form.requestSubmit(); }
  });
  // A file dropped beside the zone would otherwise replace the page.
  for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());

  async function send(files) {
    if (!files.length) return;
    files.sort((a, b) => a.name.localeCompare(b.name, "vi", { numeric: true }));
    const reports = together.checked ? [files] : files.map((file) => [file]);
    const rows = reports.map((report) => addRow(list, report));
    for (const [i, report] of reports.entries()) await sendReport(form, report, rows[i], list);
  }
}

function addRow(list, report) {
  const row = document.createElement("li");
  const text = document.createElement("span");
  const bar = document.createElement("progress");
  const name = report[0].name + (report.length > 1 ? ` (+${report.length - 1})` : "");
  row.className = "file-row";
  text.textContent = list.dataset.textSending.replace("{name}", name);
  text.className = "breakable";
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", text.textContent);
  row.append(text, bar);
  row.dataset.name = name;
  list.append(row);
  return row;
}

function sendReport(form, report, row, list) {
  return new Promise((done) => {
    const body = new FormData(form);
    body.delete("files");
    for (const file of report) body.append("files", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-CSRF-Token", document.body.dataset.csrf);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) row.querySelector("progress").value = event.loaded / event.total;
    });
    request.addEventListener("load", () => {
      // 204: taken in, the progress list shows it; otherwise the server drew what it refused and why.
      if (request.status === 204) row.remove();
      else if (request.responseText.startsWith("<li")) row.outerHTML = request.responseText;
      else fail(row, list);
      window.htmx.trigger(document.body, "sent");
      done();
    });
    request.addEventListener("error", () => { fail(row, list); done(); });
    request.send(body);
  });
}

function fail(row, list) {
  row.className = "notice notice-bad";
  row.setAttribute("role", "alert");
  row.textContent = list.dataset.textFailed.replace("{name}", row.dataset.name);
}
