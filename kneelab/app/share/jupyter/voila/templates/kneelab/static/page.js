/* The frame of every page: theme switch, dialog, and a place for the dashboard. */
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
  // The fictional patient goes along from one dashboard to the next: all of them read the same address.
  for (const link of document.querySelectorAll('.kl-nav a[href$=".ipynb"]')) {
    link.addEventListener("click", () => {
      link.hash = location.hash;
    });
  }
  for (const opener of document.querySelectorAll("[data-opens]")) {
    opener.addEventListener("click", () => document.getElementById(opener.dataset.opens).showModal());
  }

  // Voilà's shell attaches itself to the end of the body; its place is between bar and footer.
  const content = document.getElementById("content");
  const settle = () => {
    const shell = document.querySelector("body > .jp-LabShell");
    if (shell) content.append(shell);
    return Boolean(shell);
  };
  if (!settle()) {
    const waiting = new MutationObserver(() => settle() && waiting.disconnect());
    waiting.observe(document.body, { childList: true });
  }
})();
