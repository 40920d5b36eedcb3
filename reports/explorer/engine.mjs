// The engine: posteriors from weighted draws. It touches no page, and runs under Node too.

const Z90 = 1.6448536269514722;
const logit = (p) => Math.log(p / (1 - p));
const expit = (x) => 1 / (1 + Math.exp(-x));
const same = (x) => x;

/** By scale: there and back. */
export const SCALES = { identity: [same, same], log: [Math.log, Math.exp], logit: [logit, expit] };

/** What a result must meet, as everywhere in this project. */
export const GATE = { k: 0.7, ess: 400 };

// ---- Special functions

/** Log of the complementary error function at z >= 0, to seven digits (Numerical Recipes, erfc). */
function logErfc(z) {
  const t = 1 / (1 + 0.5 * z);
  const upper = -1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277));
  const sum = -1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806 + t * (0.27886807 + t * upper)))));
  return Math.log(t) - z * z + sum;
}

/** Log of the normal distribution function. */
export function logNdtr(x) {
  const half = logErfc(Math.abs(x) / Math.SQRT2) - Math.LN2;
  return x < 0 ? half : Math.log1p(-Math.exp(half));
}

/** Log of the gamma function (Lanczos). */
export function logGamma(x) {
  const terms = [76.18009172947146, -86.50532032941677, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2];
  const sum = [...terms, -0.5395239384953e-5].reduce((s, term, i) => s + term / (x + 1 + i), 1.000000000190015);
  return (x + 0.5) * Math.log(x + 5.5) - x - 5.5 + Math.log((2.5066282746310005 * sum) / x);
}

const normal = (x, centre, sd) => -0.5 * ((x - centre) / sd) ** 2 - Math.log(sd);

function logAddExp(a, b) {
  const top = Math.max(a, b);
  return top === -Infinity ? top : top + Math.log(Math.exp(a - top) + Math.exp(b - top));
}

// ---- Priors

const spread = (p, low, high) => ({ centre: (low + high) / 2, below: (high - low) / 2 / Z90, above: (high - low) / 2 / Z90 });
const sided = (centre, sd) => ({ centre, below: sd, above: sd });

/** Two sides about a centre, on a scale. */
const twoSided = (t, { centre, below, above }) => normal(t, centre, t < centre ? below : above);

/**
 * By family: the scale on which it is known, its place there, parameters of a place, and the log-density of a place up
 * to a constant. One that begins at a bound has no centre to be moved.
 */
export const FAMILIES = {
  normal: {
    scale: "identity",
    place: (p) => sided(p.mean, p.sd),
    parameters: (at) => ({ mean: at.centre, sd: at.below }),
    logDensity: twoSided,
  },
  lognormal: {
    scale: "log",
    place: (p) => sided(Math.log(p.median), p.sigma),
    parameters: (at) => ({ median: Math.exp(at.centre), sigma: at.below }),
    logDensity: twoSided,
  },
  two_piece_lognormal: {
    scale: "log",
    place(p) {
      const [low, centre, high] = [p.low, p.median, p.high].map(Math.log);
      return { centre, below: (centre - low) / Z90, above: (high - centre) / Z90 };
    },
    parameters: ({ centre, below, above }) => ({
      low: Math.exp(centre - Z90 * below), median: Math.exp(centre), high: Math.exp(centre + Z90 * above),
    }),
    logDensity: twoSided,
  },
  logitnormal: {
    scale: "logit",
    place: (p) => spread(p, logit(p.low), logit(p.high)),
    parameters: ({ centre, below }) => ({ low: expit(centre - Z90 * below), high: expit(centre + Z90 * below) }),
    logDensity: twoSided,
  },
  beta: {
    scale: "logit",
    place(p) {
      const [size, mean] = [p.alpha + p.beta, p.alpha / (p.alpha + p.beta)];
      return sided(logit(mean), 1 / Math.sqrt(mean * (1 - mean) * (size + 1)));
    },
    parameters({ centre, below }) {
      const mean = expit(centre);
      const size = 1 / (below * below * mean * (1 - mean)) - 1;
      return { alpha: mean * size, beta: (1 - mean) * size };
    },
    logDensity(t, at) {
      const p = FAMILIES.beta.parameters(at);
      return p.alpha * -Math.log1p(Math.exp(-t)) + p.beta * -Math.log1p(Math.exp(t));
    },
  },
  uniform: {
    scale: "identity",
    place: (p) => sided((p.lower + p.upper) / 2, (p.upper - p.lower) / 2),
    parameters: ({ centre, below }) => ({ lower: centre - below, upper: centre + below }),
    logDensity: (t, { centre, below }) => (Math.abs(t - centre) <= below * (1 + 1e-4) ? 0 : -Infinity),
    within: true,
  },
  half_normal: oneSided("identity", "sd", (u) => -0.5 * u * u),
  exp_half_normal: oneSided("log", "sd", (u) => -0.5 * u * u),
  exp_exponential: oneSided("log", "scale", (u) => -u),
  exp_half_student_t: oneSided("log", "scale", (u, nu) => (-(nu + 1) / 2) * Math.log1p((u * u) / nu)),
};

function oneSided(scale, key, logDensity) {
  return {
    scale,
    place: (p) => ({ centre: 0, below: p[key], above: p[key], nu: p.nu }),
    parameters: ({ below, nu }) => (nu === undefined ? { [key]: below } : { nu, [key]: below }),
    logDensity: (t, { below, nu }) => logDensity(t / below, nu) - Math.log(below),
    oneSided: true,
  };
}

/** A prior moved by some of its standard deviations, and so many times as wide, on its family's scale. */
export function moved(prior, shift, width) {
  const family = FAMILIES[prior.family];
  const at = family.place(prior);
  const centre = at.centre + shift * (shift < 0 ? at.below : at.above);
  const place = { ...at, centre, below: width * at.below, above: width * at.above };
  return { family: prior.family, ...rounded(family.parameters(place)) };
}

const rounded = (numbers) => Object.fromEntries(Object.entries(numbers).map(([k, v]) => [k, Number(v.toPrecision(5))]));

/** By how much a prior is moved and widened from another of its family: the inverse of `moved`. */
export function displacement(prior, other) {
  const [at, to] = [prior, other].map((p) => FAMILIES[p.family].place(p));
  const step = to.centre - at.centre;
  return { shift: step / (step < 0 ? at.below : at.above), width: to.below / at.below };
}

/** The middle of a prior in its unit; of one that begins at a bound, its scale. */
export function middle(prior) {
  const family = FAMILIES[prior.family];
  const at = family.place(prior);
  return family.oneSided ? at.below : SCALES[family.scale][1](at.centre);
}

function logDensity(prior) {
  const family = FAMILIES[prior.family];
  const at = family.place(prior);
  return (t) => family.logDensity(t, at);
}

// ---- Blocks: the draws of a study

function bytes(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

function unpacked({ low, step, data }) {
  const codes = new Uint16Array(bytes(data).buffer);
  return Float64Array.from(codes, (code) => low + step * code);
}

function bitsOf(text, draws) {
  const packed = bytes(text);
  return Uint8Array.from({ length: draws }, (_, d) => (packed[d >> 3] >> (d & 7)) & 1);
}

/** A block with its columns as arrays, and the order of those that are shown. */
export function opened(block) {
  const columns = Object.fromEntries(Object.entries(block.columns).map(([key, packed]) => [key, unpacked(packed)]));
  const shown = block.shown.map((node) => ordered(node, columns));
  return {
    ...block,
    columns,
    shown,
    conclusion: ordered(block.conclusion, columns),
    logRatio: unpacked(block.log_ratio),
    told: new Map(),
    claims: block.claims.map((claim) => ({ ...claim, holds: bitsOf(claim.holds, block.draws) })),
  };
}

function ordered(node, columns) {
  const values = columns[node.column];
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  return { ...node, values, order, back: SCALES[node.scale][1] };
}

// ---- What a view assumes

/** The items of a view that are in, each as it reports there. */
export function itemsOf(block, changes) {
  const asOf = changes.as_of ?? block.as_of;
  return block.items.map((item) => itemOf(item, changes)).filter((item) => item.include && item.published <= asOf);
}

/** An item with the changes to it. */
export function itemOf(item, changes) {
  const changed = (key) => changes[`evidence.${item.name}.${key}`];
  const discounts = changed("discounts") ?? Object.keys(item.discounts);
  return {
    ...item,
    include: changed("include") ?? item.include,
    value: changed("value") ?? item.value,
    sd: changed("sd") === undefined ? item.sd : { value: changed("sd") },
    discounts: discounts.map((name) => discountOf(item.discounts[name], changes)),
  };
}

function discountOf(discount, changes) {
  return discount.label ? { ...discount, prior: changes[`quantities.${discount.quantity}.prior`] ?? discount.prior } : discount;
}

/** A value of the item on the scale on which it is compared, in the unit of what it measures. */
const compared = (item) => SCALES[item.scale][0](item.value * (item.scale === "log" ? item.factor : 1));

// ---- Weights

/** Logs of the weights that make a block's draws the posterior of a view, up to a constant. */
export function logWeights(block, changes, { evidence = true } = {}) {
  const weights = Float64Array.from(block.logRatio);
  for (const [name, quantity] of Object.entries(block.quantities)) {
    const prior = changes[`quantities.${name}.prior`];
    if (prior && quantity.column) addPrior(weights, block.columns[quantity.column], quantity.prior, prior);
  }
  if (!evidence) return weights;
  const items = itemsOf(block, changes);
  const tells = (name, own, add) => addTo(weights, toldBy(block, name, own, add));
  tells("gaussian", items.filter((item) => item.model === "gaussian"), addReports);
  for (const item of items.filter((other) => other.model !== "gaussian")) tells(item.name, item, addItem);
  return weights;
}

/** What some items tell of each draw: the same for as long as they say the same, whatever else a reader moves. */
function toldBy(block, name, own, add) {
  const said = JSON.stringify(own);
  if (block.told.get(name)?.said !== said) {
    const logs = new Float64Array(block.draws);
    add(logs, block, own);
    block.told.set(name, { said, logs });
  }
  return block.told.get(name).logs;
}

function addTo(sums, more) {
  for (let d = 0; d < sums.length; d++) sums[d] += more[d];
}

function addPrior(weights, column, before, after) {
  const [was, is] = [logDensity(before), logDensity(after)];
  for (let d = 0; d < weights.length; d++) weights[d] += is(column[d]) - was(column[d]);
}

/** A term as a function of the draw. */
function reader(block, term) {
  if (term === undefined || term.value !== undefined) return () => term?.value;
  const column = block.columns[term.column];
  return (d) => column[d];
}

/** What is constant in the centre of an item, and the columns that are added to it. */
function centre(block, item) {
  const fixed = item.discounts.map((x) => x.value ?? x.prior?.mean ?? 0).reduce((a, b) => a + b, 0);
  const keys = [item.measures, ...item.discounts.filter((x) => x.column).map((x) => x.column)];
  return { fixed, columns: keys.map((key) => block.columns[key]) };
}

/** Normal reports, jointly: the discounts that they share are integrated out. */
function addReports(weights, block, items) {
  if (!items.length) return;
  const shared = covariance(items);
  const sds = items.map((item) => reader(block, item.sd));
  const rest = items.map((item) => residuals(block, item, weights.length));
  if (items.some((item) => item.sd.column)) addEach(weights, shared, sds, rest);
  else addAll(weights, cholesky(shared, sds, 0), rest);
}

/** What an item reports less its centre, at each draw. */
function residuals(block, item, draws) {
  const { fixed, columns } = centre(block, item);
  const found = new Float64Array(draws).fill(compared(item) - fixed);
  for (const column of columns) for (let d = 0; d < draws; d++) found[d] -= column[d];
  return found;
}

/** Under one covariance for all draws: a report after the other, each without what those before it tell. */
function addAll(weights, { rows }, rest) {
  rest.forEach((own, i) => {
    for (let j = 0; j < i; j++) {
      const [part, before] = [rows[i][j], rest[j]];
      if (part) for (let d = 0; d < own.length; d++) own[d] -= part * before[d];
    }
    const scale = 1 / rows[i][i];
    for (let d = 0; d < own.length; d++) {
      own[d] *= scale;
      weights[d] -= 0.5 * own[d] * own[d];
    }
  });
}

/** Under a covariance for each draw. */
function addEach(weights, shared, sds, rest) {
  const own = new Float64Array(rest.length);
  for (let d = 0; d < weights.length; d++) {
    const { rows, logDiagonal } = cholesky(shared, sds, d);
    weights[d] -= logDiagonal;
    for (let i = 0; i < own.length; i++) {
      own[i] = rest[i][d];
      for (let j = 0; j < i; j++) own[i] -= rows[i][j] * own[j];
      own[i] /= rows[i][i];
      weights[d] -= 0.5 * own[i] * own[i];
    }
  }
}

/** What the integrated discounts add to the covariance of reports. */
function covariance(items) {
  return items.map((one) => items.map((other) => one.discounts
    .filter((x) => x.label && other.discounts.some((y) => y.label === x.label))
    .reduce((sum, x) => sum + x.prior.sd ** 2, 0)));
}

function cholesky(shared, sds, d) {
  const rows = shared.map((row) => new Float64Array(row.length));
  let logDiagonal = 0;
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = shared[i][j] + (i === j ? sds[i](d) ** 2 : 0);
      for (let k = 0; k < j; k++) sum -= rows[i][k] * rows[j][k];
      rows[i][j] = i === j ? Math.sqrt(sum) : sum / rows[j][j];
    }
    logDiagonal += Math.log(rows[i][i]);
  }
  return { rows, logDiagonal };
}

/** By observation model: the log-density of what is reported, given its centre, standard deviation and what it needs. */
const MODELS = {
  floor: (y, at, sd) => logNdtr((at - y) / sd),
  ceiling: (y, at, sd) => logNdtr((y - at) / sd),
  poisson: (y, at, sd, item) => y * (at + Math.log(item.exposure)) - Math.exp(at) * item.exposure,
  search: (y, at) => Math.log(y * at + (1 - y) * (1 - at)),
  student_t: (y, at, sd, item, nu) =>
    logGamma((nu + 1) / 2) - logGamma(nu / 2) - 0.5 * Math.log(nu) - Math.log(sd) -
    ((nu + 1) / 2) * Math.log1p(((y - at) / sd) ** 2 / nu),
  reliability_mixture: (y, at, sd, item, reliability, unreliableSd) =>
    logAddExp(Math.log(reliability) + normal(y, at, sd), Math.log1p(-reliability) + normal(y, 0, unreliableSd)),
};

function addItem(weights, block, item) {
  const model = MODELS[item.model];
  const at = centre(block, item);
  const y = compared(item);
  const sd = reader(block, item.sd);
  const [first, second] = item.needed.map((term) => reader(block, term));
  for (let d = 0; d < weights.length; d++) {
    let sum = at.fixed;
    for (const column of at.columns) sum += column[d];
    weights[d] += model(y, sum, sd(d), item, first?.(d), second?.(d));
  }
}

// ---- Pareto smoothing (Vehtari, Simpson, Gelman, Yao and Gabry 2024; Zhang and Stephens 2009)

const FLAT = 1.0;

/** Weights that sum to one, their largest smoothed, with Pareto k; where no draw is possible, none that is trusted. */
export function smoothed(logs) {
  let top = -Infinity;
  for (const each of logs) if (each > top) top = each;
  if (top === -Infinity) return { weights: logs.map(() => 1 / logs.length), k: Infinity };
  const kept = logs.map((each) => Math.max(each - top, -700) || (each === top ? 0 : -700));
  const count = Math.floor(kept.length > 225 ? 3 * Math.sqrt(kept.length) : kept.length / 5);
  const sorted = Float64Array.from(kept).sort();
  const tail = sorted.slice(-count);
  let k = 0;
  if (tail[count - 1] - tail[0] >= FLAT) k = smoothTail(kept, tail, sorted[sorted.length - count - 1]);
  let sum = 0;
  const weights = kept.map((each) => Math.exp(each));
  for (const each of weights) sum += each;
  return { weights: weights.map((each) => each / sum), k };
}

function smoothTail(logs, tail, cutoff) {
  const least = Math.exp(cutoff);
  const { k, sigma } = paretoFit(tail.map((each) => Math.exp(each) - least));
  if (!Number.isFinite(k)) return k;
  const places = [];
  for (let d = 0; d < logs.length; d++) if (logs[d] >= tail[0]) places.push(d);
  places.sort((a, b) => logs[a] - logs[b]).slice(-tail.length).forEach((d, rank) => {
    const p = Math.log1p(-(rank + 0.5) / tail.length);
    const excess = k === 0 ? -sigma * p : (sigma * Math.expm1(-k * p)) / k;
    logs[d] = Math.min(Math.log(excess + least), 0);
  });
  return k;
}

/** Shape and scale of a generalised Pareto distribution that sorted excesses have. */
export function paretoFit(sorted) {
  const n = sorted.length;
  const quartile = sorted[Math.floor(n / 4 + 0.5) - 1];
  if (quartile <= sorted[0]) return { k: NaN, sigma: NaN };
  const count = 30 + Math.floor(Math.sqrt(n));
  const thetas = Array.from({ length: count }, (_, i) =>
    (1 - Math.sqrt(count / (i + 0.5))) / (3 * quartile) + 1 / sorted[n - 1]);
  const shape = (theta) => sorted.reduce((sum, x) => sum + Math.log1p(-theta * x), 0) / n;
  const heights = thetas.map((theta) => {
    const k = shape(theta);
    return n * (Math.log(-theta / k) - k - 1);
  });
  const top = Math.max(...heights);
  const parts = heights.map((height) => Math.exp(height - top));
  const sum = parts.reduce((a, b) => a + b, 0);
  const theta = thetas.reduce((total, each, i) => total + (each * parts[i]) / sum, 0);
  const k = shape(theta);
  return { k: (n * k + 5) / (n + 10), sigma: -k / theta };
}

// ---- What is read off weighted draws

const square = (values) => values.reduce((sum, x) => sum + x * x, 0);

/** Effective number of draws. */
export const effective = (weights) => 1 / square(weights);

/** The chance of a claim. */
export function chanceOf(weights, holds) {
  let p = 0;
  for (let d = 0; d < weights.length; d++) p += weights[d] * holds[d];
  return p;
}

/** The chance of what holds at some draws, its Monte Carlo error, and how many draws that is worth. */
export function chance(weights, holds) {
  let [p, holding, others] = [0, 0, 0];
  for (let d = 0; d < weights.length; d++) {
    const weight = weights[d];
    if (holds(d)) {
      p += weight;
      holding += weight * weight;
    } else others += weight * weight;
  }
  const error = holding * (1 - p) ** 2 + others * p ** 2;
  return { p, error: Math.sqrt(error), ess: error > 0 ? (p * (1 - p)) / error : effective(weights) };
}

/** Quantiles of a shown node, in its unit. */
export function quantiles(node, weights, levels) {
  const found = levels.map(() => node.values[node.order[node.order.length - 1]]);
  const ranks = [...levels.keys()].sort((a, b) => levels[a] - levels[b]);
  let [sum, next] = [0, 0];
  for (const d of node.order) {
    sum += weights[d];
    while (next < ranks.length && sum >= levels[ranks[next]] - 1e-12) found[ranks[next++]] = node.values[d];
    if (next === ranks.length) break;
  }
  return found.map(node.back);
}

/** A median and the ends of an interval of 90%. */
export const LEVELS = [0.5, 0.05, 0.95];

/** All that is told of a view of a block. */
export function posterior(block, changes, { evidence = true, threshold }) {
  const { weights, k } = smoothed(logWeights(block, changes, { evidence }));
  const node = block.conclusion;
  const [there] = SCALES[node.scale];
  const [edge, half] = [there(threshold), there(quantiles(node, weights, [0.5])[0])];
  const below = chance(weights, (d) => node.values[d] < edge);
  const ess = Math.min(effective(weights), below.ess, chance(weights, (d) => node.values[d] < half).ess);
  return { weights, k, ess, below, trusted: k < GATE.k && ess >= GATE.ess };
}

/** The change whose undoing gives the weights back most of their worth. */
export function culprit(block, changes, layer) {
  const worth = (set) => effective(smoothed(logWeights(block, set)).weights);
  const undone = Object.keys(changes).map((key) => {
    const { [key]: _, ...others } = changes;
    return { key, ess: worth({ ...layer, ...others }) };
  });
  return undone.sort((a, b) => b.ess - a.ess)[0]?.key;
}

/**
 * The shift of a quantity's prior at which the conclusion turns over, the nearer of two, or undefined. It stops after
 * each posterior, so that a page can do something else in between.
 */
export function* flip(block, changes, name, threshold, reach = 3) {
  const quantity = block.quantities[name];
  const key = `quantities.${name}.prior`;
  const from = displacement(quantity.prior, changes[key] ?? quantity.prior);
  const priorAt = (shift) => moved(quantity.prior, shift, from.width);
  function excess(shift) {
    const found = posterior(block, { ...changes, [key]: priorAt(shift) }, { threshold });
    return found.trusted ? found.below.p - 0.5 : NaN;
  }
  const here = excess(from.shift);
  const found = [];
  for (const end of [-reach, reach]) {
    let [inner, outer] = [from.shift, from.shift];
    let turned = false;
    for (let step = 1; step <= 4 && !turned; step++) {
      [inner, outer] = [outer, from.shift + ((end - from.shift) * step) / 4];
      turned = excess(outer) * here < 0;
      yield;
    }
    for (let step = 0; step < 5 && turned; step++) {
      const half = (inner + outer) / 2;
      if (excess(half) * here < 0) outer = half;
      else inner = half;
      yield;
    }
    if (turned) found.push({ shift: outer, prior: priorAt(outer) });
  }
  return found.sort((one, other) => Math.abs(one.shift - from.shift) - Math.abs(other.shift - from.shift))[0];
}

/** The part of a key that names what is changed: a report's value and standard deviation are changed together. */
const subject = (key) => key.replace(/\.(value|sd)$/, "");

const MOST = 6;

/**
 * What each change adds on the way from one view of a block to another, on average over all orders (Shapley values): to
 * the probability, and as a factor to the median. Nothing where there are too many, or some view between is not trusted.
 */
export function* attribution(block, from, to, threshold) {
  const keys = Object.keys({ ...from, ...to }).filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]));
  const groups = [...new Set(keys.map(subject))].map((name) => keys.filter((key) => subject(key) === name));
  if (groups.length > MOST) return undefined;
  const worth = [];
  for (let set = 0; set < 1 << groups.length; set++) {
    const found = posterior(block, between(from, to, groups.filter((_, i) => (set >> i) & 1).flat()), { threshold });
    if (!found.trusted) return undefined;
    worth.push([found.below.p, Math.log(quantiles(block.conclusion, found.weights, [0.5])[0])]);
    yield;
  }
  return groups.map((own, i) => ({ keys: own, below: shapley(worth, 0, i, groups.length), moved: Math.exp(shapley(worth, 1, i, groups.length)) }));
}

function between(from, to, keys) {
  const changes = { ...from };
  for (const key of keys) {
    if (key in to) changes[key] = to[key];
    else delete changes[key];
  }
  return changes;
}

function shapley(worth, of, player, players) {
  let [sum, factorial] = [0, [1]];
  for (let n = 1; n <= players; n++) factorial.push(factorial[n - 1] * n);
  for (let set = 0; set < worth.length; set++) {
    if ((set >> player) & 1) continue;
    const size = [...set.toString(2)].filter((bit) => bit === "1").length;
    const chance = (factorial[size] * factorial[players - size - 1]) / factorial[players];
    sum += chance * (worth[set | (1 << player)][of] - worth[set][of]);
  }
  return sum;
}

/** A density over bins, from weighted draws of a shown node between two ends of its scale. */
export function density(node, weights, low, high, bins = 240) {
  const heights = new Float64Array(bins);
  const width = (high - low) / bins;
  let [sum, squares] = [0, 0];
  node.values.forEach((value, d) => {
    const bin = Math.floor((value - low) / width);
    if (bin >= 0 && bin < bins) heights[bin] += weights[d];
    sum += weights[d] * value;
    squares += weights[d] * value * value;
  });
  const sd = Math.min(Math.sqrt(Math.max(squares - sum * sum, 0)), (high - low) / 4);
  return blurred(heights, Math.max((0.9 * sd * effective(weights) ** -0.2) / width, 0.5)).map((each) => each / width);
}

function blurred(heights, sd) {
  const reach = Math.ceil(3 * sd);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / sd) ** 2));
  const total = kernel.reduce((a, b) => a + b, 0);
  return Float64Array.from(heights, (_, bin) => kernel.reduce((sum, part, i) => {
    const at = Math.abs(bin + i - reach);
    return sum + part * (heights[at < heights.length ? at : 2 * heights.length - 1 - at] ?? 0);
  }, 0) / total);
}
