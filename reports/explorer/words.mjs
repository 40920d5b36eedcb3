// Words: what the page knows, how it writes numbers, and how it makes elements.

export const content = JSON.parse(document.getElementById("content").textContent);
export const element = (id) => document.getElementById(id);

/** A new element with properties, attributes and children; text is always text. */
export function make(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(options)) {
    if (key in node && key !== "list") node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

export function drawn(tag, attributes, text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

const grouped = new Intl.NumberFormat("en"); // made once: it takes longer than what it writes

export function number(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const [scale, letter] = [[1e12, "T"], [1e9, "B"], [1e6, "M"]].find(([least]) => size >= least) ?? [1, ""];
  const shown = Number((value / scale).toPrecision(size >= 1e15 || (size && size < 1e-3) ? 2 : size / scale >= 100 ? 3 : 2));
  return `${size && size < 1e-3 ? shown.toExponential() : grouped.format(shown)}${letter}`.replace("-", "−");
}

/** An amount without its unit's words, and these. */
export function split(value, unit) {
  if (unit === "percent") return [`${number(value)}%`, ""];
  if (unit === "factor") return [`×${number(value)}`, ""];
  const words = content.units[unit] ?? "";
  return /^usd\b/.test(unit) ? [`$${number(value)}`, words.replace(/^US dollars ?/, "")] : [number(value), words];
}

export const amount = (value, unit) => split(value, unit).join(" ").trim();

export const percent = (p) => (p > 0 && p < 0.005 ? "<1%" : p < 1 && p > 0.995 ? ">99%" : `${Math.round(100 * p)}%`);
export const { factor, unit: shownIn } = content.conclusion;
export const told = (value) => amount(value * factor, shownIn);

/** A median with the ends of its interval, of two digits as in a report: the draws tell no more. */
export function ranged(ends, unit) {
  const [centre, low, high] = ends.map((value) => split(Number(value.toPrecision(2)), unit)[0]);
  return `${centre} (${low} to ${high}) ${split(1, unit)[1]}`.trim();
}

export const rangedConclusion = (ends) => ranged(ends.map((value) => value * factor), shownIn);

