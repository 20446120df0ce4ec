import type { Json } from "../json/json.ts";
import { extract } from "../scenario/observed.ts";
import type { Scenario, Steer } from "../scenario/types.ts";
import { createRedactor } from "../tape/redact.ts";
import { filled, offersBy, undeclared, wantsStored } from "./capabilities.ts";
import { unanswered, type Exchange } from "./exchange.ts";
import { tokenBound, type TokenBound } from "./estimate.ts";
import { gateRequest, neededGates } from "./gate.ts";
import { offered } from "./offer.ts";
import { mostRequests, probes } from "./probes.ts";
import { buildRequest, secretsOf, type Wanted } from "./request.ts";
import { judgesOf, reasonInSettings } from "./scenario.ts";
import { maxResumes } from "./resume.ts";
import { sharedKey } from "./shared.ts";
import { wantedOf } from "./step.ts";
import type { RunOptions } from "./types.ts";

/** A request that a run would send. */
export interface PlannedRequest {
  /** Scenario id, `models`, `gate/plain`, `gate/streamed` or `probe`. */
  scenario: string;
  /** Id of the step; of a probe, the capability. */
  step: string;
  method: string;
  /** Path below the base URL. */
  path: string;
  /** References to earlier answers stand in it as they are written. */
  url: string;
  /** The JSON body, or the text that is sent in its place. Undefined: none. */
  body: Json | undefined;
  curl: string;
  /** How often it would be sent at most; 0 when it would not be. */
  times: number;
  /** What all these times may cost at most, see `tokenBound`. */
  tokens: TokenBound;
  /** Why it would not be sent, or how often. */
  note: string | undefined;
}

/** Puts a request on the plan. */
type Add = (
  scenario: string,
  step: string,
  wanted: Wanted,
  how?: { times?: number; note?: string | undefined; earlier?: ReadonlyMap<string, TokenBound> },
) => TokenBound;

/** Everything that a run would send, in order, without sending it. Nothing secret is in it. */
export async function planRun(options: RunOptions): Promise<PlannedRequest[]> {
  const { endpoint, tool, dialects } = options;
  const scenarios = options.scenarios.filter((scenario) => judgesOf(scenario, dialects).length > 0);
  const planned: PlannedRequest[] = [];
  const add: Add = (scenario, step, wanted, { times = 1, note, earlier } = {}) => {
    const { method, url, curl } = buildRequest(wanted, endpoint, `${tool.name}/${tool.version}`);
    const { input, output } = tokenBound(wanted, earlier);
    planned.push({
      scenario,
      step,
      method,
      path: wanted.path,
      url: readable(url),
      body: wanted.rawBody ?? wanted.body,
      curl: readable(curl),
      times,
      tokens: { input: times * input, output: times * output },
      note,
    });
    return { input, output };
  };
  const applying = scenarios.filter((one) => reasonInSettings(one, options) === undefined);
  if (applying.length > 0) await planOpening(applying, options, add);
  const shared = new Map<string, string>();
  const ordered = [...scenarios.filter((s) => !s.upsets), ...scenarios.filter((s) => s.upsets)];
  for (const scenario of ordered) planScenario(scenario, options, shared, add);
  return createRedactor(secretsOf(endpoint)).deep(planned);
}

/** What comes before the scenarios: the list of models, the gate exchanges, the probes. */
async function planOpening(
  applying: readonly Scenario[],
  options: RunOptions,
  add: Add,
): Promise<void> {
  const { capabilities } = options;
  const { model } = options.endpoint;
  if (model === undefined)
    add("models", "models", { method: "GET", path: "/models", body: undefined });
  const store = wantsStored(applying, capabilities);
  for (const kind of neededGates(applying, capabilities.stream !== false))
    add(`gate/${kind}`, kind, gateRequest(kind, store, model), {
      note: `sent again with messages${store ? ", or without store," : ""} if it fails`,
      times: store ? 3 : 2,
    });
  const note = "not sent if the config declares this capability";
  // Each probe is asked what it would send, as if the endpoint offered everything.
  const offers = offersBy(capabilities, async (capability, offersOf) => {
    const offer = await probes[capability]?.({
      send(wanted) {
        const times = mostRequests[capability] ?? 1;
        add("probe", capability, filled(wanted, model), {
          times,
          note: times > 1 ? `${note}; sent again in other words if it has no effect` : note,
        });
        return Promise.resolve(accepting(buildRequest(wanted, options.endpoint, "")));
      },
      ids: { plain: "RESPONSE_ID", streamed: "RESPONSE_ID" },
      plain: undefined,
      unstored: undefined,
      offers: offersOf,
    });
    return offer ?? offered;
  });
  for (const capability of undeclared(applying, capabilities)) await offers(capability);
}

/** The exchange that a probe is shown: an answer that offers what was asked for. */
function accepting(request: Exchange["request"]): Exchange {
  return {
    ...unanswered(request, 0),
    observed: extract({
      status: 200,
      headers: {},
      events: [],
      response: undefined,
      body: undefined,
    }),
    // A handshake that is refused has none.
    end: { kind: "closed", detail: undefined, silentMs: undefined },
    sent: 0,
    retries: [],
  };
}

/** The steps of a scenario. `shared` holds what was planned for others already. */
function planScenario(
  scenario: Scenario,
  options: RunOptions,
  shared: Map<string, string>,
  add: Add,
): void {
  const reason = reasonInSettings(scenario, options);
  const earlier = new Map<string, TokenBound>();
  const asked = { dialects: judgesOf(scenario, options.dialects) };
  for (const step of scenario.steps) {
    // References are left as they are written: what they name is only known when earlier steps were answered.
    const wanted = wantedOf(step, undefined, options.endpoint.model, options.provoke);
    const key = sharedKey(wanted, asked);
    const owner = step.shared && shared.get(key);
    let how: { times: number; note: string | undefined } = {
      times: step.resumes ? maxResumes + 1 : step.attempts,
      note:
        step.attempts > 1
          ? `up to ${step.attempts} times`
          : step.resumes
            ? `resumed after each event, up to ${maxResumes} times`
            : undefined,
    };
    if (reason !== undefined) how = { times: 0, note: `not sent: ${reason}` };
    else if (owner !== undefined) how = { times: 0, note: `not sent again; shared with ${owner}` };
    else if (step.shared) shared.set(key, scenario.id);
    earlier.set(step.id, add(scenario.id, step.id, wanted, { ...how, earlier }));
    const { steer } = wanted;
    if (steer)
      add(scenario.id, step.id, steeringOf(wanted, steer), {
        ...how,
        note: [how.note, `sent after ${steer.after}`].filter(Boolean).join(", "),
      });
  }
}

/** The message that steers the response of a step. */
const steeringOf = (wanted: Wanted, { input }: Steer): Wanted => ({
  ...wanted,
  body: { type: "response.steer", previous_response_id: "RESPONSE_ID", input },
});

/** References survive being put into a URL in readable form. */
const readable = (text: string): string =>
  text.replaceAll(/%7B(\$.*?)%7D/gi, (_, inner: string) => `{${inner.replaceAll("%23", "#")}}`);
