// The page: what a reader turns, and the address in which a view is kept.
import { FAMILIES, SCALES, displacement, itemOf, itemsOf, moved } from "./engine.mjs";
import { fileOf, linkOf, viewOf } from "./link.mjs";
import { VISIBLE, draw } from "./drawing.mjs";
import { blockOf, middleOf, presetOf, settingsOf, state, worded } from "./view.mjs";
import { amount, content, element, make, number, percent } from "./words.mjs";

const WAIT = 350; // Browsers refuse an address that changes too often.
let lastAddress; // as it was last read or written

function change(key, value) {
  const changes = { ...state.view.changes };
  if (value === undefined) delete changes[key];
  else changes[key] = value;
  state.view = { ...state.view, changes };
  soon();
}

/** Draw the view, with what stands beside the figures, and write its address. */
function show() {
  draw();
  drawState();
  keepLink();
}

let asked = false;
function soon() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    show();
  });
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
    const said = option.quantiles ? percent(option.below) : option.name === choice.taken ? "this study" : "has not converged";
    select.append(make("option", { value: option.name, selected: (settings[`choices.${choice.name}`] ?? choice.taken) === option.name }, `${option.title} (${said})`));
  }
  select.addEventListener("change", () => change(`choices.${choice.name}`, select.value === choice.taken ? undefined : select.value));
  return make("fieldset", {}, make("label", {}, choice.title, make("br"), select));
}

function dateRow(preset, settings) {
  const asOf = preset.as_of;
  const dates = [...new Set([...content.dates, asOf])].sort();
  const at = dates.indexOf(settings.as_of ?? asOf);
  return make("fieldset", {}, make("legend", {}, "Date"), slider("Evidence to", {
    min: 0, max: dates.length - 1, step: 1, value: at < 0 ? dates.findLastIndex((date) => date <= settings.as_of) : at,
    write: (value) => dates[value], set: (value) => change("as_of", dates[value] === asOf ? undefined : dates[value]),
  }));
}

/** Set out what can be turned, for a position and a view. */
function setOut() {
  const preset = presetOf(state.view.preset);
  const block = blockOf(preset);
  const settings = settingsOf(state.view);
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
  const preset = presetOf(state.view.preset);
  const block = blockOf(preset);
  element("note").textContent = preset.note;
  element("drop").hidden = !state.view.beside;
  for (const input of element("positions").querySelectorAll("input")) input.checked = input.value === preset.name;
  const chips = Object.entries(state.view.changes).map(([key, value]) => {
    const button = make("button", { type: "button", "aria-label": `Take off: ${worded(key, value)}` }, `${worded(key, value)} ✕`);
    button.addEventListener("click", () => {
      change(key, undefined);
      setOut();
    });
    return make("li", {}, button);
  });
  element("chips").replaceChildren(...chips);
  const count = itemsOf(block, settingsOf(state.view)).length;
  element("reports").querySelector("summary").textContent = `${count} of ${block.items.length} are in: switch them, or change what they say`;
}

function setPositions() {
  const labels = content.presets.map((preset) => {
    const input = make("input", { type: "radio", name: "position", value: preset.name });
    input.addEventListener("change", () => {
      state.view = { ...state.view, preset: preset.name, changes: {} };
      setOut();
      show();
    });
    return make("label", {}, input, preset.title);
  });
  element("positions").replaceChildren(...labels);
}

// ---- The address

let timer;
function keepLink() {
  const link = linkOf(content, state.view);
  element("link").value = `${location.href.split("#")[0]}#${link}`;
  clearTimeout(timer); // while a slider moves the address waits
  timer = setTimeout(() => {
    if (location.hash !== lastAddress) return; // a link that is about to be read
    history.replaceState(null, "", `#${linkOf(content, state.view)}`);
    lastAddress = location.hash;
  }, WAIT);
}

function readLink() {
  if (location.hash === lastAddress) return;
  lastAddress = location.hash;
  const { view: found, problems } = viewOf(content, location.hash);
  state.view = found;
  element("message").hidden = !problems.length;
  element("message").textContent = problems.join(" ");
  setOut();
  show();
}

element("copy").addEventListener("click", () => {
  element("link").select();
  if (navigator.clipboard) navigator.clipboard.writeText(element("link").value).catch(() => document.execCommand("copy"));
  else document.execCommand("copy");
});
element("download").addEventListener("click", () => {
  const address = URL.createObjectURL(new Blob([fileOf(content, state.view)], { type: "text/plain" }));
  make("a", { href: address, download: "view.toml" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
});
element("keep").addEventListener("click", () => {
  const { preset, changes } = state.view;
  state.view = { ...state.view, beside: { preset, changes: Object.fromEntries(Object.entries(changes).filter(([key]) => !key.startsWith("choices."))) } };
  show();
});
element("drop").addEventListener("click", () => {
  state.view = { ...state.view, beside: undefined };
  show();
});
addEventListener("hashchange", readLink);
addEventListener("resize", soon);
setPositions();
readLink();
