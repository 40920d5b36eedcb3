// The default study in Squiggle: every input a set of samples, and the same arithmetic on these.
// Squiggle has no likelihoods, so it draws the nodes alone. Usage: node squiggle_model.mjs INPUTS DRAWS REPEATS

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";

const [inputsPath, draws, repeats] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${process.env.SQUIGGLE_FOLDER}/node_modules/`));
const { run } = await import(pathToFileURL(require.resolve("@quri/squiggle-lang")));
const { priors, kept } = JSON.parse(readFileSync(inputsPath, "utf8"));

const plain = (name) => name.replace(/[\[\]]/g, "_").toLowerCase();
const number = (value) => (value < 0 ? `(0 - ${-value})` : `${value}`);

function distribution({ root, link, location, scale, nu }) {
  const [mu, sigma] = [number(location), number(scale)];
  if (root === null) return mu;
  if (root === "uniform") return `SampleSet.fromDist(uniform(${mu}, ${number(location + scale)}))`;
  if (root === "normal" && link === "exp") return `SampleSet.fromDist(lognormal(${mu}, ${sigma}))`;
  const normal = `SampleSet.fromDist(normal(${root === "normal" ? mu : 0}, ${sigma}))`;
  const gamma = `SampleSet.fromDist(gamma(${nu / 2}, ${2 / nu}))`;
  const spread = nu ? `SampleSet.map2(${normal}, ${gamma}, {|z, g| z / g ^ 0.5})` : normal;
  const stretched = root === "normal" ? normal : `${mu} + SampleSet.map(${spread}, {|x| abs(x)})`;
  if (link === "expit") return `1 / (1 + exp(0 - ${stretched}))`;
  return link === "exp" ? `exp(${stretched})` : stretched;
}

const argument = `
opt_search_hit = opt_leak_prior * opt_search_detection
graduates = us_cs_graduates / us_population * world_population * relative_graduate_density
talent_pool = graduates * top_fraction * studied_fraction * retained_fraction
capable_people = talent_pool / graduate_share
downloads_per_month = capable_people * requests_per_capable_person + background_requests
node_day_price = gpu_hour_price * gpus_per_node * hours_per_day
node_year_price = node_day_price * days_per_year
peak = gpu_peak * gpus_per_node * seconds_per_day / (parameters * flop_per_parameter_token)
throughput = peak * utilisation
per_developer = productivity_gain * tokens_per_gain
twitter = tweets_per_day * twitter_fraction * tokens_per_tweet * (prompt_tokens_twitter_ * prompt_cost + 1) / throughput
coding = developers * per_developer * (prompt_tokens_coding_ * prompt_cost + 1) / throughput
requests_per_developer_day = per_developer * prompt_tokens_coding_ / context_tokens_per_request
chat_cost = node_day_price / throughput * tokens_per_chat
weight = scenario_weight_twitter_ + scenario_weight_coding_
first = scenario_weight_twitter_ / weight
second = scenario_weight_coding_ / weight
whole(x) = SampleSet.map(x, {|v| ceil(v)})
largest_viable_cost = (whole(twitter) * first + whole(coding) * second) * node_year_price * scale_beyond_scenarios
development_cost = replication_cost
cost_ratio = largest_viable_cost * deployment_years / development_cost
inference_share = cost_ratio / (cost_ratio + 1)
twitter_cost = (twitter + idle_node_twitter_) * node_year_price
coding_cost = (coding + idle_node_coding_) * node_year_price
largest_viable_cost_smooth = (twitter_cost * first + coding_cost * second) * scale_beyond_scenarios
first_year_ratio = largest_viable_cost_smooth * first_year / development_cost
largest_viable_volume = largest_viable_cost_smooth / node_year_price * throughput * words_per_token
buchanan_expected = twitter_cost * v100_speed_factor * fp32_factor * v100_memory_factor
copilot_team_found = (software_developers_coding_ + ml_engineers_coding_) * found_share
`;

const inputs = Object.entries(priors).filter(([name]) => new RegExp(`\\b${plain(name)}\\b`).test(argument));
const part = 2.5 / Math.sqrt(Number(draws)); // five standard errors of a median, by ranks
const ends = [0.5 - part, 0.5 + part];
const code = [
  ...inputs.map(([name, prior]) => `${plain(name)} = ${distribution(prior)}`),
  argument,
  `[${kept.flatMap((name) => ends.map((p) => `quantile(${name}, ${p})`)).join(", ")}]`,
].join("\n");

const seconds = [];
let found;
for (let i = 0; i < Number(repeats); i += 1) {
  const start = performance.now();
  const output = await run(code, { environment: { sampleCount: Number(draws), xyPointLength: 1000 } });
  seconds.push((performance.now() - start) / 1000);
  if (!output.result.ok) throw new Error(output.result.value.toString());
  found = output.result.value.result.value.getValues().map((value) => value.value);
}
const medians = Object.fromEntries(kept.map((name, i) => [name, found.slice(2 * i, 2 * i + 2)]));
console.log(JSON.stringify({ seconds, medians }));
