// The checks that watch over the cells of a form: sums added up anew at every keystroke, and repairs that
// still make them hold. What is saved is checked by the server; here is only what a person sees meanwhile.
const NOTHING = /^([-–—]*|không)$/i;

// "1.234" and "12,5" as people type them; a dash, "không" and an empty cell count as nought.
export function numberTyped(text) {
  const plain = text.trim();
  if (NOTHING.test(plain)) return 0;
  return /^\d[\d.\s]*(,\d+)?%?$/.test(plain) ? Number(plain.replace(/[.\s%]/g, "").replace(",", ".")) : NaN;
}

// The way figures are written on the paper beside them, in both languages of the page.
export const written = (number) => number.toLocaleString("vi", { maximumFractionDigits: 4 });

export class Checks {
  constructor(known) {
    this.known = new Map(known.map((check) => [check.id, check]));
  }

  // The outcome of each check with the texts that now stand in the cells.
  // `textAt(path)` is undefined for a path outside this form: such a check stays as the server told it.
  outcomes(textAt) {
    return [...this.known.values()].map((check) => {
      if (!check.adds || check.paths.some((path) => textAt(path) === undefined)) return { ...check, sum: null };
      const [whole, ...parts] = check.paths;
      const sum = parts.reduce((total, path) => total + numberTyped(textAt(path)), 0);
      return { ...check, sum, whole, ok: Math.abs(sum - numberTyped(textAt(whole))) < 1e-9 };
    });
  }

  // The cells that a failed check proposes to change, if with them every sum on them would hold.
  repairFor(path, textAt) {
    for (const check of this.outcomes(textAt)) {
      if (check.ok || !check.paths.includes(path) || !check.repair.length) continue;
      const mended = new Map(check.repair);
      const changes = check.repair.filter(([one, text]) => textAt(one) !== undefined && textAt(one).trim() !== text);
      const after = this.outcomes((one) => (mended.has(one) ? mended.get(one) : textAt(one)));
      const holds = after.every((one) => one.ok || !one.paths.some((p) => mended.has(p)));
      if (holds && changes.length) return changes;
    }
    return null;
  }

  // Take over what the server computed after a save; true where a check began to fail.
  take(checks) {
    let failing = false;
    for (const check of checks) {
      const before = this.known.get(check.id);
      if (!before) continue;
      failing ||= before.ok && !check.ok;
      Object.assign(before, { ok: check.ok, repair: check.repair, sentence_vi: check.sentence_vi, sentence_en: check.sentence_en });
    }
    return failing;
  }
}
