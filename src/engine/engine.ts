import type { Dialect } from "../dialect/dialect.ts";
import type { Finding, Judgement, Level } from "../result/finding.ts";
import type { SchemaSet, SchemaViolation } from "../schema/index.ts";
import type { StreamState } from "../stream/state.ts";
import type { FramingFact, WireEvent } from "../wire/types.ts";
import type {
  BodyInfo,
  ExchangeEnd,
  ExchangeInfo,
  HeadInfo,
  Session,
  Snapshot,
} from "./exchange.ts";
import { excerpt } from "./excerpt.ts";
import type { Evidence, Observer, Rule, RuleContext } from "./rule.ts";

/** A rule threw: a bug of ours, never the endpoint's. */
export class RuleCrash extends Error {
  override name = "RuleCrash";
}

/** Everything that the judging of one exchange in one dialect needs. */
export interface JudgeOptions {
  rules: readonly Rule[];
  dialect: Dialect;
  schemas: SchemaSet;
  state: StreamState;
  exchange: ExchangeInfo;
  session: Session | undefined;
}

/** Judges one exchange in one dialect. Calls come in wire order; `end` is the last. */
export interface Judge {
  open(head: HeadInfo): void;
  event(event: WireEvent, snapshot: Snapshot | undefined): void;
  fact(fact: FramingFact): void;
  snapshot(snapshot: Snapshot): void;
  body(body: BodyInfo): void;
  end(end: ExchangeEnd): Judgement;
}

const strength: Record<Level, number> = { off: 0, may: 1, should: 2, must: 3 };

/** The level of a rule in a dialect. */
export function levelOf(rule: Rule, dialect: Dialect): Level {
  return dialect.levels[rule.id] ?? rule.requirement[dialect.base];
}

/** Calls handlers, and names the rule when one throws. */
function guard<T>(handlers: readonly [Rule, (value: T) => void][], value: T): void {
  let at = 0;
  try {
    for (; at < handlers.length; at++) handlers[at]?.[1](value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RuleCrash(`rule ${handlers[at]?.[0].id} failed: ${reason}`, { cause: error });
  }
}

export function createJudge(options: JudgeOptions): Judge {
  const { dialect, schemas, state } = options;
  const findings = new Map<string, Finding>();
  const exercised: Record<string, number> = {};
  const observers: { rule: Rule; observer: Observer }[] = [];
  let head: HeadInfo | undefined;
  let validated: WireEvent | undefined;
  let violations: readonly SchemaViolation[] = [];

  const report = (
    rule: Rule,
    level: Exclude<Level, "off">,
    messageId: string,
    evidence: Evidence,
  ): void => {
    const lowered =
      evidence.level && strength[evidence.level] < strength[level] ? evidence.level : level;
    const key = `${rule.id} ${messageId} ${lowered} ${evidence.key ?? ""}`;
    const known = findings.get(key);
    if (known) {
      known.count += 1;
      return;
    }
    const { at } = evidence;
    const related = (evidence.related ?? []).filter((event) => event !== undefined);
    findings.set(key, {
      rule: rule.id,
      messageId,
      key: evidence.key,
      args: evidence.args ?? {},
      level: lowered,
      event: at?.index,
      eventType: at?.type,
      offset: at?.frame?.offset ?? evidence.place?.offset,
      line: at?.frame?.line ?? evidence.place?.line,
      pointer: evidence.pointer,
      expected: evidence.expected,
      actual: evidence.actual,
      related: related.map((event) => event.index),
      excerpt: excerpt(related, at, evidence.differsAt),
      count: 1,
      consequences: [],
    });
  };

  for (const rule of options.rules) {
    const level = levelOf(rule, dialect);
    if (level === "off") continue;
    const context: RuleContext = {
      dialect,
      schemas,
      state,
      exchange: options.exchange,
      session: options.session,
      head: () => head,
      violations: (event) => {
        if (validated !== event) {
          validated = event;
          violations = schemas.event(event.payload);
        }
        return violations;
      },
      report: (messageId, evidence = {}) => report(rule, level, messageId, evidence),
      exercised: () => {
        exercised[rule.id] = (exercised[rule.id] ?? 0) + 1;
      },
    };
    observers.push({ rule, observer: rule.observe(context) });
  }

  const collect = <K extends "open" | "every" | "fact" | "snapshot" | "body" | "end">(key: K) =>
    observers.flatMap(({ rule, observer }) => {
      const handler = observer[key];
      return handler ? [[rule, handler] as [Rule, NonNullable<Observer[K]>]] : [];
    });
  const onOpen = collect("open");
  const onEvery = collect("every");
  const onFact = collect("fact");
  const onSnapshot = collect("snapshot");
  const onBody = collect("body");
  const onEnd = collect("end");
  const typed = new Map<string, [Rule, (event: WireEvent) => void][]>();
  const reserved = new Set(["open", "every", "fact", "snapshot", "body", "end"]);
  for (const { rule, observer } of observers)
    for (const [type, handler] of Object.entries(observer)) {
      if (reserved.has(type)) continue;
      const list = typed.get(type) ?? [];
      list.push([rule, handler as (event: WireEvent) => void]);
      typed.set(type, list);
    }

  return {
    open(info) {
      head = info;
      guard(onOpen, info);
    },
    event(event, snapshot) {
      const handlers = typed.get(event.type);
      if (handlers) guard(handlers, event);
      guard(onEvery, event);
      if (snapshot) guard(onSnapshot, snapshot);
    },
    fact: (fact) => guard(onFact, fact),
    snapshot: (snapshot) => guard(onSnapshot, snapshot),
    body: (body) => guard(onBody, body),
    end(info) {
      guard(onEnd, info);
      return {
        dialect: dialect.name,
        findings: fold([...findings.values()], options.rules),
        exercised,
      };
    },
  };
}

/** Puts findings that another finding explains under it, so that one wire mistake reads as one. */
function fold(findings: Finding[], rules: readonly Rule[]): Finding[] {
  const yields = new Map(rules.map((rule) => [rule.id, rule.yieldsTo ?? []]));
  const roots: Finding[] = [];
  const folded: [Finding, Finding][] = [];
  for (const finding of findings) {
    const root = findings.find(
      (other) =>
        other.rule !== finding.rule &&
        // A weaker finding never hides a stronger one.
        strength[other.level] >= strength[finding.level] &&
        (yields.get(finding.rule) ?? []).includes(other.rule),
    );
    if (root) folded.push([finding, root]);
    else roots.push(finding);
  }
  for (const [finding, root] of folded) {
    // A root may itself be folded; the chain is short and has no cycle, the meta test sees to that.
    let top = root;
    for (
      let next = folded.find(([f]) => f === top)?.[1];
      next;
      next = folded.find(([f]) => f === top)?.[1]
    )
      top = next;
    top.consequences.push({
      rule: finding.rule,
      messageId: finding.messageId,
      count: finding.count,
    });
  }
  return roots;
}
