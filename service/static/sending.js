// Sends reports, one request each, so that one refused file stops no other; a row tells how far each is.
export async function sendReports(form, reports) {
  const list = document.querySelector("[data-sending]");
  const rows = reports.map((report) => addRow(list, report));
  const leaving = (event) => event.preventDefault(); // what is not sent yet would be lost with the page
  window.addEventListener("beforeunload", leaving);
  try {
    for (const [i, report] of reports.entries()) await sendReport(form, report, rows[i], list);
  } finally {
    window.removeEventListener("beforeunload", leaving);
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
