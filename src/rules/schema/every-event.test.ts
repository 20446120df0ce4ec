import { beforeAll, describe, expect, it } from "vitest";
import { judging as judgingFor } from "../../../test/support/judge.ts";
import { createChecker, type JudgingDialect } from "../../checker/checker.ts";
import { loadBuiltinDialect, type BaseDialect, type BuiltinName } from "../../dialect/dialect.ts";
import { isObject, type Json, type JsonObject } from "../../json/json.ts";
import { parsePointer, resolvePointer } from "../../json/pointer.ts";
import { grows } from "../../protocol/growing.ts";
import { renderFull } from "../../report/failure.ts";
import { plain } from "../../report/paint.ts";
import { sampleRun, scenario, verdict } from "../../report/sample.testing.ts";
import { violationsIn } from "../../result/violation.ts";
import type { Judgement } from "../../result/finding.ts";
import { breakages, instance, readFiles } from "../../schema/schemas.testing.ts";
import { sequenceRules } from "../sequence/index.ts";
import { UNDOCUMENTED, WITH_ENUM } from "./events.testing.ts";
import { schemaRules } from "./index.ts";

/** What goes into the places of an event that its own definition leaves to others. */
const held = (type: string): Record<string, string> => ({
  response: "objects/response",
  item: "items/message",
  part: type.includes("summary") ? "parts/summary_text" : "parts/output_text",
  annotation: "annotations/url_citation",
});

/** What may stand there instead, and can be wrong in other ways. */
const INSTEAD: Record<BaseDialect, Record<string, string>> = {
  openai: {},
  openresponses: { part: "parts/input_image" },
};

/** Places whose violations a more telling rule than the schema rules reports. */
const OWNED = [
  /^\/(type|sequence_number)$/,
  /^\/item\/(id|type|status)$/,
  /^\/response\/output\/\d+\/type$/,
  /^\/response\/(created_at|completed_at|status|incomplete_details)(\/|$)/,
  /^\/response\/error(\/(code|message))?$/,
  /^\/response\/usage(\/((input|output|total)_tokens|input_tokens_details(\/cached_tokens)?|output_tokens_details(\/reasoning_tokens)?))?$/,
];

const rules = [...schemaRules, ...sequenceRules];
function asObject(value: Json): JsonObject {
  if (!isObject(value)) throw new Error("no object was made");
  return value;
}

/** The schema rule that a wrong field belongs to, by where it stands in the event. */
function ruleFor(pointer: string): string {
  const [first = "", second] = parsePointer(pointer);
  // That a part or an annotation says its type is asked by the event that carries it.
  if (second === undefined || second === "type") return "schema/event";
  if (first === "response") return "schema/response";
  return ["item", "part", "annotation"].includes(first) ? "schema/item" : "schema/event";
}

/** Judges events that arrive as a stream of server-sent events. */
function judge(judging: JudgingDialect, payloads: readonly JsonObject[]): Judgement {
  const checker = createChecker({
    dialects: [judging],
    exchange: { source: "capture", framed: true, request: undefined, step: undefined },
    form: "sse",
    rules,
  });
  const frames = payloads.map(
    (payload) => `event: ${String(payload["type"])}\ndata: ${JSON.stringify(payload)}\n\n`,
  );
  checker.bytes(new TextEncoder().encode(frames.join("")));
  const [judgement] = checker.end();
  if (judgement === undefined) throw new Error("nothing was judged");
  return judgement;
}

/** Findings as rule, event and place, and the text that a report shows. */
function told({ findings, dialect }: Judgement) {
  const made = findings.map((finding) => ({ ...finding, step: "ask" }));
  const shown = scenario("core/every-event", [
    verdict({ dialect, verdict: "fail", findings: made }),
  ]);
  const run = sampleRun([shown], { rules });
  return violationsIn(run, shown, dialect).map((violation) => ({
    rule: violation.id,
    eventType: violation.finding?.eventType,
    pointer: violation.finding?.pointer,
    text: renderFull(violation, run, { paint: plain }).join("\n"),
  }));
}

/** What is wrong with a broken event: a field is gone, has another JSON type, or another value than those it may have. */
type Mistake = "required" | "type" | "value";

interface Broken {
  mistake: Mistake;
  pointer: string;
  payload: JsonObject;
}

/** The object with the one field changed that a breakage of another instance of its kind is about. */
function changed(object: JsonObject, pointer: string, broken: JsonObject): JsonObject {
  const [field = ""] = parsePointer(pointer);
  const { [field]: _before, ...others } = object;
  const value = broken[field];
  return value === undefined ? others : { ...others, [field]: value };
}

describe.each<[BaseDialect, BuiltinName, number]>([
  ["openai", "openai@2026-11-17", 62],
  ["openai", "openai@2026-08-21", 58],
  ["openresponses", "openresponses@2026-04-24", 24],
])("one event of every type, %s %s", async (dialect, revision, count) => {
  const files = await readFiles(loadBuiltinDialect(revision));
  const types = [...files.keys()]
    .flatMap((name) => /^events\/(.+)$/.exec(name)?.[1] ?? [])
    .filter((type) => !UNDOCUMENTED.has(type));
  let judging: JudgingDialect;
  beforeAll(async () => {
    judging = await judgingFor(revision);
  });

  /** An event with all its fields, and with something real in each of its places. */
  const event = (type: string, number = 0): JsonObject => {
    const made = asObject(instance(files, `events/${type}`, true));
    for (const [field, definition] of Object.entries(held(type)))
      if (made[field] !== undefined) made[field] = instance(files, definition, true);
    if (isObject(made["response"])) {
      made["response"]["created_at"] = 1_767_225_600;
      made["response"]["completed_at"] = 1_767_225_601;
    }
    return { ...made, sequence_number: number };
  };

  const breaks = (type: string, whole: JsonObject, field: string, definition: string): Broken[] =>
    breakages(files, definition).flatMap((way) => {
      const pointer = `${field === "" ? "" : `/${field}`}${way.pointer}`;
      if (OWNED.some((place) => place.test(pointer))) return [];
      // Under another type it is something else, which the schemas do not know.
      if (field !== "" && way.pointer === "/type") return [];
      const base = field === "" ? whole : asObject(whole[field] ?? null);
      const value = changed(base, way.pointer, asObject(way.broken));
      const payload = field === "" ? value : { ...whole, [field]: value };
      const keyword = judging.schemas.event(payload)[0]?.keyword ?? `nothing told of ${type}`;
      const mistake = keyword === "enum" || keyword === "const" ? "value" : keyword;
      expect(["required", "type", "value"]).toContain(mistake);
      return [{ mistake: mistake as Mistake, pointer, payload }];
    });

  const known = new Map<string, Broken[]>();
  /** The ways to break an event, itself and what it carries, that are the schema rules' own to report. */
  const waysToBreak = (type: string): Broken[] => {
    const found = known.get(type);
    if (found) return found;
    const whole = event(type);
    const carried = [held(type), INSTEAD[dialect]]
      .flatMap((places) => Object.entries(places))
      .filter(([field]) => whole[field] !== undefined);
    const ways = [["", `events/${type}`] as const, ...carried].flatMap(([field, definition]) => {
      const carrier =
        field === "" ? whole : { ...whole, [field]: instance(files, definition, true) };
      return breaks(type, field === "response" ? whole : carrier, field, definition);
    });
    known.set(type, ways);
    return ways;
  };

  it(`a stream of all ${count} is accepted`, () => {
    expect(types).toHaveLength(count);
    const judgement = judge(judging, types.map(event));
    expect(judgement.findings).toEqual([]);
    expect(judgement.exercised).toMatchObject({
      "schema/event": count,
      "schema/response": 6,
    });
  });

  it.each(types)("%s is refused for each field that is wrong", (type) => {
    const ways = waysToBreak(type);
    for (const { pointer, payload, mistake } of ways) {
      const findings = told(judge(judging, [payload]));
      const rule = ruleFor(pointer);
      expect(findings, `${mistake} ${pointer}`).toEqual([
        { rule, eventType: type, pointer, text: expect.any(String) as string },
      ]);
      const field = parsePointer(pointer).findLast((token) => !/^\d+$/.test(token)) ?? "";
      const [headline, message] = findings[0]?.text.split("\n") ?? [];
      const isText = typeof resolvePointer(payload, pointer) === "string";
      const newer = dialect === "openai" && mistake === "value" && isText && grows(field);
      const level = newer ? "WARN {2}RULE {2}SHOULD" : "FAIL {2}RULE {2}MUST";
      expect(headline).toMatch(new RegExp(`^${level.replace("RULE", rule)} {3}`));
      expect(message).toContain(`"${field}`);
      if (rule === "schema/event") expect(message).toContain(`events/${type}: `);
      expect(findings[0]?.text).toMatch(
        new RegExp(`^ {2}at +event 0 ${type.replaceAll(".", "\\.")} {2}${pointer} `, "m"),
      );
    }
  });

  it("each kind of mistake is made in every event that has room for it", () => {
    const having = (mistake: Mistake): string[] =>
      types.filter((type) => waysToBreak(type).some((way) => way.mistake === mistake));
    // Two of the audio events hold nothing but their type and number.
    const bare = /^response\.audio\.(transcript\.)?done$/;
    expect(having("required")).toEqual(types.filter((type) => !bare.test(type)));
    expect(having("type")).toEqual(types);
    expect(having("value")).toEqual(types.filter((type) => WITH_ENUM[dialect].test(type)));
  });

  it.each(types)("%s is refused without its number, and under a type that is none", (type) => {
    const { sequence_number: _, ...unnumbered } = event(type);
    expect(told(judge(judging, [unnumbered]))).toEqual([
      {
        rule: "sequence/present",
        eventType: type,
        pointer: "/sequence_number",
        text: expect.stringContaining(`\n  ${type} has no sequence_number`) as string,
      },
    ]);
    const renamed = `~${type}`;
    expect(told(judge(judging, [{ ...event(type), type: renamed }]))).toEqual([
      {
        rule: "schema/unknown-event",
        eventType: renamed,
        pointer: "/type",
        text: expect.stringContaining(renamed) as string,
      },
    ]);
  });
});
