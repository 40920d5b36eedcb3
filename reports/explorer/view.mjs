// The view: what a reader has set, what follows from it, and what its parts are called.
import { FAMILIES, LEVELS, displacement, middle, opened, posterior, quantiles } from "./engine.mjs";
import { parts } from "./link.mjs";
import { amount, content, number } from "./words.mjs";

const blocks = content.blocks.map(() => undefined);
const known = new Map();

/** What a reader sees: a position, what is changed of it, and perhaps a view that is kept `beside` it. */
export const state = { view: { preset: content.presets[0].name, changes: {} } };

export const presetOf = (name) => content.presets.find((each) => each.name === name);

export function blockOf(preset) {
  return (blocks[preset.block] ??= opened(content.blocks[preset.block]));
}

const layerOf = (preset) => (preset.weighed ? preset.layer : {});

/** All that a view changes of the study whose draws it uses. */
export const settingsOf = ({ preset, changes }) => ({ ...layerOf(presetOf(preset)), ...changes });

/** The posterior of a view, or its prior, which is kept; for what stays while sliders move. */
export function seen(view, evidence = true) {
  const key = JSON.stringify([view.preset, view.changes, evidence]);
  const { threshold } = content.conclusion;
  if (!known.has(key)) known.set(key, posterior(blockOf(presetOf(view.preset)), settingsOf(view), { evidence, threshold }));
  return known.get(key);
}

/** What is computed for a position or anything else, once. */
export function keep(key, compute) {
  if (!known.has(key)) known.set(key, compute());
  return known.get(key);
}

const weighable = ([key]) => parts(key).section !== "choices";

/** The options that a view takes in place of the study's. */
const optionsOf = (changes) => Object.entries(changes).filter((pair) => !weighable(pair));

/** What is said of the option that a view takes, where it takes one and changes nothing else. */
function exactOf(preset, changes) {
  const [[key, option] = []] = optionsOf(changes);
  if (preset !== content.presets[0] || Object.keys(changes).length !== 1 || !key) return undefined;
  const choice = content.choices.find((each) => each.name === parts(key).name);
  return choice.options.find((each) => each.name === option && each.quantiles);
}

/** The view that another is set against: the one that is kept beside it, or its position. */
export function referenceOf(view) {
  const kept = view.beside ?? { preset: view.preset, changes: {} };
  const title = presetOf(kept.preset).title;
  const more = Object.keys(kept.changes).length;
  return { view: kept, title: more ? `${title}, with ${more === 1 ? "a change" : `${more} changes`}` : title, block: blockOf(presetOf(kept.preset)), found: seen(kept) };
}

/** All that is drawn of the view as it is now. */
export function answered() {
  const { view } = state;
  const preset = presetOf(view.preset);
  const block = blockOf(preset);
  const plain = Object.keys(view.changes).length === 0;
  const now = { view, preset, block, base: referenceOf(view), prior: seen({ ...view, changes: {} }, false), changed: !plain || !!view.beside };
  if (optionsOf(view.changes).length) return { ...now, ...underOption(preset, view.changes) };
  const own = plain ? seen(view) : posterior(block, settingsOf(view), { threshold: content.conclusion.threshold });
  return { ...now, own, told: toldOf(block, own) };
}

/** What the multiverse says of the options that a view takes together, where it changes nothing else. */
function specificationOf(preset, changes) {
  const { choices, rows } = content.specifications ?? {};
  if (!rows || preset !== content.presets[0] || optionsOf(changes).length < Object.keys(changes).length) return undefined;
  const taken = choices.map((name) => {
    const choice = content.choices.find((each) => each.name === name);
    return choice.options.findIndex((each) => each.name === (changes[`choices.${name}`] ?? choice.taken));
  });
  return rows.find(([options]) => options.every((option, i) => option === taken[i]));
}

function underOption(preset, changes) {
  const exact = exactOf(preset, changes);
  if (exact) {
    const at = (p) => exact.quantiles[Math.round(p * 200) - 1];
    return { exact, told: { below: exact.below, ends: LEVELS.map(at) } };
  }
  const [, median, low, high, below] = specificationOf(preset, changes) ?? [];
  return { told: median === undefined ? undefined : { below, ends: [median, low, high] } };
}

/** What is computed from a posterior, which is computed once. */
export function once(found, key, compute) {
  found.kept ??= new Map();
  if (!found.kept.has(key)) found.kept.set(key, compute());
  return found.kept.get(key);
}

export const endsOf = (node, found) => once(found, `ends ${node.name}`, () => quantiles(node, found.weights, LEVELS));
export const toldOf = (block, found) => ({ below: found.below.p, ends: endsOf(block.conclusion, found) });

export function nameOf(key) {
  const block = blockOf(presetOf(state.view.preset));
  const at = parts(key);
  if (key === "as_of") return "the date";
  if (at.section === "choices") return content.choices.find((each) => each.name === at.name).title;
  if (at.section === "quantities") return block.quantities[at.name].title;
  return block.items.find((each) => each.name === at.name).title;
}

export function worded(key, value) {
  const at = parts(key);
  if (key === "as_of") return `Evidence up to ${value}`;
  if (at.section === "choices") return `${nameOf(key)} ${content.choices.find((each) => each.name === at.name).options.find((each) => each.name === value).title}`;
  const block = blockOf(presetOf(state.view.preset));
  if (at.section === "quantities") return `${nameOf(key)}: ${priorWords(block.quantities[at.name], value)}`;
  const item = block.items.find((each) => each.name === at.name);
  const said = { include: () => (value ? "in" : "out"), value: () => amount(value, item.unit), discounts: () => (value.length ? "fewer discounts" : "at face value"), sd: () => `standard deviation ${number(value)}` };
  return `${item.title}: ${said[at.key]()}`;
}

/** The middle of a prior; that of a discount, which is on the log scale, as the factor that it is. */
export const middleOf = (quantity, prior) =>
  quantity.factor && !FAMILIES[prior.family].oneSided ? amount(Math.exp(middle(prior)), "factor") : amount(middle(prior), quantity.unit);

function priorWords(quantity, prior) {
  const { width } = displacement(quantity.prior, prior);
  const size = FAMILIES[prior.family].oneSided ? `scale ${number(middle(prior))}` : middleOf(quantity, prior);
  return Math.abs(width - 1) > 0.005 ? `${size}, ×${number(width)} as wide` : size;
}

