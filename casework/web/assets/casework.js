/* Small comforts on top of pages that work without them: keys, focus on mistakes, no double sending, a calendar. */
(() => {
  "use strict";

  const words = document.getElementById("script-words")?.dataset ?? {};

  const isTyping = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;

  /* One key opens what carries it: data-key on a link follows it, on a field goes there. */
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    // What the page itself offers is nearer than what every page offers in its header.
    const offered = [...document.querySelectorAll("main [data-key], [data-key]")].filter((element) => element.dataset.key === event.key);
    const target = offered.find((element) => element.closest("main")) ?? offered[0];
    if (!target) return;
    event.preventDefault();
    if (target instanceof HTMLAnchorElement) target.click();
    else target.focus();
  });

  /* Mistakes are read first. */
  document.querySelector("[data-focus]")?.focus();

  /* A second click while the first is on its way changes nothing. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.once === undefined || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    }
  });

  /* The menu closes with Escape and when the reader turns elsewhere. */
  const menu = document.querySelector(".account");
  if (menu) {
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }

  /* A calendar beside a typed date: the browser's own picker fills in the date as people write it. */
  const toIso = (text) => {
    const found = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text.trim());
    return found ? `${found[3]}-${found[2].padStart(2, "0")}-${found[1].padStart(2, "0")}` : "";
  };
  for (const field of document.querySelectorAll("input[data-calendar]")) {
    const frame = document.createElement("div");
    frame.className = "dated";
    const source = document.createElement("input");
    source.type = "date";
    source.className = "dated-source";
    source.tabIndex = -1;
    source.setAttribute("aria-hidden", "true");
    if (!source.showPicker) break;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "dated-button";
    button.setAttribute("aria-label", words.calendar);
    button.innerHTML = '<span class="kern-icon kern-icon--calendar-today" aria-hidden="true"></span>';
    button.addEventListener("click", () => {
      source.value = toIso(field.value);
      source.showPicker();
    });
    source.addEventListener("change", (event) => {
      event.stopPropagation();
      if (source.value) field.value = source.value.split("-").reverse().join(".");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    source.addEventListener("input", (event) => event.stopPropagation());
    field.replaceWith(frame);
    frame.append(field, source, button);
  }
})();
