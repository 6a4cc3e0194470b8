// Small signs, drawn; each stands beside words that say the same.

const PATHS = {
  lock: "M4 7V5a4 4 0 0 1 8 0v2h1v7H3V7h1zm2 0h4V5a2 2 0 0 0-4 0v2z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  clock: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm0 1.6a4.9 4.9 0 1 1 0 9.8 4.9 4.9 0 0 1 0-9.8zM7.2 4.5h1.5v3.4l2.3 1.4-.8 1.3-3-1.9z",
  star: "M8 1.6l1.9 4 4.4.5-3.3 3 .9 4.3L8 11.2l-3.9 2.2.9-4.3-3.3-3 4.4-.5z",
  check: "M6.3 12.6L2 8.3l1.4-1.4 2.9 2.9 6.3-6.3L14 4.9z",
  picture: "M2 3h12v10H2zm1.5 1.5v5.2l2.6-2.6 2.7 2.7 1.7-1.7 2 2V4.5zM10.5 7a1.1 1.1 0 1 0 0-2.2 1.1 1.1 0 0 0 0 2.2z",
  bell: "M8 1.5a1 1 0 0 1 1 1v.4a4 4 0 0 1 3 3.9v3l1.3 1.7v.8H2.7v-.8L4 9.8v-3a4 4 0 0 1 3-3.9v-.4a1 1 0 0 1 1-1zM6.4 13.2h3.2a1.6 1.6 0 0 1-3.2 0z",
  bolt: "M9.5 1L3 9h4l-1 6 7-8.5H8.8z",
  cog: "M7 1h2l.4 1.9 1.2.5 1.7-1 1.4 1.4-1 1.7.5 1.2 1.8.3v2l-1.9.4-.5 1.2 1 1.7-1.4 1.4-1.7-1-1.2.5L9 15H7l-.4-1.9-1.2-.5-1.7 1-1.4-1.4 1-1.7-.5-1.2L1 9V7l1.9-.4.5-1.2-1-1.7 1.4-1.4 1.7 1 1.2-.5zm1 4.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8z",
  basket: "M2 6h2.2L6.4 2l1.3.7L6 6h4L8.3 2.7 9.6 2l2.2 4H14v1.5h-.6L12.5 14h-9l-.9-6.5H2z",
  list: "M2 3h12v1.8H2zm0 4.1h12v1.8H2zm0 4.1h12V13H2z",
  close: "M3.4 2L8 6.6 12.6 2 14 3.4 9.4 8l4.6 4.6-1.4 1.4L8 9.4 3.4 14 2 12.6 6.6 8 2 3.4z",
  out: "M9 2h5v5h-1.7V4.9L7.6 9.6 6.4 8.4l4.7-4.7H9zM2 4h5v1.7H3.7v6.6h6.6V9H12v5H2z",
  search: "M7 1.5a5.5 5.5 0 0 1 4.3 8.9l3.3 3.3-1.2 1.2-3.3-3.3A5.5 5.5 0 1 1 7 1.5zm0 1.7a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z",
  add: "M7.1 2h1.8v5.1H14v1.8H8.9V14H7.1V8.9H2V7.1h5.1z",
} as const;

export type IconName = keyof typeof PATHS;

const SVG = "http://www.w3.org/2000/svg";

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${name}`);
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
