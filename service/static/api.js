// Calls to our own JSON API on behalf of the person in front of the page.
const language = () => (document.documentElement.lang === "en" ? "en" : "vi");

export class Refused extends Error {
  // A problem that the server described; `status` 0 means that no answer came at all.
  constructor(status, problem) {
    super(problem?.detail || String(status));
    this.status = status;
    this.problem = problem || {};
  }

  get sentence() {
    const en = language() === "en";
    const { detail = "", detail_en = "", remedy = "", remedy_en = "" } = this.problem;
    return `${en ? detail_en : detail} ${en ? remedy_en : remedy}`.trim();
  }
}

export async function call(method, address, body) {
  const headers = { "X-CSRF-Token": document.body.dataset.csrf };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(`/api/v1${address}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }).catch(() => null);
  if (!answer) throw new Refused(0);
  const told = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(answer.status, told);
  return told;
}

export const said = (thing) => thing[`sentence_${language()}`];
