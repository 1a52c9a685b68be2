// A short walk over the pages: a dialog that names one place after another. Arrows and Escape work, it is
// offered until somebody has seen or dismissed it, and the menu brings it back.
const SEEN = "tonghop-tour-seen";

function startTour(dialog) {
  const offer = document.querySelector("[data-tour-offer]");
  const steps = [...document.querySelectorAll("[data-tour-steps] li")]
    .map((step) => ({ place: document.querySelector(step.dataset.target), words: [...step.children].map((e) => e.textContent) }))
    .filter((step) => step.place);
  let at = 0;
  if (offer.hidden && !localStorage.getItem(SEEN)) offer.hidden = false;

  const title = dialog.querySelector("#tour-title");
  const next = dialog.querySelector("[data-tour-next]");
  const back = dialog.querySelector("[data-tour-back]");
  const more = next.textContent;

  function show() {
    for (const step of steps) step.place.classList.remove("tour-here");
    const { place, words } = steps[at];
    place.classList.add("tour-here");
    place.scrollIntoView({ block: "nearest", inline: "nearest" });
    dialog.querySelector("[data-tour-count]").textContent = dialog.querySelector("[data-tour-count]").dataset.text
      .replace("{n}", at + 1).replace("{all}", steps.length);
    [title.textContent, dialog.querySelector("#tour-text").textContent] = words;
    next.textContent = at === steps.length - 1 ? next.dataset.textLast : more;
    back.disabled = at === 0;
    const box = place.getBoundingClientRect();
    const below = box.bottom + 12 + dialog.offsetHeight < window.innerHeight;
    dialog.style.top = `${below ? box.bottom + 12 : Math.max(8, box.top - dialog.offsetHeight - 12)}px`;
    dialog.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - dialog.offsetWidth - 8))}px`;
    title.focus();
  }

  function step(by) {
    if (at + by >= steps.length) dialog.close();
    else if (at + by >= 0) { at += by; show(); }
  }

  offer.querySelector("[data-tour-start]").addEventListener("click", () => { at = 0; dialog.showModal(); show(); });
  offer.querySelector("[data-tour-dismiss]").addEventListener("click", seen);
  next.addEventListener("click", () => step(1));
  back.addEventListener("click", () => step(-1));
  dialog.querySelector("[data-tour-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") step(1);
    if (event.key === "ArrowLeft") step(-1);
  });
  dialog.addEventListener("close", () => {
    for (const one of steps) one.place.classList.remove("tour-here");
    seen();
  });

  function seen() {
    localStorage.setItem(SEEN, "1");
    offer.hidden = true;
    document.querySelector("main").focus();
  }
}

for (const tour of document.querySelectorAll("[data-tour]")) startTour(tour);
