import { createChecker, type Checker as Inner } from "../checker/checker.ts";
import { UsageError } from "../config/usage-error.ts";
import { RuleCrash } from "../engine/engine.ts";
import type { ExchangeEnd } from "../engine/exchange.ts";
import type { Finding } from "../result/finding.ts";
import { formOf } from "./form.ts";
import type { Settings } from "./options.ts";
import { resultOf, tellFinding } from "./result.ts";
import type * as library from "./types.ts";

/** A checker as `checkStream` uses it: it also knows when nothing more can come. */
export interface Watch extends Omit<library.Checker, "end"> {
  end(end?: Partial<ExchangeEnd>): library.CheckResult;
  /** True where the pieces are events that somebody else parsed. */
  readonly parsed: boolean;
  /** True once the stream came to its end, though it may still be open. */
  readonly over: boolean;
}

/** A text that ends in the first half of a character: the second half is in the next piece. */
const halved = /[\uD800-\uDBFF]$/;

/**
 * Judges one answer, piece by piece. It throws for wrong use only, and what `onFinding` throws.
 * @param live it comes over the wire meanwhile: how it ends says something of the endpoint
 */
export function createWatch(
  settings: Settings,
  { live, onFinding }: { live: boolean; onFinding?: library.CheckerOptions["onFinding"] },
): Watch {
  const { dialects, rules, head, request, limits } = settings;
  let inner: Inner | undefined;
  let parsed: boolean | undefined;
  let ended = false;
  /** Why it is not judged to its end. */
  let failure: string | undefined;
  let half = "";
  // The beginning of a body whose form is not known yet.
  let held: Buffer[] = [];
  let heldLength = 0;
  let fresh: [string, Finding][] = [];

  const begin = (form: library.CheckOptions["form"], framed: boolean): Inner => {
    inner = createChecker({
      dialects,
      rules,
      limits,
      exchange: { source: head || live ? "http" : "capture", framed, request, step: undefined },
      ...(form ? { form } : {}),
      ...(onFinding ? { onFinding: (dialect, found) => void fresh.push([dialect, found]) } : {}),
    });
    if (head) inner.open(head);
    return inner;
  };

  /** A bug of ours must not break the one who watches: it is told in the result. */
  const guarded = <T>(work: () => T): T | undefined => {
    if (failure !== undefined) return undefined;
    try {
      return work();
    } catch (error) {
      if (!(error instanceof RuleCrash)) throw error;
      failure = `a bug of this package, not of the endpoint: ${error.message}`;
      return undefined;
    }
  };

  /** Tells what was found meanwhile, when nothing is half done any more. */
  const tell = (): void => {
    const found = fresh;
    fresh = [];
    for (const [name, finding] of found) {
      const dialect = dialects.find((one) => one.dialect.name === name)?.dialect;
      if (dialect) onFinding?.(tellFinding(finding, dialect, rules));
    }
  };

  const bytes = (chunk: Uint8Array): void => {
    if (inner) return inner.bytes(chunk);
    if (settings.form || head) return begin(settings.form, settings.form !== "jsonl").bytes(chunk);
    held.push(Buffer.from(chunk));
    heldLength += chunk.length;
    const long = heldLength > limits.eventBytes;
    // A line can be long and come in many pieces: it is looked at again when there is a new line, or nothing else to wait for.
    if (held.length > 1 && !long && !chunk.includes(10)) return;
    const form = formOf(Buffer.concat(held), long);
    if (form) release(form);
  };
  const release = (form: library.CheckOptions["form"]): void => {
    const checker = begin(form, form !== "jsonl");
    for (const chunk of held) checker.bytes(chunk);
    held = [];
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
      tell();
    },
    end(end = {}) {
      if (ended) throw new UsageError("the checker has already ended");
      ended = true;
      const judgements = guarded(() => {
        if (half !== "") bytes(Buffer.from(half));
        if (!inner && settings.form === undefined && !head)
          release(formOf(Buffer.concat(held), true));
        const checker = inner ?? begin(settings.form, settings.form !== "jsonl");
        return checker.end(checker.stopped ? { ...end, kind: "limit" } : end);
      });
      tell();
      const nothing = dialects.map(({ dialect: { name } }) => ({
        dialect: name,
        findings: [],
        exercised: {},
      }));
      if (inner?.stopped)
        failure ??= `more came than the limits allow (eventBytes ${limits.eventBytes}, streamBytes ${limits.streamBytes})`;
      if (end.kind === "total") failure ??= end.detail;
      return resultOf(judgements ?? nothing, settings, {
        events: inner?.state.events ?? 0,
        failure,
      });
    },
    get stopped() {
      return failure !== undefined || (inner?.stopped ?? false);
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
  const watch = createWatch(settings, { live: true, ...(onFinding ? { onFinding } : {}) });
  return {
    push: watch.push,
    get stopped() {
      return watch.stopped;
    },
    end(how = "closed", detail) {
      if (!["closed", "cut", "left"].includes(how))
        throw new UsageError(`an answer ends "closed", "cut" or "left", not "${String(how)}"`);
      // Whoever hangs up by himself hears no end: nothing is missing then.
      return watch.end({ kind: how === "left" ? "dropped" : how, detail });
    },
  };
}
