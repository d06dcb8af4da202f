/* After signing in again, what was typed goes on its way by itself; without this script one click sends it. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-send-at-once]");
  const [arrival] = performance.getEntriesByType("navigation");
  // Coming back to this page must not send a second time.
  if (form && arrival?.type === "navigate") form.requestSubmit();
})();
