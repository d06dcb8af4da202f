/* Drafts: what is typed is kept in this browser at once and saved on the server a moment later.

   A form with data-draft="/drafts/…" takes part. Copies are kept per member and form, and go when the form was sent, when
   the reader discards them, and at sign-out. Without this script the forms work as they are. */
(() => {
  "use strict";

  const PREFIX = "casework-draft:";
  const SENT = "casework-sent:";
  const WAIT = 1500;
  const LONGEST = 3 * 24 * 60 * 60 * 1000;
  const words = document.getElementById("script-words")?.dataset ?? {};
  const member = document.body.dataset.member ?? "";

  const store = {
    read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    remove(key) { try { localStorage.removeItem(key); } catch { /* Storage is switched off: nothing was kept either. */ } },
    keys() { try { return Object.keys(localStorage); } catch { return []; } },
  };

  const clock = (moment) => moment.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const day = (moment) => moment.toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });

  function typed(form) {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      const control = form.elements.namedItem(name);
      // Hidden fields carry versions and identities, not words; passwords and files are never kept.
      if (typeof value !== "string" || control?.type === "hidden" || control?.type === "password") continue;
      (fields[name] ??= []).push(value);
    }
    return fields;
  }

  function fill(form, fields) {
    for (const control of form.elements) {
      if (!control.name || ["hidden", "password", "submit", "button", "file"].includes(control.type)) continue;
      const texts = fields[control.name] ?? [];
      if (control.type === "checkbox" || control.type === "radio") control.checked = texts.includes(control.value);
      else if (control.multiple) for (const option of control.options) option.selected = texts.includes(option.value);
      else control.value = texts[0] ?? "";
    }
  }

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  function watch(form) {
    const address = form.dataset.draft;
    const key = `${PREFIX}${form.dataset.draftOwner ?? member}:${address}`;
    const line = form.querySelector("[data-draft-status]");
    const initial = typed(form);
    let timer = 0;
    let latest = 0;

    function say(text, state = "") {
      if (!line) return;
      line.textContent = text;
      line.dataset.state = state;
    }

    async function save() {
      timer = 0;
      const turn = ++latest;
      const fields = typed(form);
      try {
        const answer = await fetch(address, {
          method: "PUT",
          headers: { "Content-Type": "application/json", Accept: "application/json" },
          body: JSON.stringify({ fields }),
          credentials: "same-origin",
          redirect: "manual",
          keepalive: JSON.stringify(fields).length < 60000,
        });
        if (turn !== latest) return;
        if (answer.ok) say(words.saved.replace("{time}", clock(new Date())));
        else if (answer.status === 401 || answer.type === "opaqueredirect") say(words.ended, "warning");
        else say(words.kept, "warning");
      } catch {
        if (turn === latest) say(words.offline, "warning");
      }
    }

    function changed() {
      store.write(key, { at: Date.now(), fields: typed(form) });
      clearTimeout(timer);
      timer = setTimeout(save, WAIT);
    }

    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    window.addEventListener("online", () => store.read(key) && save());
    // A tab that is closed before the moment has passed still sends what was typed, for other browsers of the member.
    window.addEventListener("pagehide", () => {
      if (!timer) return;
      clearTimeout(timer);
      timer = 0;
      save();
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      timer = 0;
      latest += 1;
      store.write(key, { at: Date.now(), fields: typed(form) });
      try { sessionStorage.setItem(SENT + key, "yes"); } catch { /* Then the copy stays until it is discarded. */ }
    });

    offer(form, key, initial);
  }

  /* A kept copy that differs from what the server shows is put back, and said so. */
  function offer(form, key, initial) {
    const kept = store.read(key);
    if (!kept) return;
    if (form.querySelector(".error-summary") || same(kept.fields, initial)) return;
    if (Date.parse(form.dataset.draftAt ?? "") > kept.at) return store.remove(key);
    const note = document.createElement("div");
    note.className = "restored";
    note.setAttribute("role", "status");
    const text = document.createElement("span");
    text.textContent = words.restored.replace("{time}", day(new Date(kept.at)));
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "kern-btn kern-btn--secondary kern-btn--x-small";
    discard.innerHTML = '<span class="kern-label"></span>';
    discard.firstChild.textContent = words.discard;
    discard.addEventListener("click", () => {
      fill(form, initial);
      store.remove(key);
      note.remove();
    });
    note.append(text, discard);
    fill(form, kept.fields);
    form.prepend(note);
  }

  /* The copy goes only when the answer to the form led on to another page: every accepted form ends in a redirect.
     A page with mistakes, an error page, a sign-in page, coming back or loading again all leave it where it is. */
  function forget() {
    // Signing in again in the middle of a form: it is still on its way, and only its own arrival decides.
    if (document.querySelector("[data-on-its-way]")) return;
    let marks = [];
    try { marks = Object.keys(sessionStorage).filter((mark) => mark.startsWith(SENT)); } catch { return; }
    const [arrival] = performance.getEntriesByType("navigation");
    const taken = member && arrival?.type === "navigate" && arrival.redirectCount > 0
      && !document.querySelector(".error-summary, [data-error-page]");
    for (const mark of marks) {
      if (taken) store.remove(mark.slice(SENT.length));
      sessionStorage.removeItem(mark);
    }
  }

  /* What nobody came back for within three days is not left lying in a browser. */
  function tidy() {
    for (const key of store.keys()) {
      if (key.startsWith(PREFIX) && !(store.read(key)?.at > Date.now() - LONGEST)) store.remove(key);
    }
  }

  function clearAll() {
    const mine = `${PREFIX}${member}:`;
    for (const key of store.keys()) if (key.startsWith(mine)) store.remove(key);
  }

  tidy();
  forget();
  document.querySelectorAll("form[data-draft]").forEach(watch);
  document.querySelectorAll("form[data-clears-drafts]").forEach((form) => form.addEventListener("submit", clearAll));
})();
