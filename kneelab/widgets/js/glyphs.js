/* Icons and tissue glyphs: each tissue has one shape, so that colour never speaks alone. */

const GLYPH_PATHS = {
  nerve: "M9 1.5 16.5 9 9 16.5 1.5 9z",
  muscle: "M9 1.200c4 4 4 11.600 0 15.600-4-4-4-11.600 0-15.600z",
  joint: "M9 2.200a6.800 6.800 0 1 0 .01 0z",
  vessel: "M2 6h14v6H2z",
  other: "M3 3h12v12H3z",
};

const ICON_PATHS = {
  emergency: ["M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8z", "M12 7.5v5.5M12 16.4v.2"],
  same_day: ["M12 3 22 20.5H2z", "M12 9.5v5M12 17.4v.2"],
  within_2_weeks: ["M12 2.7a9.300 9.300 0 1 0 .01 0z", "M12 6.5V12l3.6 2.4"],
  routine: ["M5.500 5h13a2 2 0 0 1 2 2v11.500a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z", "M3.500 10h17M8 2.800v4M16 2.800v4"],
  pt_care: ["M12 2.800 20 6v6c0 4.600-3.200 7.800-8 9.400C7.200 19.800 4 16.600 4 12V6z", "m8.300 12 2.700 2.700 4.800-5.200"],
  check: ["m4.500 12.500 5 5 10-11"],
  cross: ["m6 6 12 12M18 6 6 18"],
  up: ["M12 19.500v-15M6 10.500l6-6 6 6"],
  down: ["M12 4.500v15M6 13.500l6 6 6-6"],
  lock: ["M6.500 10.500h11a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2z", "M8 10.500V7.500a4 4 0 0 1 8 0v3"],
  search: ["M10.500 4a6.500 6.500 0 1 0 .01 0z", "m15.500 15.500 5 5"],
};

function svgOf(className, box, paths) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("viewBox", `0 0 ${box} ${box}`);
  svg.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** Shape of a tissue family, in its hue. */
function tissueGlyph(family) {
  return svgOf("kl-glyph", 18, [GLYPH_PATHS[family]]);
}

/** Icon of an urgency level, or of the search box. */
function icon(name, extra = "") {
  return svgOf(`kl-icon ${extra}`.trim(), 24, ICON_PATHS[name]);
}
