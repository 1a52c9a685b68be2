// Looks at pictures before they are sent: too dark, blurred, cut off, too small; and at names for a missing page.
// The thresholds were read off scans and photos of the samples, whole, darkened, blurred and cut.
const LOOK_WIDTH = 1400; // px: print of 13 points is some 20 px high there, and its strokes 2 px wide
const LEAST_LONG_SIDE = 1100; // px of an A4 page's long side: 95 dpi
const DARKEST_PAPER = 95; // grey of the paper (its 90th percentile), of 255
const LEAST_SHARPNESS = 0.2; // steepest steps between neighbours over the span from ink to paper: scans have 0.36 to 0.71, blurred ones 0.16
const EDGE_SHARE = 0.006; // of the side: a strip in which no print should stand
const MOST_EDGE_STROKES = 14; // changes from paper to ink along the strip
const LEAST_PAPER_AT_EDGE = 0.55; // of the strip: else it is the table, not paper

// What to warn of in one file, as codes; none for files that a browser cannot open as a picture.
export async function faultsOf(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return [];
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return ["unreadable"];
  }
  const scale = Math.min(1, LOOK_WIDTH / picture.width);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const longSide = Math.max(picture.width, picture.height);
  picture.close();
  return faultsOfPixels(context.getImageData(0, 0, canvas.width, canvas.height), longSide);
}

export function faultsOfPixels({ data, width, height }, longSide) {
  const grey = new Uint8Array(width * height);
  const counts = new Uint32Array(256);
  for (let i = 0; i < grey.length; i += 1) {
    grey[i] = (data[4 * i] * 77 + data[4 * i + 1] * 150 + data[4 * i + 2] * 29) >> 8;
    counts[grey[i]] += 1;
  }
  const paper = percentile(counts, grey.length, 0.9);
  const ink = percentile(counts, grey.length, 0.01);
  const faults = [];
  if (paper < DARKEST_PAPER) faults.push("too_dark");
  if (longSide < LEAST_LONG_SIDE) faults.push("too_small");
  const span = paper - ink;
  if (span > 20 && steepest(grey, width, height) / span < LEAST_SHARPNESS) faults.push("blurred");
  if (span > 20 && isCut(grey, width, height, (paper + ink) / 2)) faults.push("cut_off");
  return faults;
}

// Numbers that a row of names leaves out: "trang 1, trang 2, trang 4" lacks 3.
export function missingNumbers(names) {
  const groups = new Map();
  for (const name of names) {
    const found = /^(.*?)(\d{1,4})\.[a-z]+$/i.exec(name);
    if (!found) continue;
    const group = groups.get(found[1]) || [];
    group.push(Number(found[2]));
    groups.set(found[1], group);
  }
  const missing = [];
  for (const numbers of groups.values()) {
    if (numbers.length < 2) continue;
    const there = new Set(numbers);
    const first = Math.min(...numbers);
    const last = Math.max(...numbers);
    if (last - first > 2 * numbers.length) continue; // hours of the clock, or numbers of other things
    for (let n = first; n <= last; n += 1) if (!there.has(n)) missing.push(n);
  }
  return missing;
}

function percentile(counts, all, share) {
  let below = 0;
  for (let value = 0; value < 256; value += 1) {
    below += counts[value];
    if (below >= all * share) return value;
  }
  return 255;
}

// The 99.5th percentile of the step between a pixel and its right and lower neighbour.
function steepest(grey, width, height) {
  const counts = new Uint32Array(256);
  let all = 0;
  for (let y = 0; y < height - 1; y += 1) {
    for (let x = 0; x < width - 1; x += 1) {
      const i = y * width + x;
      counts[Math.max(Math.abs(grey[i] - grey[i + 1]), Math.abs(grey[i] - grey[i + width]))] += 1;
      all += 1;
    }
  }
  return percentile(counts, all, 0.995);
}

// Whether print runs over an edge: paper along it, and many strokes on the paper.
function isCut(grey, width, height, middle) {
  const strips = [
    [Math.round(width * EDGE_SHARE), height, (along, across) => along * width + across],
    [Math.round(width * EDGE_SHARE), height, (along, across) => along * width + width - 1 - across],
    [Math.round(height * EDGE_SHARE), width, (along, across) => across * width + along],
    [Math.round(height * EDGE_SHARE), width, (along, across) => (height - 1 - across) * width + along],
  ];
  return strips.some(([depth, length, at]) => {
    let strokes = 0;
    let light = 0;
    let before = false;
    for (let along = 0; along < length; along += 1) {
      let darkest = 255;
      for (let across = 1; across <= depth; across += 1) darkest = Math.min(darkest, grey[at(along, across)]);
      const inked = darkest < middle;
      if (!inked) light += 1;
      if (inked && !before) strokes += 1;
      before = inked;
    }
    return light / length >= LEAST_PAPER_AT_EDGE && strokes > MOST_EDGE_STROKES;
  });
}
