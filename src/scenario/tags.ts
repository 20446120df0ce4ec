import type { Matcher, Scenario, Step } from "./types.ts";

/** Tags that follow from the steps of a scenario, so no file has to list them. */
export const derivedTags = ["stream", "plain", "refusal", "happy"] as const;

/** True if a step expects a refusal: no success would meet its expectation. */
export function wantsRefusal({ expect }: Step): boolean {
  const { status } = expect;
  return status !== undefined && isRefusal(status);
}

function isRefusal({ equals, minimum, oneOf }: Matcher): boolean {
  if (typeof equals === "number") return equals >= 400;
  if (oneOf !== undefined) return oneOf.every((one) => typeof one === "number" && one >= 400);
  return minimum !== undefined && minimum >= 400;
}

const streams = ({ body, path, socket }: Step): boolean =>
  socket !== undefined || body?.["stream"] === true || /[?&]stream=true(&|$)/.test(path);

/**
 * All tags of a scenario, each once: those of its file, and those that follow from its steps. `stream` and `plain`: some
 * answer is a stream, or is not. `refusal`: a request must be refused; `happy`: no request must be refused, and the file
 * does not tag it as `edge`.
 */
export function tagsOf({ steps, tags }: Pick<Scenario, "steps" | "tags">): string[] {
  const refuses = steps.some(wantsRefusal);
  const found: Record<(typeof derivedTags)[number], boolean> = {
    stream: steps.some(streams),
    plain: steps.some((step) => !streams(step)),
    refusal: refuses,
    happy: !refuses && !tags.includes("edge"),
  };
  return [...new Set([...derivedTags.filter((tag) => found[tag]), ...tags])];
}
