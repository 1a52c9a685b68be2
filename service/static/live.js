// Server-sent events about reports that are being read. An event only says "look again"; the page then
// asks the server for the piece that changed (elements with hx-trigger="live from:body").
const PAUSE_MS = 700; // at most about one refresh a second, however fast pages are read
const AGAIN_MS = 5000; // a stream or a refresh that failed is asked for again so much later

let source = null;
let watched = "";
let timer = 0;

function announce() {
  if (timer) return;
  timer = window.setTimeout(() => {
    timer = 0;
    window.htmx.trigger(document.body, "live");
  }, PAUSE_MS);
}

// A busy or restarted server refuses the stream, which ends it for good, or the refresh, after which nothing
// would ask again: a page that somebody looks at must not stand still.
function lookAgain() {
  window.setTimeout(() => {
    watched = "";
    watch();
    announce();
  }, AGAIN_MS);
}

// Watch exactly the reports that the progress list says are unfinished; reconnect when that changes.
export function watch() {
  const list = document.querySelector("[data-ids]");
  const wanted = list ? list.dataset.ids : document.body.dataset.ids || "";
  if (wanted === watched) return;
  watched = wanted;
  source?.close();
  source = null;
  if (!wanted) return;
  source = new EventSource(`/api/v1/progress/stream?ids=${wanted}`);
  const mine = source;
  mine.addEventListener("error", () => { if (mine === source && mine.readyState === EventSource.CLOSED) lookAgain(); });
  source.addEventListener("progress", announce);
  source.addEventListener("end", () => {
    source?.close();
    source = null;
    watched = "";
    if (document.body.dataset.liveReload) window.location.reload();
    else announce();
  });
}

export function startLive() {
  if (!document.querySelector("[data-ids]")) return;
  document.body.addEventListener("htmx:afterSettle", watch);
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.body.addEventListener(name, (event) => {
    if (event.detail.elt?.matches?.('[hx-trigger*="live"]')) lookAgain();
  });
  window.addEventListener("pagehide", () => source?.close());
  watch();
}
