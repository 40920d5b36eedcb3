// The page: draws what the engine says of a view, and turns what a reader does into changes of it.
import { FAMILIES, GATE, LEVELS, SCALES, chanceOf, culprit, density, displacement, flip, itemOf, itemsOf, middle, moved, opened, posterior, quantiles } from "./engine.mjs";
import { fileOf, linkOf, parts, viewOf } from "./link.mjs";

const content = JSON.parse(document.getElementById("content").textContent);
const blocks = content.blocks.map(() => undefined);
const known = new Map();
let view = { preset: content.presets[0].name, changes: {} };
let written = "";

const VISIBLE = 8;
const WAIT = 350; // Browsers refuse an address that changes too often.
const element = (id) => document.getElementById(id);

/** A new element with properties, attributes and children; text is always text. */
function make(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(options)) {
    if (key in node && key !== "list") node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

function drawn(tag, attributes, text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

// ---- Words

function number(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const [scale, letter] = [[1e12, "T"], [1e9, "B"], [1e6, "M"]].find(([least]) => size >= least) ?? [1, ""];
  const shown = Number((value / scale).toPrecision(size >= 1e15 || (size && size < 1e-3) ? 2 : size / scale >= 100 ? 3 : 2));
  return `${size && size < 1e-3 ? shown.toExponential() : shown.toLocaleString("en")}${letter}`.replace("-", "−");
}

/** An amount without its unit's words, and these. */
function split(value, unit) {
  if (unit === "percent") return [`${number(value)}%`, ""];
  if (unit === "factor") return [`×${number(value)}`, ""];
  const words = content.units[unit] ?? "";
  return /^usd\b/.test(unit) ? [`$${number(value)}`, words.replace(/^US dollars ?/, "")] : [number(value), words];
}

const amount = (value, unit) => split(value, unit).join(" ").trim();

const percent = (p) => (p > 0 && p < 0.005 ? "<1%" : p < 1 && p > 0.995 ? ">99%" : `${Math.round(100 * p)}%`);
const { factor, unit: shownIn } = content.conclusion;
const told = (value) => amount(value * factor, shownIn);

/** A median with the ends of its interval. */
function ranged(ends, unit) {
  const [centre, low, high] = ends.map((value) => split(value, unit)[0]);
  return `${centre} (${low} to ${high}) ${split(1, unit)[1]}`.trim();
}

const rangedConclusion = (ends) => ranged(ends.map((value) => value * factor), shownIn);

// ---- What is known of a view

const presetOf = (name) => content.presets.find((each) => each.name === name);

function blockOf(preset) {
  return (blocks[preset.block] ??= opened(content.blocks[preset.block]));
}

const layerOf = (preset) => (preset.weighed ? preset.layer : {});
const weighable = ([key]) => parts(key).section !== "choices";

/** The posterior of a position, or its prior, which stay as they are. */
function fixed(preset, evidence) {
  const key = `${preset.name} ${evidence}`;
  const settings = { evidence, threshold: content.conclusion.threshold };
  if (!known.has(key)) known.set(key, posterior(blockOf(preset), layerOf(preset), settings));
  return known.get(key);
}

/** The options that a view takes in place of the study's. */
const optionsOf = (changes) => Object.entries(changes).filter((pair) => !weighable(pair));

/** What is said of the option that a view takes, where it takes one and changes nothing else. */
function exactOf(preset, changes) {
  const [[key, option] = []] = optionsOf(changes);
  if (preset !== content.presets[0] || Object.keys(changes).length !== 1 || !key) return undefined;
  const choice = content.choices.find((each) => each.name === parts(key).name);
  return choice.options.find((each) => each.name === option && each.quantiles);
}

function answered() {
  const [preset, { changes }] = [presetOf(view.preset), view];
  const block = blockOf(preset);
  const base = fixed(preset, true);
  const settled = { preset, block, base, prior: fixed(preset, false), changed: Object.keys(changes).length > 0 };
  if (!settled.changed) return { ...settled, own: base, told: toldOf(block, base) };
  if (optionsOf(changes).length) return { ...settled, ...underOption(preset, changes) };
  const own = posterior(block, { ...layerOf(preset), ...changes }, { threshold: content.conclusion.threshold });
  return { ...settled, own, told: toldOf(block, own) };
}

function underOption(preset, changes) {
  const exact = exactOf(preset, changes);
  if (!exact) return { own: undefined, told: undefined };
  const at = (p) => exact.quantiles[Math.round(p * 200) - 1];
  return { exact, told: { below: exact.below, ends: LEVELS.map(at) } };
}

/** What is computed from a posterior, which is computed once. */
function once(found, key, compute) {
  found.kept ??= new Map();
  if (!found.kept.has(key)) found.kept.set(key, compute());
  return found.kept.get(key);
}

const endsOf = (node, found) => once(found, `ends ${node.name}`, () => quantiles(node, found.weights, LEVELS));
const toldOf = (block, found) => ({ below: found.below.p, ends: endsOf(block.conclusion, found) });

// ---- Drawing

function draw() {
  const began = performance.now();
  const now = answered();
  const refused = !now.told || (now.own && !now.own.trusted);
  element("figure").closest(".columns").classList.toggle("refused", refused);
  drawAnswer(now, refused);
  drawCurves(now, refused);
  drawTable(now);
  drawRefusal(now, refused);
  drawClaims(now, refused);
  drawState();
  document.documentElement.dataset.milliseconds = (performance.now() - began).toFixed(1);
  later(now, refused);
  keepLink();
}

function drawAnswer({ preset, block, base, own, told: mine, changed }, refused) {
  const { below, phrase } = content.conclusion;
  const before = toldOf(block, base);
  const said = refused ? before : mine;
  const lead = refused ? `“${preset.title}”, without your changes` : changed ? "As you have it" : `“${preset.title}”`;
  const change = changed && !refused ? `, where “${preset.title}” has ${percent(before.below)} and ${rangedConclusion(before.ends)}` : "";
  element("answer").textContent =
    `${lead}: the probability that ${below} is ${percent(said.below)}, and ${phrase} is ${rangedConclusion(said.ends)}${change}.`;
  Object.assign(element("answer").dataset, { below: said.below, median: said.ends[0], low: said.ends[1], high: said.ends[2], refused });
  element("worth").textContent = worth(block, own);
}

function worth(block, found) {
  if (!found) return "";
  const error = 100 * found.below.error;
  return `${block.draws.toLocaleString("en")} weighted draws, worth ${Math.round(found.ess).toLocaleString("en")}; Pareto k ${found.k.toFixed(2)}; Monte Carlo error of the probability ${error < 0.1 ? "below 0.1" : error.toFixed(1)} points.`;
}

const HEIGHT = 250;

function drawCurves(now, refused) {
  const box = element("curves");
  const width = Math.max(280, box.clientWidth);
  const node = now.block.conclusion;
  const [low, high] = range(now.preset, node);
  const x = (value) => 12 + ((value - low) / (high - low)) * (width - 24);
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": element("answer").textContent });
  const curve = (found) => once(found, "curve", () => density(node, found.weights, low, high));
  const curves = [["prior", "prior", curve(now.prior)], ["preset", now.changed ? "the position" : "after the evidence", curve(now.base)]];
  if (now.changed && now.own) curves.push(["own", "yours", curve(now.own)]);
  if (now.exact) curves.push(["own", "under this option", ofQuantiles(node, now.exact.quantiles, low, high)]);
  const top = Math.max(...curves.map(([, , heights]) => Math.max(...heights)));
  const y = (height) => HEIGHT - 30 - (height / top) * (HEIGHT - 64);
  const scale = SCALES[node.scale];
  drawAxis(svg, scale, low, high, x, width);
  const placed = [];
  for (const [kind, label, heights] of curves) {
    const points = [...heights].map((height, i) => `${x(low + ((i + 0.5) / heights.length) * (high - low)).toFixed(1)},${y(height).toFixed(1)}`);
    if (kind === "own") svg.append(drawn("path", { class: "area", d: `M${x(low)},${y(0)}L${points.join("L")}L${x(high)},${y(0)}Z` }));
    svg.append(drawn("path", { class: `curve ${kind}`, d: `M${points.join("L")}` }));
    const peak = heights.indexOf(Math.max(...heights));
    placed.push({ kind, label: refused && kind === "own" ? "not to be trusted" : label, x: x(low + ((peak + 0.5) / heights.length) * (high - low)), y: y(heights[peak]) - 6 });
  }
  apart(placed, { x: x(scale[0](content.conclusion.threshold)), y: 16 }).forEach((at) => svg.append(drawn("text", { class: at.kind, x: Math.min(Math.max(at.x, 60), width - 70), y: at.y, "text-anchor": "middle" }, at.label)));
  box.replaceChildren(svg);
  element("caption").textContent = `${content.conclusion.title}. Left of the line ${content.conclusion.below}, right of it ${content.conclusion.above}. Dotted: before the evidence; dashed: “${now.preset.title}”${now.changed ? "; full: yours" : ""}.`;
}

/** Move labels down until none lies on another. */
function apart(labels, ...taken) {
  const done = [];
  for (const label of [...labels].sort((a, b) => a.y - b.y)) {
    while ([...taken, ...done].some((other) => Math.abs(other.y - label.y) < 14 && Math.abs(other.x - label.x) < 110)) label.y += 2;
    done.push(label);
  }
  return done;
}

/** The ends of the axis: the same for a position whatever is changed. */
function range(preset, node) {
  const key = `range ${preset.block}`;
  if (!known.has(key)) {
    const all = content.presets.filter((each) => each.block === preset.block);
    const ends = all.flatMap((each) => [true, false].flatMap((evidence) => quantiles(node, fixed(each, evidence).weights, [0.004, 0.996])));
    const there = ends.map(SCALES[node.scale][0]);
    const threshold = SCALES[node.scale][0](content.conclusion.threshold);
    const [low, high] = [Math.min(...there, threshold), Math.max(...there, threshold)];
    known.set(key, [low - 0.03 * (high - low), high + 0.03 * (high - low)]);
  }
  return known.get(key);
}

function drawAxis(svg, [there, back], low, high, x, width) {
  const base = HEIGHT - 30;
  svg.append(drawn("line", { class: "axis", x1: 12, x2: width - 12, y1: base, y2: base }));
  let last = -Infinity;
  for (const value of ticks(back(low), back(high), there === Math.log)) {
    const at = x(there(value));
    if (at - last < 62 || at > width - 20) continue;
    last = at;
    svg.append(drawn("line", { class: "axis", x1: at, x2: at, y1: base, y2: base + 5 }), drawn("text", { x: at, y: base + 20, "text-anchor": "middle" }, told(value).split(" ")[0]));
  }
  const at = x(there(content.conclusion.threshold));
  svg.append(drawn("line", { class: "threshold", x1: at, x2: at, y1: 24, y2: base }));
  svg.append(drawn("text", { x: at, y: 16, "text-anchor": "middle" }, told(content.conclusion.threshold).split(" ")[0]));
}

function ticks(low, high, log) {
  if (!log) {
    const step = 10 ** Math.floor(Math.log10((high - low) * factor)) / 2 / factor;
    return Array.from({ length: 60 }, (_, i) => (Math.ceil(low / step) + i) * step).filter((value) => value <= high);
  }
  const first = Math.ceil(Math.log10(low * factor));
  return Array.from({ length: 40 }, (_, i) => 10 ** (first + i) / factor).filter((value) => value <= high);
}

function ofQuantiles(node, values, low, high) {
  const there = SCALES[node.scale][0];
  const points = values.flatMap((value, i) => (i ? [0, 0.25, 0.5, 0.75].map((part) => there(values[i - 1]) * (1 - part) + there(value) * part) : []));
  return density({ values: points }, points.map(() => 1 / points.length), low, high);
}

function drawTable({ preset, block, prior, base, own, changed }) {
  const heads = ["Quantity", "Before the evidence", preset.title, ...(changed ? ["Yours"] : [])];
  const rows = block.shown.map((node) => {
    const write = (ends) => (node.name === content.conclusion.node ? rangedConclusion(ends) : ranged(ends, node.unit));
    const cells = [prior, base, ...(changed ? [own] : [])].map((each, i) =>
      make("td", { className: i === 2 ? "own" : "" }, each ? write(endsOf(node, each)) : "see the command"));
    return make("tr", {}, make("th", { scope: "row" }, node.title), ...cells);
  });
  fill("shown", heads, rows);
}

function fill(id, heads, rows) {
  const table = element(id);
  table.querySelectorAll("thead, tbody").forEach((each) => each.remove());
  table.append(make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))), make("tbody", {}, ...rows));
}

function drawRefusal({ preset, block, own }, refused) {
  const box = element("refusal");
  box.hidden = !refused;
  element("command").textContent = command();
  if (!refused) return;
  const key = own && culprit(block, view.changes, layerOf(preset));
  const why = own
    ? `These draws do not reach so far: they would be worth ${Math.round(own.ess)} (Pareto k ${own.k.toFixed(2)}), and ${GATE.ess} with k below ${GATE.k} are asked for. “${nameOf(key)}” is what takes them away.`
    : "Options of choices were computed for the study as it is, and not together with other changes.";
  box.replaceChildren(`${why} This answers exactly: `, make("code", {}, command()));
}

const command = () => `${content.command} --from-link '#${linkOf(content, view)}'`;

function drawClaims({ block, base, own, changed, preset }, refused) {
  const rows = block.claims.map((claim) => {
    const [before, after] = [base, own ?? base].map((found) => once(found, claim.name, () => chanceOf(found.weights, claim.holds)));
    return { claim, before, after };
  });
  const turned = changed && own && !refused ? rows.filter(({ before, after }) => before > 0.5 !== after > 0.5) : [];
  element("turned").textContent = !changed
    ? `Under “${preset.title}”, ${rows.filter(({ before }) => before > 0.5).length} of ${rows.length} claims are more probable than not.`
    : turned.length
      ? `${turned.length} of ${rows.length} claims turn over: ${turned.slice(0, 6).map(({ claim, before, after }) => `“${claim.title}” (${percent(before)} to ${percent(after)})`).join(", ")}.`
      : refused || !own ? "" : `None of ${rows.length} claims turns over.`;
  const sorted = [...rows].sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
  fill("claims", ["Claim", preset.title, ...(changed ? ["Yours"] : [])], sorted.map(({ claim, before, after }) =>
    make("tr", {}, make("th", { scope: "row" }, claim.title), make("td", {}, percent(before)), ...(changed ? [make("td", { className: "own" }, percent(after))] : []))));
}

let waiting;
let turn = 0;

/** Look for what turns the conclusion over once nothing has moved for a while, and stop when something does. */
function later(now, refused) {
  clearTimeout(waiting);
  const mine = ++turn;
  const flips = (texts) => element("flips").replaceChildren(...texts.map((text) => make("li", {}, text)));
  if (refused || !now.own) return flips(["Not known for this view."]);
  flips(["Looking …"]);
  waiting = setTimeout(async () => {
    const found = [];
    const search = turning(now);
    for (let next = search.next(); !next.done; next = search.next()) {
      if (next.value) found.push(next.value);
      await new Promise((resume) => setTimeout(resume, 0));
      if (mine !== turn) return;
    }
    flips(found.length ? found : ["No single prior within three standard deviations, no report and no option does, as far as these draws tell."]);
    document.documentElement.dataset.flips = found.length;
  }, 300);
}

/** What turns the conclusion over, in words, one after the other; between them nothing. */
function* turning({ preset, block, own, changed }) {
  const { threshold } = content.conclusion;
  const all = { ...layerOf(preset), ...view.changes };
  const above = own.below.p < 0.5;
  if (preset === content.presets[0] && !changed) yield* choicesTurning(above);
  for (const name of Object.keys(block.quantities).slice(0, VISIBLE)) {
    const at = yield* flip(block, all, name, threshold);
    const quantity = block.quantities[name];
    const from = all[`quantities.${name}.prior`] ?? quantity.prior;
    const what = FAMILIES[quantity.prior.family].oneSided ? "scale" : "middle";
    if (at) yield `${quantity.title}: a ${what} of ${middleOf(quantity, at.prior)}, where it is ${middleOf(quantity, from)}.`;
  }
  for (const item of itemsOf(block, all)) {
    const without = posterior(block, { ...all, [`evidence.${item.name}.include`]: false }, { threshold });
    if (without.trusted && without.below.p < 0.5 !== above) yield `Without the report “${item.title}” (${percent(without.below.p)}).`;
    yield;
  }
}

function* choicesTurning(above) {
  for (const choice of content.choices) {
    for (const option of choice.options) {
      if (option.quantiles && option.below < 0.5 !== above) yield `${choice.title} ${option.title} (${percent(option.below)}).`;
    }
  }
}

// ---- What a reader turns

function change(key, value) {
  const changes = { ...view.changes };
  if (value === undefined) delete changes[key];
  else changes[key] = value;
  view = { ...view, changes };
  soon();
}

let asked = false;
function soon() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    draw();
  });
}

function nameOf(key) {
  const block = blockOf(presetOf(view.preset));
  const at = parts(key);
  if (key === "as_of") return "the date";
  if (at.section === "choices") return content.choices.find((each) => each.name === at.name).title;
  if (at.section === "quantities") return block.quantities[at.name].title;
  return block.items.find((each) => each.name === at.name).title;
}

function worded(key, value) {
  const at = parts(key);
  if (key === "as_of") return `Evidence up to ${value}`;
  if (at.section === "choices") return `${nameOf(key)} ${content.choices.find((each) => each.name === at.name).options.find((each) => each.name === value).title}`;
  const block = blockOf(presetOf(view.preset));
  if (at.section === "quantities") return `${nameOf(key)}: ${priorWords(block.quantities[at.name], value)}`;
  const item = block.items.find((each) => each.name === at.name);
  const said = { include: () => (value ? "in" : "out"), value: () => amount(value, item.unit), discounts: () => (value.length ? "fewer discounts" : "at face value"), sd: () => `standard deviation ${number(value)}` };
  return `${item.title}: ${said[at.key]()}`;
}

/** The middle of a prior; that of a discount, which is on the log scale, as the factor that it is. */
const middleOf = (quantity, prior) =>
  quantity.factor && !FAMILIES[prior.family].oneSided ? amount(Math.exp(middle(prior)), "factor") : amount(middle(prior), quantity.unit);

function priorWords(quantity, prior) {
  const { width } = displacement(quantity.prior, prior);
  const size = FAMILIES[prior.family].oneSided ? `scale ${number(middle(prior))}` : middleOf(quantity, prior);
  return Math.abs(width - 1) > 0.005 ? `${size}, ×${number(width)} as wide` : size;
}

function slider(label, { min, max, step, value, write, set }) {
  const output = make("output", {});
  const input = make("input", { type: "range", min, max, step, value });
  const say = () => {
    output.textContent = write(Number(input.value));
    input.setAttribute("aria-valuetext", output.textContent);
  };
  input.addEventListener("input", () => {
    say();
    set(Number(input.value));
  });
  say();
  return make("label", { className: "slider" }, label, input, output);
}

function provenance(entry, more) {
  const quote = entry.quote && (entry.verbatim ? `“${entry.quote}”` : entry.quote);
  const source = entry.source && (/^https?:/.test(entry.url) ? make("a", { href: entry.url, rel: "noreferrer" }, entry.source) : entry.source);
  const kept = [quote && make("blockquote", {}, quote), source && make("p", { className: "soft" }, source), entry.note && make("p", { className: "soft" }, entry.note), more && make("p", { className: "soft" }, more)];
  return make("details", {}, make("summary", {}, "Where it is from"), ...kept.filter(Boolean));
}

function knob(name, quantity, settings) {
  const key = `quantities.${name}.prior`;
  const family = FAMILIES[quantity.prior.family];
  let { shift, width } = displacement(quantity.prior, settings[key] ?? quantity.prior);
  const set = () => change(key, shift === 0 && width === 1 ? undefined : moved(quantity.prior, shift, width));
  const shown = () => middleOf(quantity, moved(quantity.prior, shift, width));
  const reach = family.within ? 0.9 : 2.5;
  const centre = slider("Middle", { min: -reach, max: reach, step: 0.05, value: shift, write: (value) => ((shift = Math.abs(value) < 0.01 ? 0 : value), fit(), shown()), set });
  const wide = slider(family.oneSided ? "Scale" : "Width", {
    min: -2, max: family.within ? 0 : 1, step: 0.05, value: Math.log2(width),
    write: (value) => ((width = Math.abs(value) < 0.01 ? 1 : 2 ** value), fit(), family.oneSided ? shown() : `×${number(width)}`), set,
  });
  function fit() {
    if (family.within) width = Math.min(width, 1 - Math.abs(shift));
  }
  const basis = `${quantity.basis ? `Basis: ${quantity.basis}. ` : ""}Prior: ${quantity.words}.`;
  return make("fieldset", {}, make("legend", {}, quantity.title), ...(family.oneSided ? [wide] : [centre, wide]), provenance(quantity, basis));
}

function itemRow(item, settings) {
  const own = itemOf(item, settings);
  const key = (what) => `evidence.${item.name}.${what}`;
  const box = make("input", { type: "checkbox", checked: own.include });
  box.addEventListener("change", () => change(key("include"), box.checked));
  const rows = [make("label", {}, box, ` is in (published ${item.published})`)];
  if (item.scale !== "identity") {
    const [there, back] = SCALES[item.scale];
    const at = there(item.value);
    const reach = item.scale === "logit" ? 4 : Math.log(30);
    rows.push(slider("Reports", {
      min: -reach, max: reach, step: 0.05, value: there(own.value) - at,
      write: (value) => amount(item.scale === "logit" ? 100 * back(at + value) : back(at + value), item.scale === "logit" ? "percent" : item.unit),
      set(value) {
        const gone = Math.abs(value) < 0.01;
        if (item.sd.value !== undefined) change(key("sd"), gone ? undefined : item.sd.value);
        change(key("value"), gone ? undefined : Number(back(at + value).toPrecision(5)));
      },
    }));
  }
  if (Object.keys(item.discounts).length) {
    const face = make("input", { type: "checkbox", checked: own.discounts.length === 0 });
    face.addEventListener("change", () => change(key("discounts"), face.checked ? [] : undefined));
    rows.push(make("label", {}, face, " is taken at face value, without a discount"));
  }
  return make("fieldset", {}, make("legend", {}, item.title), ...rows.flatMap((row) => [row, make("br")]).slice(0, -1), provenance(item, ""));
}

function choiceRow(choice, settings) {
  const select = make("select", {});
  for (const option of choice.options) {
    select.append(make("option", { value: option.name, selected: (settings[`choices.${choice.name}`] ?? choice.taken) === option.name }, `${option.title} (${option.quantiles ? percent(option.below) : "this study"})`));
  }
  select.addEventListener("change", () => change(`choices.${choice.name}`, select.value === choice.taken ? undefined : select.value));
  return make("fieldset", {}, make("label", {}, choice.title, make("br"), select));
}

function dateRow(preset, settings) {
  const asOf = layerOf(preset).as_of ?? preset.as_of;
  const dates = [...new Set([...content.dates, asOf])].sort();
  const at = dates.indexOf(settings.as_of ?? asOf);
  return make("fieldset", {}, make("legend", {}, "Date"), slider("Evidence to", {
    min: 0, max: dates.length - 1, step: 1, value: at < 0 ? dates.findLastIndex((date) => date <= settings.as_of) : at,
    write: (value) => dates[value], set: (value) => change("as_of", dates[value] === asOf ? undefined : dates[value]),
  }));
}

/** Set out what can be turned, for a position and a view. */
function setOut() {
  const preset = presetOf(view.preset);
  const block = blockOf(preset);
  const settings = { ...layerOf(preset), ...view.changes };
  const knobs = Object.entries(block.quantities).map(([name, quantity]) => knob(name, quantity, settings));
  element("knobs").replaceChildren(...knobs.slice(0, VISIBLE));
  element("more").replaceChildren(...knobs.slice(VISIBLE));
  element("more").parentElement.hidden = knobs.length <= VISIBLE;
  element("date").replaceChildren(...(block.items.length ? [dateRow(preset, settings)] : []));
  element("items").replaceChildren(...block.items.map((item) => itemRow(item, settings)));
  element("h-items").parentElement.hidden = !block.items.length;
  const own = preset === content.presets[0];
  element("choices").replaceChildren(...(own ? content.choices.map((choice) => choiceRow(choice, settings)) : []));
  element("h-choices").parentElement.hidden = !own || !content.choices.length;
}

/** What shows a view beside the figures: the position, the chips and counts. */
function drawState() {
  const preset = presetOf(view.preset);
  const block = blockOf(preset);
  element("note").textContent = preset.note;
  for (const input of element("positions").querySelectorAll("input")) input.checked = input.value === preset.name;
  const chips = Object.entries(view.changes).map(([key, value]) => {
    const button = make("button", { type: "button", "aria-label": `Take off: ${worded(key, value)}` }, `${worded(key, value)} ✕`);
    button.addEventListener("click", () => {
      change(key, undefined);
      setOut();
    });
    return make("li", {}, button);
  });
  element("chips").replaceChildren(...chips);
  const count = itemsOf(block, { ...layerOf(preset), ...view.changes }).length;
  element("reports").querySelector("summary").textContent = `${count} of ${block.items.length} are in: switch them, or change what they say`;
}

function setPositions() {
  const labels = content.presets.map((preset) => {
    const input = make("input", { type: "radio", name: "position", value: preset.name });
    input.addEventListener("change", () => {
      view = { preset: preset.name, changes: {} };
      setOut();
      draw();
    });
    return make("label", {}, input, preset.title);
  });
  element("positions").replaceChildren(...labels);
}

// ---- The address

let timer;
function keepLink() {
  const link = linkOf(content, view);
  element("link").value = `${location.href.split("#")[0]}#${link}`;
  if (timer) return;
  timer = setTimeout(() => {
    timer = undefined;
    const now = linkOf(content, view);
    if (now === written) return;
    written = now;
    history.replaceState(null, "", `#${now}`);
  }, WAIT);
}

function readLink() {
  if (location.hash.slice(1) === written && written) return;
  const { view: found, problems } = viewOf(content, location.hash);
  view = found;
  element("message").hidden = !problems.length;
  element("message").textContent = problems.join(" ");
  setOut();
  draw();
}

element("copy").addEventListener("click", () => {
  element("link").select();
  if (navigator.clipboard) navigator.clipboard.writeText(element("link").value).catch(() => document.execCommand("copy"));
  else document.execCommand("copy");
});
element("download").addEventListener("click", () => {
  const address = URL.createObjectURL(new Blob([fileOf(content, view)], { type: "text/plain" }));
  make("a", { href: address, download: "view.toml" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
});
addEventListener("hashchange", readLink);
addEventListener("resize", soon);
setPositions();
readLink();
