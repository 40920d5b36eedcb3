// Runs the explorer's engine under Node: a JSON object on standard input, an array of answers on standard output.
import { readFileSync } from "node:fs";
import * as engine from "../../../reports/explorer/engine.mjs";
import * as link from "../../../reports/explorer/link.mjs";

const asked = JSON.parse(readFileSync(0, "utf-8"));
const blocks = [];
const opened = (block) => (blocks[block] ??= engine.opened(asked.content.blocks[block]));

/** What a search comes to. */
function last(search) {
  let next = search.next();
  while (!next.done) next = search.next();
  return next.value ?? null;
}

const TASKS = {
  smoothed: ({ logs }) => {
    const { weights, k } = engine.smoothed(Float64Array.from(logs));
    return { weights: [...weights], k };
  },
  density: ({ prior, at }) => {
    const family = engine.FAMILIES[prior.family];
    return at.map((x) => family.logDensity(engine.SCALES[family.scale][0](x), family.place(prior)));
  },
  moved: ({ prior, shift, width }) => {
    const to = engine.moved(prior, shift, width);
    return { to, back: engine.displacement(prior, to) };
  },
  special: ({ name, at }) => at.map(engine[name]),
  logWeights: ({ block, changes }) => [...engine.logWeights(opened(block), changes)],
  posterior: ({ block, changes }) => {
    const { threshold } = asked.content.conclusion;
    const found = engine.posterior(opened(block), changes, { threshold });
    const ends = engine.quantiles(opened(block).conclusion, found.weights, engine.LEVELS);
    return { k: found.k, ess: found.ess, trusted: found.trusted, below: found.below, ends };
  },
  time: ({ block, changes, times }) => {
    const { threshold } = asked.content.conclusion;
    const once = () => {
      const began = performance.now();
      const found = engine.posterior(opened(block), changes, { threshold });
      for (const node of opened(block).shown) engine.quantiles(node, found.weights, engine.LEVELS);
      return performance.now() - began;
    };
    return Array.from({ length: times }, once);
  },
  culprit: ({ block, changes }) => engine.culprit(opened(block), changes, {}),
  flip: ({ block, changes, name }) => last(engine.flip(opened(block), changes, name, asked.content.conclusion.threshold)),
  attribution: ({ block, from, to }) => last(engine.attribution(opened(block), from, to, asked.content.conclusion.threshold)),
  link: ({ view }) => link.linkOf(asked.content, view),
  view: ({ fragment }) => link.viewOf(asked.content, fragment),
  file: ({ view }) => link.fileOf(asked.content, view),
};
process.stdout.write(JSON.stringify(asked.asks.map((ask) => TASKS[ask.task](ask))));
