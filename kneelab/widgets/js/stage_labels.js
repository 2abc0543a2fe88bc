/* Names beside the picture: a dot on each structure, a line, its name at the nearer edge. */

const LABEL_GAP = 6;

/** Labels over a picture; `whereIs` gives a structure's place as shares of width and height. */
function createLabels() {
  const space = "http://www.w3.org/2000/svg";
  const lines = document.createElementNS(space, "svg");
  lines.setAttribute("class", "kl-leads");
  lines.setAttribute("aria-hidden", "true");
  const names = h("div", { class: "kl-names", "aria-hidden": "true" });
  let wanted = [];
  return {
    elements: [lines, names],
    /** Which structures are named: [{id, text, family}]. */
    set(labels) {
      wanted = labels.map((label) => ({ ...label, node: h("span", { class: `kl-name fam-${label.family}${label.letter ? " is-letter" : ""}` }, label.text) }));
      names.replaceChildren(...wanted.map((label) => label.node));
    },
    place(picture, width, height) {
      const found = [];
      for (const label of wanted) {
        const at = label.place ? picture.pointAt(label.place) : picture.whereIs(label.id);
        label.node.hidden = !at;
        if (at) found.push({ ...label, x: at[0] * width, y: at[1] * height, right: at[0] > 0.5 });
      }
      lines.setAttribute("viewBox", `0 0 ${width} ${height}`);
      const drawn = [];
      for (const right of [false, true]) {
        const side = found.filter((label) => label.right === right).sort((a, b) => a.y - b.y);
        let free = LABEL_GAP, below = side.reduce((sum, label) => sum + label.node.offsetHeight + LABEL_GAP, 0);
        for (const label of side) {
          const tall = label.node.offsetHeight;
          label.top = Math.max(free, Math.min(label.y - tall / 2, height - below));
          free = label.top + tall + LABEL_GAP;
          below -= tall + LABEL_GAP;
          label.node.classList.toggle("is-right", right);
          label.node.style.top = `${label.top}px`;
          const edge = right ? width - label.node.offsetWidth - 10 : label.node.offsetWidth + 10;
          for (const kind of ["halo", "lead"]) {
            const line = document.createElementNS(space, "path");
            line.setAttribute("class", kind);
            line.setAttribute("d", `M${edge} ${label.top + tall / 2} L${label.x} ${label.y}`);
            drawn.push(line);
          }
          const dot = document.createElementNS(space, "circle");
          for (const [name, value] of [["cx", label.x], ["cy", label.y], ["r", 3.5]]) dot.setAttribute(name, value);
          drawn.push(dot);
        }
      }
      lines.replaceChildren(...drawn);
    },
  };
}
