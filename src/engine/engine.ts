import type { Dialect } from "../dialect/dialect.ts";
import type { Finding, Judgement, Level } from "../result/finding.ts";
import type { SchemaSet, SchemaViolation } from "../schema/index.ts";
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
import { fold, strength } from "./fold.ts";
import { excerpt } from "./excerpt.ts";
import type { DialectContext, Evidence, Observer, OnEvent, Rule } from "./rule.ts";

/** A rule threw: a bug of ours, never the endpoint's. */
export class RuleCrash extends Error {
  override name = "RuleCrash";
}

/** A dialect with its validators loaded. */
export interface JudgingDialect {
  dialect: Dialect;
  schemas: SchemaSet;
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
  /** Called for each finding as it is made, not for its repeats. It may still come to stand under another one. */
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
export function levelOf(rule: Rule, dialect: Dialect): Level {
  return dialect.levels[rule.id] ?? rule.requirement[dialect.base];
}

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

/** What concerns the events of one type. */
interface ForType {
  anywhere: Handlers<WireEvent>;
  /** Without the rules that only ask where an event belongs. */
  settled: Handlers<WireEvent>;
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

/** What is judged in one dialect. */
interface Bench extends JudgingDialect {
  findings: Map<string, Finding>;
  /** Those that explain whatever else was found. */
  explaining: Set<Finding>;
  violations: DialectContext["violations"];
}

function benchOf({ dialect, schemas }: JudgingDialect): Bench {
  let validated: WireEvent | undefined;
  let violations: readonly SchemaViolation[] = [];
  return {
    dialect,
    schemas,
    findings: new Map(),
    explaining: new Set(),
    violations(event) {
      if (validated !== event) {
        validated = event;
        violations = schemas.event(event.payload);
      }
      return violations;
    },
  };
}

/** Where the findings of one rule go in one dialect. */
interface Docket {
  bench: Bench;
  level: Finding["level"];
  /** The finding that came last: a stream that breaks a rule often breaks it with every event. */
  last: Finding | undefined;
}

/** Adds a finding, or counts it where it was found before. @returns the finding, if it is new */
function note(
  docket: Docket,
  rule: Rule,
  messageId: string,
  evidence: Evidence,
): Finding | undefined {
  const { bench, level: most, last } = docket;
  const level = evidence.level && strength[evidence.level] < strength[most] ? evidence.level : most;
  const again = last?.messageId === messageId && last.level === level && last.key === evidence.key;
  const key = again ? "" : `${rule.id} ${messageId} ${level} ${evidence.key ?? ""}`;
  const known = again ? last : bench.findings.get(key);
  const found = known ?? findingOf(rule, messageId, level, evidence);
  if (known) known.count += 1;
  else bench.findings.set(key, found);
  if (evidence.explainsRest) bench.explaining.add(found);
  docket.last = found;
  return known ? undefined : found;
}

function findingOf(
  rule: Rule,
  messageId: string,
  level: Finding["level"],
  evidence: Evidence,
): Finding {
  const { at } = evidence;
  const related = (evidence.related ?? []).filter((event) => event !== undefined);
  return {
    rule: rule.id,
    messageId,
    key: evidence.key,
    args: evidence.args ?? {},
    level,
    event: at?.index,
    eventType: at?.type,
    offset: (at?.frame && at.offset) ?? evidence.place?.offset,
    line: at?.frame?.line ?? evidence.place?.line,
    pointer: evidence.pointer,
    expected: evidence.expected,
    actual: evidence.actual,
    related: [...new Set(related.map((event) => event.index))],
    excerpt: excerpt(related, at, evidence.differsAt),
    count: 1,
    consequences: [],
  };
}

/** A rule at work: its observer, how often it was exercised, and the benches that its findings go to. */
interface Watch {
  /** Its place among the watches of an exchange, in the order of the rules. */
  number: number;
  rule: Rule;
  observer: Observer;
  times: number;
  dockets: readonly Docket[];
}

/** Names of callbacks that are no event types. */
const callbacks = new Set("open every forType place fact snapshot body end".split(" "));

/** Most event types whose handlers are remembered; a stream that makes up more is judged all the same. */
const knownTypes = 500;

export function createJudge(options: JudgeOptions): Judge {
  const { rules, dialects, state, exchange, session, isOwned, onFinding } = options;
  let head: HeadInfo | undefined;
  let reports = 0;
  const currentHead = (): HeadInfo | undefined => head;
  const watches: Watch[] = [];
  const watch = (
    rule: Rule,
    dockets: readonly Docket[],
    { dialect, schemas, violations }: Bench,
  ): void => {
    // Written out, and alike for every rule: copying it for those that ask for the dialect took most of the time here.
    const context: DialectContext = {
      state,
      exchange,
      session,
      head: currentHead,
      report: (messageId, evidence = {}) => {
        reports += 1;
        for (const docket of dockets) {
          const found = note(docket, rule, messageId, evidence);
          if (found) onFinding?.(docket.bench.dialect.name, found);
        }
      },
      exercised: () => {
        watched.times += 1;
      },
      dialect,
      schemas,
      violations,
      isOwned,
    };
    const watched: Watch = { number: watches.length, rule, dockets, times: 0, observer: {} };
    watches.push(watched);
    watched.observer = rule.observe(context);
  };

  const benches = dialects.map(benchOf);
  const levels = benches.map(({ dialect }) => levelsOf(rules, dialect));
  for (const [at, rule] of rules.entries()) {
    const dockets: Docket[] = [];
    for (const [number, bench] of benches.entries()) {
      const level = levels[number]?.[at] ?? "off";
      if (level !== "off") dockets.push({ bench, level, last: undefined });
    }
    if (rule.perDialect) for (const docket of dockets) watch(rule, [docket], docket.bench);
    else if (dockets[0]) watch(rule, dockets, dockets[0].bench);
  }

  const [onOpen, onFact, onSnapshot, onBody, onEnd] = [
    noHandlers<HeadInfo>(),
    noHandlers<FramingFact>(),
    noHandlers<Snapshot>(),
    noHandlers<BodyInfo>(),
    noHandlers<ExchangeEnd>(),
  ];
  // Few rules have a say on every type: for a type only those are asked, and those that name it.
  const anyType: Watch[] = [];
  const naming = new Map<string, Watch[]>();
  for (const watched of watches) {
    const { rule, observer } = watched;
    if (observer.forType ?? observer.every ?? observer.place) anyType.push(watched);
    else
      for (const key of Object.keys(observer))
        if (!callbacks.has(key)) {
          const named = naming.get(key);
          if (named) named.push(watched);
          else naming.set(key, [watched]);
        }
    addHandler(onOpen, rule, observer.open);
    addHandler(onFact, rule, observer.fact);
    addHandler(onSnapshot, rule, observer.snapshot);
    addHandler(onBody, rule, observer.body);
    addHandler(onEnd, rule, observer.end);
  }

  const byType = new Map<string, ForType>();
  const handlersFor = (type: string): ForType => {
    const [anywhere, settled] = [noHandlers<WireEvent>(), noHandlers<WireEvent>()];
    const named = naming.get(type);
    const concerned = named
      ? [...anyType, ...named].toSorted((a, b) => a.number - b.number)
      : anyType;
    for (const { rule, observer } of concerned) {
      for (const call of [ownHandler(observer, type), observer.forType?.(type), observer.every]) {
        addHandler(anywhere, rule, call);
        addHandler(settled, rule, call);
      }
      addHandler(anywhere, rule, observer.place);
    }
    const found: ForType = { anywhere, settled };
    if (byType.size < knownTypes) byType.set(type, found);
    return found;
  };

  return {
    open(info) {
      head = info;
      callAll(onOpen, info);
    },
    event(event, snapshot) {
      const handlers = byType.get(event.type) ?? handlersFor(event.type);
      const place = locate(state, event);
      if (place.settled) callAll(handlers.settled, event);
      else {
        const before = reports;
        callAll(handlers.anywhere, event);
        place.settled = reports === before;
      }
      if (snapshot) callAll(onSnapshot, snapshot);
    },
    fact: (fact) => callAll(onFact, fact),
    snapshot: (snapshot) => callAll(onSnapshot, snapshot),
    body: (body) => callAll(onBody, body),
    end(info) {
      callAll(onEnd, info);
      return benches.map((bench) => ({
        dialect: bench.dialect.name,
        findings: fold([...bench.findings.values()], rules, bench.explaining),
        exercised: Object.fromEntries(
          watches
            .filter(({ times, dockets }) => times > 0 && dockets.some((of) => of.bench === bench))
            .map(({ rule, times }) => [rule.id, times]),
        ),
      }));
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
