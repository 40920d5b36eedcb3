// Drawing: the answer, curves, tables and claims of a view, and what turns it over.
import { FAMILIES, GATE, SCALES, attribution, chanceOf, culprit, density, flip, itemsOf, posterior, quantiles } from "./engine.mjs";
import { linkOf, parts } from "./link.mjs";
import { answered, endsOf, keep, middleOf, nameOf, once, seen, settingsOf, state, toldOf, worded } from "./view.mjs";
import { amount, content, drawn, element, factor, make, percent, ranged, rangedConclusion, shownIn, told } from "./words.mjs";

/** Draw the view, and say when it has been. */
export function draw() {
  const began = performance.now();
  const now = answered();
  const width = Math.max(280, element("curves").clientWidth); // read before anything is written, which would set the page out twice
  const refused = !now.told || (!!now.own && !now.own.trusted);
  element("figure").closest(".columns").classList.toggle("refused", refused);
  drawAnswer(now, refused);
  drawCurves(now, refused, width);
  drawTable(now);
  drawRefusal(now, refused);
  drawClaims(now, refused);
  document.documentElement.dataset.milliseconds = (performance.now() - began).toFixed(1);
  later(now, refused);
}

function drawAnswer({ base, block, own, told: mine, changed }, refused) {
  const { below, phrase } = content.conclusion;
  const before = toldOf(base.block, base.found);
  const said = refused ? before : mine;
  const lead = refused ? `“${base.title}”, without your changes` : changed ? "As you have it" : `“${base.title}”`;
  const change = changed && !refused ? `, where “${base.title}” has ${percent(before.below)} and ${rangedConclusion(before.ends)}` : "";
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

/** Quantities that are shown at first. */
export const VISIBLE = 7;
const HEIGHT = 250;
const STRIP = 84; // what is added below for the multiverse's curve

function drawCurves(now, refused, width) {
  const node = now.block.conclusion;
  const [low, high] = range(now.preset, node);
  const x = (value) => 12 + ((value - low) / (high - low)) * (width - 24);
  const varied = content.specifications;
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${HEIGHT + (varied ? STRIP : 0)}`, role: "img", "aria-label": element("answer").textContent });
  const curve = (found, of = node) => once(found, `curve ${low} ${high}`, () => density(of, found.weights, low, high));
  const curves = [["prior", "prior", curve(now.prior)], ["preset", now.changed ? (now.view.beside ? "kept" : "the position") : "after the evidence", curve(now.base.found, now.base.block.conclusion)]];
  if (now.changed && now.own) curves.push(["own", "yours", curve(now.own)]);
  if (now.exact) curves.push(["own", "under this option", ofQuantiles(node, now.exact.quantiles, low, high)]);
  const top = Math.max(...curves.map(([, , heights]) => Math.max(...heights)));
  const y = (height) => HEIGHT - 30 - (height / top) * (HEIGHT - 64);
  const scale = SCALES[node.scale];
  drawAxis(svg, scale, low, high, x, width);
  drawOptions(svg, (value) => x(scale[0](value)), width);
  if (varied) drawSpecifications(svg, now, refused, (value) => x(scale[0](value)), width);
  const placed = [];
  for (const [kind, label, heights] of curves) {
    const points = [...heights].map((height, i) => `${x(low + ((i + 0.5) / heights.length) * (high - low)).toFixed(1)},${y(height).toFixed(1)}`);
    if (kind === "own") svg.append(drawn("path", { class: "area", d: `M${x(low)},${y(0)}L${points.join("L")}L${x(high)},${y(0)}Z` }));
    svg.append(drawn("path", { class: `curve ${kind}`, d: `M${points.join("L")}` }));
    const peak = heights.indexOf(Math.max(...heights));
    placed.push({ kind, label: refused && kind === "own" ? "not to be trusted" : label, x: x(low + ((peak + 0.5) / heights.length) * (high - low)), y: y(heights[peak]) - 6 });
  }
  apart(placed, { x: x(scale[0](content.conclusion.threshold)), y: 16 }).forEach((at) => svg.append(drawn("text", { class: at.kind, x: Math.min(Math.max(at.x, 60), width - 70), y: at.y, "text-anchor": "middle" }, at.label)));
  element("curves").replaceChildren(svg);
  element("caption").textContent = `${content.conclusion.title}. Left of the line ${content.conclusion.below}, right of it ${content.conclusion.above}. Dotted: before the evidence; dashed: “${now.base.title}”${now.changed ? "; full: yours" : ""}. Marks on the axis: the median of the study under each other option of a choice.${varied ? ` Below: its median under each of ${combinations(varied.rows.length)} of these choices, from the lowest up, and where ${now.changed && !refused ? `yours and that of “${now.base.title}” lie` : `that of “${now.base.title}” lies`}.` : ""}`;
  drawPlace(now, refused);
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

/** The ends of the axis: the same for a position whatever is changed, and wide enough for most specifications. */
function range(preset, node) {
  return keep(`range ${preset.block}`, () => {
    const all = content.presets.filter((each) => each.block === preset.block).map((each) => ({ preset: each.name, changes: {} }));
    const ends = all.flatMap((view) => [true, false].flatMap((evidence) => quantiles(node, seen(view, evidence).weights, [0.004, 0.996])));
    const medians = content.specifications?.rows.map(medianUnder) ?? [];
    const most = [0.05, 0.95].flatMap((part) => medians[Math.floor(part * medians.length)] ?? []);
    const there = [...ends, ...most, content.conclusion.threshold].map(SCALES[node.scale][0]);
    const [low, high] = [Math.min(...there), Math.max(...there)];
    return [low - 0.03 * (high - low), high + 0.03 * (high - low)];
  });
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

/** Mark the median under each other option of a choice, all else as the study has it. */
function drawOptions(svg, x, width) {
  for (const choice of content.choices) {
    for (const option of choice.options.filter((each) => each.quantiles)) {
      const at = x(option.quantiles[(option.quantiles.length - 1) / 2]);
      if (at < 12 || at > width - 12) continue;
      const mark = drawn("line", { class: "option", x1: at, x2: at, y1: HEIGHT - 40, y2: HEIGHT - 30 });
      mark.append(drawn("title", {}, `${choice.title} ${option.title}`));
      svg.append(mark);
    }
  }
}

const combinations = (count) => (count === 1 ? "one combination" : `${count.toLocaleString("en")} combinations`);
const medianUnder = ([, median]) => median;

/** The part of the specifications whose median is lower than one. */
const partBelow = (median) => content.specifications.rows.filter((row) => medianUnder(row) < median).length / content.specifications.rows.length;

/** Draw the medians of all specifications as a curve, with the points of the position and of the view. */
function drawSpecifications(svg, { base, told: mine, changed }, refused, x, width) {
  const { rows } = content.specifications;
  const inside = (value) => Math.min(Math.max(x(value), 12), width - 12);
  const y = (part) => HEIGHT + STRIP - 8 - part * (STRIP - 20);
  const points = () => rows.map((row, i) => `${inside(medianUnder(row)).toFixed(1)},${y((i + 0.5) / rows.length).toFixed(1)}`);
  svg.append(drawn("path", { class: "specifications", d: `M${keep(`specifications ${width} ${x(1)}`, points).join("L")}` }));
  const at = x(content.conclusion.threshold);
  const corner = at > width / 2 ? { x: 12, y: y(1) + 6 } : { x: width - 12, y: y(0), "text-anchor": "end" };
  svg.append(drawn("text", corner, `Medians of ${combinations(rows.length)}`));
  svg.append(drawn("line", { class: "threshold", x1: at, x2: at, y1: y(1), y2: y(0) }));
  const ends = [["preset", toldOf(base.block, base.found)], ...(changed && !refused ? [["own", mine]] : [])];
  for (const [kind, { ends: [median, low, high] }] of ends) {
    const level = y(partBelow(median));
    svg.append(drawn("line", { class: `interval ${kind}`, x1: inside(low), x2: inside(high), y1: level, y2: level }), drawn("circle", { class: kind, cx: inside(median), cy: level, r: 5 }));
  }
}

function drawPlace({ told: mine }, refused) {
  const varied = content.specifications;
  element("place").textContent = varied && !refused
    ? `Of ${combinations(varied.rows.length)} of the choices that no prior covers${varied.rows.length < varied.total ? `, drawn from ${varied.total.toLocaleString("en")}` : ""}, ${percent(partBelow(mine.ends[0]))} have a lower median than this view.`
    : "";
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

function drawTable({ block, prior, base, own, changed }) {
  const heads = ["Quantity", "Before the evidence", base.title, ...(changed ? ["Yours"] : [])];
  const rows = block.shown.map((node) => {
    const there = base.block.shown.find((each) => each.name === node.name);
    const pairs = [[node, prior], [there, there && base.found], ...(changed ? [[node, own]] : [])];
    const cells = pairs.map(([of, found], i) => make("td", { className: i === 2 ? "own" : "" }, found ? written(of, endsOf(of, found)) : "–"));
    return make("tr", {}, make("th", { scope: "row" }, node.title), ...cells);
  });
  fill("shown", heads, rows);
}

const written = (node, ends) => (node.name === content.conclusion.node ? rangedConclusion(ends) : ranged(ends, node.unit));

function fill(id, heads, rows) {
  const table = element(id);
  table.querySelectorAll("thead, tbody").forEach((each) => each.remove());
  table.append(make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))), make("tbody", {}, ...rows));
}

function drawRefusal({ block, own, view }, refused) {
  const box = element("refusal");
  box.hidden = !refused;
  element("command").textContent = command();
  if (!refused) return;
  const key = own && culprit(block, view.changes, settingsOf({ ...view, changes: {} }));
  const why = own
    ? `These draws do not reach so far: they would be worth ${Math.round(own.ess)} (Pareto k ${own.k.toFixed(2)}), and ${GATE.ess} with k below ${GATE.k} are asked for. “${nameOf(key)}” is what takes them away.`
    : `Options of choices were computed for the study as it is, ${content.specifications ? "by themselves and in the combinations whose medians are drawn" : "each by itself"}, and not together with other changes.`;
  box.replaceChildren(`${why} This answers exactly: `, make("code", {}, command()));
}

const command = () => `${content.command} --from-link '#${linkOf(content, { ...state.view, beside: undefined })}'`;

function drawClaims({ block, base, own, changed }, refused) {
  const chanceUnder = (found, claim) => once(found, `claim ${claim.name}`, () => chanceOf(found.weights, claim.holds));
  const there = new Map(base.block.claims.map((claim) => [claim.name, claim]));
  const rows = block.claims.filter((claim) => there.has(claim.name)).map((claim) =>
    ({ claim, before: chanceUnder(base.found, there.get(claim.name)), after: own ? chanceUnder(own, claim) : NaN }));
  const turned = changed && own && !refused ? rows.filter(({ before, after }) => before > 0.5 !== after > 0.5) : [];
  element("turned").textContent = !changed
    ? `Under “${base.title}”, ${rows.filter(({ before }) => before > 0.5).length} of ${rows.length} claims are more probable than not.`
    : turned.length
      ? `${turned.length} of ${rows.length} claims turn over: ${turned.slice(0, 6).map(({ claim, before, after }) => `“${claim.title}” (${percent(before)} to ${percent(after)})`).join(", ")}.`
      : refused || !own ? "" : `None of ${rows.length} claims turns over.`;
  const sorted = [...rows].sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
  fill("claims", ["Claim", base.title, ...(changed ? ["Yours"] : [])], sorted.map(({ claim, before, after }) =>
    make("tr", {}, make("th", { scope: "row" }, claim.title), make("td", {}, percent(before)), ...(changed ? [make("td", { className: "own" }, percent(after))] : []))));
}

let waiting;
let turn = 0;

/** Look for what takes longer once nothing has moved for a while, and stop when something does. */
function later(now, refused) {
  clearTimeout(waiting);
  const mine = ++turn;
  const known = !refused && now.own;
  listed("flips", [known ? "Looking …" : "Not known for this view."]);
  listed("explained", []);
  element("h-explained").parentElement.hidden = !known || !now.changed;
  if (!known) return;
  waiting = setTimeout(async () => {
    if (now.changed) listed("explained", await inTurns(explaining(now), mine));
    const found = await inTurns(turning(now), mine);
    if (mine !== turn) return;
    listed("flips", found.length ? found : ["No single prior within three standard deviations, no report and no option does, as far as these draws tell."]);
    document.documentElement.dataset.flips = found.length;
  }, 300);
}

/** What a search finds, which lets the page do something else after each step, and ends when something moves. */
async function inTurns(search, mine) {
  const found = [];
  for (let next = search.next(); !next.done && mine === turn; next = search.next()) {
    if (next.value) found.push(next.value);
    await new Promise((resume) => setTimeout(resume, 0));
  }
  return found;
}

const listed = (id, texts) => element(id).replaceChildren(...texts.map((text) => make("li", {}, text)));

/** What each change explains of the difference from the reference, in words. */
function* explaining({ view, block, base }) {
  if (base.block !== block) return yield "The two views have draws of their own, so that their difference is not taken apart here: “llm-barriers compare” does it.";
  const found = yield* attribution(block, settingsOf(base.view), settingsOf(view), content.conclusion.threshold);
  if (!found) return yield "Not known: there are more than six changes, or the draws do not reach all that lies between.";
  for (const part of found) {
    const of = part.keys.map((key) => (key in view.changes ? worded(key, view.changes[key]) : `${nameOf(key)}, as the position has it`)).join(", ");
    yield `${of}: ${points(part.below)} points of the probability, ×${part.moved.toPrecision(2)} of the median.`;
  }
}

const points = (p) => `${p < 0 ? "−" : "+"}${Math.abs(100 * p).toFixed(1)}`;

/** What turns the conclusion over, in words, one after the other; between them nothing. */
function* turning({ view, preset, block, own }) {
  const { threshold } = content.conclusion;
  const all = settingsOf(view);
  const above = own.below.p < 0.5;
  if (preset === content.presets[0] && !Object.keys(view.changes).length) yield* choicesTurning(above);
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

