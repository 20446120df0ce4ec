import { stringify } from "yaml";
import { defaults } from "../../config/settings.ts";
import { clip, listed, plural, safe } from "../../report/text.ts";
import { isUnproven } from "../../runner/offer.ts";
import type { Exploration } from "../../runner/explore.ts";
import type { Draft } from "./draft.ts";

/** Longest comment, in UTF-16 units. */
const longest = 160;
/** How many of the other models are named. */
const mostModels = 5;

/** Text as a YAML scalar on one line, quoted if needed; invisible characters are escaped. */
function scalar(text: string): string {
  if (safe(text) === text) return stringify(text, { lineWidth: 0, blockQuote: false }).trimEnd();
  return JSON.stringify(text).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/** A YAML comment to end a line. The text may come from the endpoint, so it is clipped and escaped. */
const comment = (text: string): string => ` # ${clip(safe(text), longest)}`;

const time = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);

/** The text of a config file: how the endpoint is reached, and what the probes found. */
export function configText(draft: Draft, explored: Exploration): string {
  const parts = [
    head(explored),
    endpoint(draft, explored),
    dialect(explored),
    offered(explored),
    hints,
    pace(draft),
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

const head = ({ requests }: Exploration): string[] => [
  "# yaml-language-server: $schema=node_modules/responses-conformance/schemas/config.schema.json",
  "",
  `# Written by \`responses-conformance init\` from the answers of the endpoint to ${plural(requests, "request")}.`,
  "# Flags override the environment. The environment overrides this file.",
];

function endpoint(draft: Draft, { model, models }: Exploration): string[] {
  const { baseUrl, masked, apiKeyEnv, authHeader, headers } = draft;
  const others = models.filter((name) => name !== model);
  const lines = masked
    ? [`# baseUrl: ${scalar(baseUrl)}${comment("has a secret; set RESPONSES_BASE_URL instead")}`]
    : [`baseUrl: ${scalar(baseUrl)}`];
  if (model === undefined)
    lines.push("# model: my-model # default: the first model of GET /models");
  else {
    const why = draft.model === undefined ? comment("the first model of GET /models") : "";
    lines.push(`model: ${scalar(model)}${why}`);
  }
  if (others.length > 0)
    lines.push(`# other models:${comment(listed(others, mostModels)).replace(" #", "")}`);
  const variable = "name of the variable that has the key; the file never has the key itself";
  lines.push(
    apiKeyEnv === undefined
      ? `# apiKeyEnv: MY_KEY # ${variable}`
      : `apiKeyEnv: ${scalar(apiKeyEnv)} # ${variable}`,
  );
  if (authHeader !== undefined) lines.push(`authHeader: ${scalar(authHeader)}`);
  if (Object.keys(headers).length > 0) lines.push(`headers:`);
  for (const [name, value] of Object.entries(headers))
    lines.push(`  ${scalar(name)}: ${scalar(value)}`);
  return lines;
}

/** The dialect with the fewest violations; of equals the first. */
export function bestFit({ fits }: Exploration): Exploration["fits"][number] | undefined {
  return fits.toSorted(
    (a, b) => a.musts.length - b.musts.length || a.shoulds.length - b.shoulds.length,
  )[0];
}

function dialect(explored: Exploration): string[] {
  const { fits } = explored;
  const said = fits.map(({ dialect: name, musts, shoulds }) => {
    const broken = [
      ...(musts.length > 0 ? [`MUSTs violated: ${listed(musts, 5)}`] : []),
      ...(shoulds.length > 0 ? [`SHOULDs violated: ${listed(shoulds, 5)}`] : []),
    ];
    return `#   ${name}: ${broken.length > 0 ? broken.join("; ") : "no violation"}`;
  });
  const all = `[${fits.map(({ dialect: name }) => name).join(", ")}]`;
  return [
    "# Violations per dialect, in the answers to the first two requests (one plain, one streamed):",
    ...said,
    `# ${all}: both dialects judge; the first sets the exit code.`,
    `dialect: ${bestFit(explored)?.dialect ?? defaults.dialects[0]}`,
  ];
}

const offered = ({ offers }: Exploration): string[] => [
  "# What the endpoint offers. true: it must work; a refusal is a failure. false: nothing is sent; scenarios that need",
  "# it are not applicable. A capability that is not listed is probed in each run.",
  "capabilities:",
  ...offers.map(({ capability, offer }) => {
    if (offer.kind === "offered" && !isUnproven(offer))
      return `  ${capability}: true${comment(offer.reason ?? "the endpoint answered the request")}`;
    if (offer.kind === "unknown" || offer.kind === "offered")
      return `  # ${capability}: true${comment(offer.reason ?? "")}`;
    // Each run tells what is ignored; declared as lacking, it would not be asked for.
    if (offer.kind === "ignored")
      return `  # ${capability}: false${comment(`accepted and ignored: ${offer.reason}`)}`;
    return `  ${capability}: false${comment(offer.reason)}`;
  }),
];

const hints = [
  "# Some scenarios need behaviour that a generic client cannot request. These fields are merged into their request body.",
  "# provoke:",
  "#   streamError: { model: always-fails } # a stream that fails in the middle",
  "",
  "# Known failures; they do not fail the run. --update-waivers writes this file.",
  "# waivers: ./waivers.yaml",
];

function pace({ timeouts, concurrency, retries }: Draft): string[] {
  const { connect, headers, idle, total, background } = timeouts;
  return [
    `timeouts: { connect: ${time(connect)}, headers: ${time(headers)}, idle: ${time(idle)}, total: ${time(total)}, background: ${time(background)} }`,
    `concurrency: ${concurrency}`,
    `retries: ${retries}`,
  ];
}
