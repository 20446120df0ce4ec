import type { Dialect } from "../dialect/dialect.ts";
import type { Finding, Judgement, Level } from "../result/finding.ts";
import { locate } from "../stream/location.ts";
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
import {
  addFinding,
  judgementOf,
  noFindings,
  type JudgingDialect,
  type RuleInDialect,
} from "./findings.ts";
import type { DialectContext, Observer, OnEvent, Rule } from "./rule.ts";

export type { JudgingDialect } from "./findings.ts";

/** A rule threw an error: a bug in this program, not in the endpoint. */
export class RuleCrash extends Error {
  override name = "RuleCrash";
}

/** Everything that the judging of one exchange needs. */
export interface JudgeOptions {
  rules: readonly Rule[];
  dialects: readonly JudgingDialect[];
  state: StreamState;
  exchange: ExchangeInfo;
  session: Session | undefined;
  /** True for a schema violation that a rule owns, selected or not. */
  isOwned: DialectContext["isOwned"];
  /** Called for each finding as it is made, not for its repeats. Another finding may still explain it later. */
  onFinding?: ((dialect: string, finding: Finding) => void) | undefined;
}

/** Judges one exchange. Calls come in wire order; `end` is the last, and gives a judgement per dialect. */
export interface Judge {
  open(head: HeadInfo): void;
  event(event: WireEvent, snapshot: Snapshot | undefined): void;
  fact(fact: FramingFact): void;
  snapshot(snapshot: Snapshot): void;
  body(body: BodyInfo): void;
  end(end: ExchangeEnd): Judgement[];
}

/** The level of a rule in a dialect. */
export const levelOf = (rule: Rule, dialect: Dialect): Level =>
  dialect.levels[rule.id] ?? rule.requirement[dialect.base];

/** Levels of the rules of a list in a dialect, in their order. Every exchange asks anew, so that they are remembered. */
function levelsOf(rules: readonly Rule[], dialect: Dialect): readonly Level[] {
  let ofDialect = knownLevels.get(dialect);
  if (!ofDialect) knownLevels.set(dialect, (ofDialect = new WeakMap()));
  let levels = ofDialect.get(rules);
  if (!levels) ofDialect.set(rules, (levels = rules.map((rule) => levelOf(rule, dialect))));
  return levels;
}

const knownLevels = new WeakMap<Dialect, WeakMap<readonly Rule[], readonly Level[]>>();

/** Handlers of one kind, in the order of the rules. */
interface Handlers<T> {
  rules: Rule[];
  calls: ((value: T) => void)[];
}

const noHandlers = <T>(): Handlers<T> => ({ rules: [], calls: [] });

function addHandler<T>(
  { rules, calls }: Handlers<T>,
  rule: Rule,
  call: ((value: T) => void) | undefined,
): void {
  if (!call) return;
  rules.push(rule);
  calls.push(call);
}

/** Calls handlers, and names the rule when one throws. */
function callAll<T>({ calls, rules }: Handlers<T>, value: T): void {
  let at = 0;
  try {
    for (; at < calls.length; at++) calls[at]?.(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RuleCrash(`rule ${rules[at]?.id} failed: ${reason}`, { cause: error });
  }
}

/** What concerns the events of one type. */
interface ForType {
  anywhere: Handlers<WireEvent>;
  /** Without the rules that only ask where an event belongs. */
  settled: Handlers<WireEvent>;
}

/** A rule that judges an exchange: in one dialect, or in all that judge alike. */
interface ActiveRule {
  /** Its place among those of the exchange, in the order of the rules. */
  number: number;
  rule: Rule;
  observer: Observer;
  /** How often it evaluated its subject. */
  times: number;
  places: readonly RuleInDialect[];
}

/** Names of callbacks that are no event types. */
const callbacks = new Set("open every forType place fact snapshot body end".split(" "));

/** Most event types whose handlers are remembered; a stream that makes up more is judged all the same. */
const knownTypes = 500;

/** Makes the judge of one exchange: every rule that is on in some dialect observes it. */
export function createJudge(options: JudgeOptions): Judge {
  const { rules, dialects, state, exchange, session, isOwned, onFinding } = options;
  let head: HeadInfo | undefined;
  let reports = 0;
  const currentHead = (): HeadInfo | undefined => head;
  const active: ActiveRule[] = [];
  const start = (rule: Rule, places: readonly RuleInDialect[]): void => {
    const [first] = places;
    if (!first) return;
    const { dialect, schemas, violations } = first.of;
    // Written out, and alike for every rule: copying it for those that ask for the dialect took most of the time here.
    const context: DialectContext = {
      state,
      exchange,
      session,
      head: currentHead,
      report(messageId, evidence = {}) {
        reports += 1;
        for (const place of places) {
          const found = addFinding(place, rule, messageId, evidence);
          if (found) onFinding?.(place.of.dialect.name, found);
        }
      },
      exercised: () => void (started.times += 1),
      dialect,
      schemas,
      violations,
      isOwned,
    };
    const started: ActiveRule = { number: active.length, rule, places, times: 0, observer: {} };
    active.push(started);
    started.observer = rule.observe(context);
  };

  const found = dialects.map(noFindings);
  const levels = dialects.map(({ dialect }) => levelsOf(rules, dialect));
  rules.forEach((rule, at) => {
    let places: RuleInDialect[] = [];
    found.forEach((of, number) => {
      const level = levels[number]?.[at] ?? "off";
      if (level === "off") return;
      places.push({ of, level, last: undefined });
      if (!rule.perDialect) return;
      start(rule, places);
      places = [];
    });
    start(rule, places);
  });

  const onOpen = noHandlers<HeadInfo>();
  const onFact = noHandlers<FramingFact>();
  const onSnapshot = noHandlers<Snapshot>();
  const onBody = noHandlers<BodyInfo>();
  const onEnd = noHandlers<ExchangeEnd>();
  // Few rules have a say on every type: for a type only those are asked, and those that name it.
  const anyType: ActiveRule[] = [];
  const naming = new Map<string, ActiveRule[]>();
  for (const one of active) {
    const { rule, observer } = one;
    if (observer.forType ?? observer.every ?? observer.place) anyType.push(one);
    else
      for (const key of Object.keys(observer))
        if (!callbacks.has(key)) {
          const named = naming.get(key);
          if (named) named.push(one);
          else naming.set(key, [one]);
        }
    addHandler(onOpen, rule, observer.open);
    addHandler(onFact, rule, observer.fact);
    addHandler(onSnapshot, rule, observer.snapshot);
    addHandler(onBody, rule, observer.body);
    addHandler(onEnd, rule, observer.end);
  }

  const byType = new Map<string, ForType>();
  const handlersFor = (type: string): ForType => {
    const handlers: ForType = { anywhere: noHandlers(), settled: noHandlers() };
    const named = naming.get(type);
    const concerned = named
      ? [...anyType, ...named].toSorted((a, b) => a.number - b.number)
      : anyType;
    const add = (rule: Rule, call: OnEvent | undefined): void => {
      addHandler(handlers.anywhere, rule, call);
      addHandler(handlers.settled, rule, call);
    };
    for (const { rule, observer } of concerned) {
      add(rule, ownHandler(observer, type));
      add(rule, observer.forType?.(type));
      add(rule, observer.every);
      addHandler(handlers.anywhere, rule, observer.place);
    }
    if (byType.size < knownTypes) byType.set(type, handlers);
    return handlers;
  };

  return {
    open(info) {
      head = info;
      callAll(onOpen, info);
    },
    event(event, snapshot) {
      const handlers = byType.get(event.type) ?? handlersFor(event.type);
      const location = locate(state, event);
      if (location.settled) callAll(handlers.settled, event);
      else {
        const before = reports;
        callAll(handlers.anywhere, event);
        location.settled = reports === before;
      }
      if (snapshot) callAll(onSnapshot, snapshot);
    },
    fact: (fact) => callAll(onFact, fact),
    snapshot: (snapshot) => callAll(onSnapshot, snapshot),
    body: (body) => callAll(onBody, body),
    end(info) {
      callAll(onEnd, info);
      return found.map((one) => {
        const exercised: Record<string, number> = {};
        for (const { rule, times, places } of active)
          if (times > 0 && places.some(({ of }) => of === one)) exercised[rule.id] = times;
        return judgementOf(one, rules, exercised);
      });
    },
  };
}

/** The handler that an observer has for one event type. */
function ownHandler(observer: Observer, type: string): OnEvent | undefined {
  if (callbacks.has(type) || !Object.hasOwn(observer, type)) return undefined;
  return (observer as Record<string, OnEvent | undefined>)[type];
}

/** Whether an observer handles events of a type in particular. */
export function handles(observer: Observer, type: string): boolean {
  return (ownHandler(observer, type) ?? observer.forType?.(type)) !== undefined;
}
