// What a page shows is lent to it. While it is open it says so from time to time; when it is left it gives
// everything back; and where the browser is killed the lease ends by itself.
export function keepLent(root) {
  const tell = (what, lasting) => {
    const body = new FormData();
    body.append("csrf_token", document.body.dataset.csrf);
    body.append("scope", root.dataset.scope);
    if (lasting) fetch(`/review/${what}`, { method: "POST", body, headers: { "X-CSRF-Token": document.body.dataset.csrf } }).catch(() => null);
    else navigator.sendBeacon(`/review/${what}`, body);
  };
  const seconds = Number(root.dataset.keepSeconds);
  window.setInterval(() => { if (document.visibilityState === "visible") tell("keep", true); }, seconds * 1000);
  window.addEventListener("pagehide", () => tell("give-back", false));
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
}
