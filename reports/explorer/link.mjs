// Links and files: what a view changes, by the keys of a study's file, as text and back. It touches no page.
import { FAMILIES } from "./engine.mjs";

/** Split `section.name.key`, in which a name may have dots itself. */
export function parts(key) {
  const [section, rest] = [key.slice(0, key.indexOf(".")), key.slice(key.indexOf(".") + 1)];
  if (!key.includes(".")) return { section: "", name: "", key };
  if (section === "choices") return { section, name: rest, key: "" };
  const at = rest.lastIndexOf(".");
  return { section, name: rest.slice(0, at), key: rest.slice(at + 1) };
}

/** The fragment of a view. */
export function linkOf(content, { preset, changes, beside }) {
  const head = { v: content.version, study: content.study.name, digest: content.study.digest, preset };
  const said = Object.entries(beside ? { ...changes, beside } : changes).map(([key, value]) => [key, JSON.stringify(value)]);
  return [...Object.entries(head), ...said].map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
}

/** The view of a fragment, and what in it could not be used, in words. */
export function viewOf(content, fragment) {
  const pairs = fragment.replace(/^#/, "").split("&").filter(Boolean).map((pair) => {
    const at = pair.indexOf("=");
    return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
  });
  const [known, problems, changes] = [{}, [], {}];
  for (const [name, text] of pairs) {
    const [key, value] = [decoded(name), decoded(text)];
    if (["v", "study", "digest", "preset"].includes(key)) known[key] = value;
    else changes[key] = value;
  }
  const preset = content.presets.find((each) => each.name === (known.preset ?? "study"));
  if (!preset) problems.push(`“${known.preset}” is no position of this page.`);
  if (known.v !== undefined && known.v !== String(content.version)) problems.push(`The link is of version ${known.v}, and this page of version ${content.version}.`);
  if (known.study !== undefined && known.study !== content.study.name) problems.push(`The link is of the study “${known.study}”, and this page of “${content.study.name}”.`);
  else if (known.digest !== undefined && known.digest !== content.study.digest) problems.push("The link was made from an earlier or later version of this study; what it changes is the same, what it changes it from may not be.");
  const block = content.blocks[(preset ?? content.presets[0]).block];
  const used = {};
  let beside;
  for (const [key, text] of Object.entries(changes)) {
    const value = parsed(text);
    if (key === "beside" && isView(content, value)) beside = { preset: value.preset, changes: value.changes };
    else if (allowed(content, block, key, value)) used[key] = value;
    else problems.push(`“${key}” is not used: this page has no such thing, or not with that value.`);
  }
  const view = { preset: (preset ?? content.presets[0]).name, changes: used };
  return { view: beside ? { ...view, beside } : view, problems };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a value is a view that can be kept beside another. */
function isView(content, value) {
  const preset = content.presets.find((each) => each.name === value?.preset);
  if (!preset || typeof value.changes !== "object" || value.changes === null) return false;
  const block = content.blocks[preset.block];
  return Object.entries(value.changes).every(([key, each]) => !key.startsWith("choices.") && allowed(content, block, key, each));
}

const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);
const positive = (value) => Number.isFinite(value) && value > 0;

/** Whether a change is one that a page can show. */
function allowed(content, block, key, value) {
  const at = parts(key);
  if (key === "as_of") return /^\d{4}-\d{2}-\d{2}$/.test(value);
  if (at.section === "choices") return content.choices.some((c) => c.name === at.name && c.options.some((o) => o.name === value));
  if (at.section === "quantities") return at.key === "prior" && isPrior(own(block.quantities, at.name), value);
  const item = at.section === "evidence" && block.items.find((each) => each.name === at.name);
  if (!item) return false;
  if (at.key === "include") return typeof value === "boolean";
  if (at.key === "value") return positive(value) && (item.scale !== "logit" || value < 1);
  if (at.key === "sd") return positive(value);
  return at.key === "discounts" && Array.isArray(value) && value.every((each) => Object.hasOwn(item.discounts, each));
}

function isPrior(quantity, value) {
  if (!quantity || typeof value !== "object" || value?.family !== quantity.prior.family) return false;
  if (!Object.keys(quantity.prior).every((key) => key === "family" || Number.isFinite(value[key]))) return false;
  const place = FAMILIES[value.family].place(value);
  return Number.isFinite(place.centre) && positive(place.below) && positive(place.above);
}

/** A study's file that holds a view. */
export function fileOf(content, { preset: name, changes }) {
  const preset = content.presets.find((each) => each.name === name);
  const block = content.blocks[preset.block];
  const tables = new Map([["", { title: `“${preset.title}”, as changed in the explorer`, extends: preset.extends }]]);
  const put = (table, key, value) => tables.set(table, { ...tables.get(table), [key]: value });
  for (const [full, value] of Object.entries({ ...preset.layer, ...changes })) {
    const { section, name: entry, key } = parts(full);
    if (!section) put("", key, value);
    else if (section === "choices") put("choices", entry, value);
    else put(`${section}.${JSON.stringify(entry)}`, key, value);
    if (key === "prior" && block.quantities[entry]) {
      put(`quantities.${JSON.stringify(entry)}`, "unit", block.quantities[entry].unit);
      put(`quantities.${JSON.stringify(entry)}`, "basis", "judgement");
    }
  }
  return [...tables].map(([table, entries]) => [table && `[${table}]`, ...lines(entries)].filter(Boolean).join("\n")).join("\n\n") + "\n";
}

const lines = (entries) => Object.entries(entries).map(([key, value]) => `${/^[\w-]+$/.test(key) ? key : JSON.stringify(key)} = ${toml(value)}`);

function toml(value) {
  if (Array.isArray(value)) return `[${value.map(toml).join(", ")}]`;
  if (typeof value === "object") return `{ ${lines(value).join(", ")} }`;
  return JSON.stringify(value);
}
