/* The frame of every page: theme switch, dialog. */
(() => {
  const root = document.documentElement;
  const buttons = [...document.querySelectorAll("[data-look]")];
  const show = () => buttons.forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.look === root.dataset.theme)));
  for (const b of buttons) {
    b.addEventListener("click", () => {
      root.dataset.theme = b.dataset.look;
      try {
        localStorage.setItem("kneelab-look", b.dataset.look);
      } catch {
        /* a browser that keeps nothing still switches */
      }
      show();
    });
  }
  show();
  for (const opener of document.querySelectorAll("[data-opens]")) {
    opener.addEventListener("click", () => document.getElementById(opener.dataset.opens).showModal());
  }
})();
