import { isObject } from "../json/json.ts";
import type { Scenario, Step } from "../scenario/types.ts";
import { createRedactor } from "../tape/redact.ts";
import { declaredOffer, undeclared, wantsStored } from "./capabilities.ts";
import { gateRequest, neededGates } from "./gate.ts";
import { buildRequest, secretsOf, type Wanted } from "./request.ts";
import { judgesOf, reasonInSettings } from "./scenario.ts";
import type { RunOptions } from "./types.ts";

/** A request that a run would send. */
export interface PlannedRequest {
  /** Scenario id, `gate/plain`, `gate/streamed` or `probe`. */
  scenario: string;
  step: string;
  method: string;
  /** References to earlier answers stand in it as they are written. */
  url: string;
  curl: string;
  /** When it would not be sent, or how often. */
  note: string | undefined;
}

/** Everything that a run would send, in order, without sending it. Nothing secret is in it. */
export function planRun(options: RunOptions): PlannedRequest[] {
  const { endpoint, capabilities, tool, provoke, dialects } = options;
  const scenarios = options.scenarios.filter((scenario) => judgesOf(scenario, dialects).length > 0);
  const redactor = createRedactor(secretsOf(endpoint));
  const plan = (scenario: string, step: string, wanted: Wanted, note?: string): PlannedRequest => {
    const { http, url, curl } = buildRequest(wanted, endpoint, `${tool.name}/${tool.version}`);
    return { scenario, step, method: http.method, url: readable(url), curl: readable(curl), note };
  };
  const planned: PlannedRequest[] = [];
  const applying = scenarios.filter((one) => reasonInSettings(one, options) === undefined);
  if (applying.length > 0 && endpoint.model === undefined)
    planned.push(plan("models", "models", { method: "GET", path: "/models", body: undefined }));
  const store = wantsStored(applying, capabilities);
  for (const kind of applying.length === 0
    ? []
    : neededGates(applying, capabilities.stream !== false))
    planned.push(plan(`gate/${kind}`, kind, gateRequest(kind, store, endpoint.model)));
  for (const capability of undeclared(applying, capabilities))
    if (capability !== "stream" && !declaredOffer(capability, capabilities))
      planned.push({
        scenario: "probe",
        step: capability,
        method: "",
        url: "",
        curl: "",
        note: "probed with one request where one is enough; declare it in the config to spare that",
      });
  const ordered = [...scenarios.filter((s) => !s.upsets), ...scenarios.filter((s) => s.upsets)];
  for (const scenario of ordered)
    for (const step of scenario.steps)
      planned.push(
        plan(
          scenario.id,
          step.id,
          unresolved(step, endpoint.model, provoke),
          noteOf(scenario, step, options),
        ),
      );
  return redactor.deep(planned);
}

/** References are left as they are written: what they name is only known when earlier steps were answered. */
function unresolved(step: Step, model: string | undefined, provoke: RunOptions["provoke"]): Wanted {
  const { method, path, rawBody, headers, auth } = step;
  const extra = step.provokeBody === undefined ? undefined : provoke[step.provokeBody];
  const fill = model !== undefined && !step.withoutModel && step.body?.["model"] === undefined;
  const body = isObject(step.body)
    ? { ...(fill ? { model } : {}), ...step.body, ...extra }
    : undefined;
  return { method, path, body, rawBody, headers, auth };
}

/** References survive being put into a URL in readable form. */
const readable = (text: string): string =>
  text.replaceAll(/%7B(\$.*?)%7D/gi, (_, inner: string) => `{${inner.replaceAll("%23", "#")}}`);

function noteOf(scenario: Scenario, { attempts }: Step, options: RunOptions): string | undefined {
  const reason = reasonInSettings(scenario, options);
  if (reason !== undefined) return `not sent: ${reason}`;
  return attempts > 1 ? `up to ${attempts} times` : undefined;
}
