/* Tabs, as the pattern of the ARIA authoring practices has them. */

/** Tabs: arrow keys move, one panel shows. */
function createTabs(tabs, label, chosen) {
  const list = h("div", { class: "kl-tabs", role: "tablist", "aria-label": label });
  for (const tab of tabs) {
    tab.panel = h("div", { role: "tabpanel", id: uniqueId("panel"), tabindex: 0, class: "kl-tabpanel" });
    tab.button = h("button", { type: "button", role: "tab", id: uniqueId("tab"), "aria-controls": tab.panel.id, onclick: () => chosen(tab.id) }, tab.label);
    tab.panel.setAttribute("aria-labelledby", tab.button.id);
    list.append(tab.button);
  }
  list.addEventListener("keydown", (event) => {
    const at = tabs.findIndex((t) => t.button === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    tab.button.focus();
    chosen(tab.id);
  });
  return {
    list,
    panels: tabs.map((t) => t.panel),
    show(id) {
      for (const tab of tabs) {
        tab.button.setAttribute("aria-selected", String(tab.id === id));
        tab.button.tabIndex = tab.id === id ? 0 : -1;
        tab.panel.hidden = tab.id !== id;
      }
    },
  };
}
