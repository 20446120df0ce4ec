import { createChecker, type Checker as Inner } from "../checker/checker.ts";
import { UsageError } from "../config/usage-error.ts";
import { RuleCrash } from "../engine/engine.ts";
import type { ExchangeEnd } from "../engine/exchange.ts";
import type { Finding } from "../result/finding.ts";
import { createWholeBody } from "../wire/body.ts";
import { describeExcess } from "../wire/limits.ts";
import { formOf } from "./form.ts";
import type { Settings } from "./options.ts";
import { resultOf, publicFinding } from "./result.ts";
import type * as library from "./types.ts";

/** A checker as `checkStream` uses it: it also knows when nothing more can come. */
export interface StreamChecker extends Omit<library.Checker, "end"> {
  end(end?: Partial<ExchangeEnd>): library.CheckResult;
  /** True if the pieces are events that the caller parsed. */
  readonly parsed: boolean;
  /** True after the end of the stream, although the connection may still be open. */
  readonly over: boolean;
}

/** A text that ends in the first half of a character: the second half is in the next piece. */
const halved = /[\uD800-\uDBFF]$/;

/**
 * Judges one answer, piece by piece. It throws for wrong use only, and what `onFinding` throws.
 * @param live it comes over the wire meanwhile: how it ends says something of the endpoint
 */
export function createStreamChecker(
  settings: Settings,
  {
    live,
    onFinding,
  }: { live: boolean; onFinding?: library.CheckerOptions["onFinding"] | undefined },
): StreamChecker {
  const { dialects, rules, head, request, limits } = settings;
  let inner: Inner | undefined;
  let parsed: boolean | undefined;
  let ended = false;
  /** Why it is not judged to its end. */
  let failure: string | undefined;
  let half = "";
  // The beginning of a body whose form is not known yet.
  let held = createWholeBody(limits.eventBytes);
  let fresh: [string, Finding][] = [];

  const begin = (form: library.CheckOptions["form"], framed: boolean): Inner => {
    inner = createChecker({
      dialects,
      rules,
      limits,
      exchange: { source: head || live ? "http" : "capture", framed, request, step: undefined },
      form,
      onFinding: onFinding && ((dialect, found) => void fresh.push([dialect, found])),
    });
    if (head) inner.open(head);
    return inner;
  };

  /** A bug of ours must not break the program that reads the answer: it is the reason of the result. */
  const guarded = <T>(work: () => T): T | undefined => {
    if (failure !== undefined) return undefined;
    try {
      return work();
    } catch (error) {
      if (!(error instanceof RuleCrash)) throw error;
      failure = `a bug in this package, not in the endpoint: ${error.message}`;
      return undefined;
    }
  };

  /** Hands over what was found meanwhile, when nothing is half done any more: what `onFinding` throws does no harm then. */
  const handOver = (): void => {
    const found = fresh;
    fresh = [];
    for (const [name, finding] of found) {
      const dialect = dialects.find((one) => one.dialect.name === name)?.dialect;
      if (dialect) onFinding?.(publicFinding(finding, dialect, rules));
    }
  };

  const bytes = (chunk: Uint8Array): void => {
    if (inner) return inner.bytes(chunk);
    if (settings.form || head) return begin(settings.form, settings.form !== "jsonl").bytes(chunk);
    const isFirst = held.length === 0;
    held.push(Buffer.from(chunk));
    // A line can be long and come in many pieces: it is looked at again when there is a new line, or nothing else to wait for.
    if (!isFirst && !held.stopped && !chunk.includes(10)) return;
    const form = formOf(held.bytes(), held.stopped);
    if (form) release(form);
  };
  const release = (form: library.CheckOptions["form"]): void => {
    begin(form, form !== "jsonl").bytes(held.bytes());
    held = createWholeBody(0);
  };

  return {
    push(piece) {
      if (ended)
        throw new UsageError("the checker has ended; make another one for the next answer");
      const event = typeof piece !== "string" && !(piece instanceof Uint8Array);
      const text = event ? jsonOf(piece) : "";
      if (parsed !== undefined && parsed !== event)
        throw new UsageError(
          "the pieces of one answer must be bytes and texts, or events, not both",
        );
      parsed = event;
      guarded(() => {
        if (event) (inner ?? begin(undefined, false)).message({ kind: "text", text });
        else if (piece instanceof Uint8Array) bytes(piece);
        else {
          const joined = half + (piece as string);
          half = halved.exec(joined)?.[0] ?? "";
          bytes(Buffer.from(half === "" ? joined : joined.slice(0, -1)));
        }
      });
      handOver();
    },
    end(end = {}) {
      if (ended) throw new UsageError("the checker has already ended");
      ended = true;
      const judgements = guarded(() => {
        if (half !== "") bytes(Buffer.from(half));
        if (!inner && settings.form === undefined && !head) release(formOf(held.bytes(), true));
        const checker = inner ?? begin(settings.form, settings.form !== "jsonl");
        return checker.end(end);
      });
      handOver();
      const nothing = dialects.map(({ dialect: { name } }) => ({
        dialect: name,
        findings: [],
        exercised: {},
      }));
      if (end.kind === "total") failure ??= end.detail;
      return resultOf(judgements ?? nothing, settings, {
        events: inner?.state.events ?? 0,
        failure,
        unread: inner?.excess && describeExcess(inner.excess, "options"),
      });
    },
    get stopped() {
      return failure !== undefined || inner?.excess !== undefined;
    },
    get parsed() {
      return parsed === true;
    },
    get over() {
      return inner !== undefined && (inner.finished || inner.state.terminal !== undefined);
    },
  };
}

/** An event as it is sent over the wire. @throws UsageError if the value is not an event */
function jsonOf(event: unknown): string {
  if (typeof event !== "object" || event === null)
    return wrongPiece(event === null ? "null" : typeof event);
  if (Array.isArray(event)) return wrongPiece("an array");
  try {
    return JSON.stringify(event) ?? wrongPiece("a value that is not JSON");
  } catch (error) {
    return wrongPiece(
      `a value that cannot be written as JSON (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

function wrongPiece(what: string): never {
  throw new UsageError(
    `${what} is not a piece of an answer; push bytes, texts, or events as objects`,
  );
}

/** The checker that users get. */
export function createPublicChecker(
  settings: Settings,
  onFinding: library.CheckerOptions["onFinding"],
): library.Checker {
  const checker = createStreamChecker(settings, { live: true, onFinding });
  return {
    push: checker.push,
    get stopped() {
      return checker.stopped;
    },
    end(how = "closed", detail) {
      if (!["closed", "cut", "left"].includes(how))
        throw new UsageError(`an answer ends "closed", "cut" or "left", not "${String(how)}"`);
      // Whoever hangs up by himself hears no end: nothing is missing then.
      return checker.end({ kind: how === "left" ? "dropped" : how, detail });
    },
  };
}
