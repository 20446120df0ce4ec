/**
 * The public types of the library. This module imports nothing, so that its declarations are complete in the package.
 * They stay the same if the code inside the library changes.
 */

/** Level of a requirement in a dialect, by the keyword of the specification. */
export type Level = "must" | "should" | "may" | "off";

/**
 * The verdict in one dialect.
 * - `pass`: no MUST and no SHOULD is violated
 * - `warn`: only SHOULDs are violated
 * - `fail`: a MUST is violated
 * - `inconclusive`: no rule was exercised, because nothing was received that a rule judges; or the answer is larger than
 *   `limits.eventBytes` or `limits.streamBytes`, and the part that was read violates no MUST
 * - `error`: the answer was not judged to its end, because it took longer than `limits.totalMs` (or because of a bug in
 *   this package); the judged part violates no MUST
 */
export type Verdict = "pass" | "warn" | "fail" | "inconclusive" | "error";

/** Names of the dialects that ship with the package. */
export type DialectName = "openresponses" | "openai";

/** A dialect that `loadDialect` returned. */
export interface Dialect {
  /** The requested name (`openai`, `openai@2026-08-21`), or the name in the file. */
  readonly name: string;
  readonly title: string;
  /** The published dialect that it is, or that it extends. */
  readonly base: DialectName;
  /** Revision of that dialect, a date. */
  readonly revision: string;
}

/** One line of the stream excerpt that a finding shows. */
export interface ExcerptLine {
  /** Event number, from 0; undefined for a line that replaces omitted events. */
  event: number | undefined;
  type: string;
  text: string;
  /** The column in `text` of the mistake, and what is wrong there. */
  caret?: { column: number; note: string };
}

/** A violated rule, with the place and the evidence. Texts from the endpoint are unchanged: escape them before you show them. */
export interface Finding {
  /** Id of the rule, such as `text/deltas-equal-done`. */
  rule: string;
  dialect: string;
  level: "must" | "should" | "may";
  /** The mistake, in one sentence. */
  message: string;
  /** Key of the message in the `messages` of the rule. */
  messageId: string;
  /** Number of the wrong event, from 0; undefined if the answer or its end is wrong. */
  event: number | undefined;
  eventType: string | undefined;
  /** JSON Pointer in the event, or in the JSON body. */
  pointer: string | undefined;
  /** Line (from 1) and byte offset in the stream, if the source has them. */
  line: number | undefined;
  offset: number | undefined;
  expected: string | undefined;
  actual: string | undefined;
  /** Numbers of the other events of the evidence. */
  related: number[];
  excerpt: ExcerptLine[];
  /** Links to the requirement. The first link is the one of the dialect. */
  spec: string[];
  /** How often this was found. The evidence is from the first time. */
  count: number;
  /** Rules that the same mistake breaks. They are not separate findings. */
  consequences: { rule: string; messageId: string; count: number }[];
}

/** The result in one dialect. */
export interface Judgement {
  dialect: string;
  verdict: Verdict;
  /** No MUST is violated, and at least one MUST rule was exercised. */
  conformant: boolean;
  /** The reason for the verdicts `inconclusive` and `error`. */
  reason: string | undefined;
  findings: Finding[];
  /** How often each rule evaluated its subject, by rule id. A rule that is not listed evaluated nothing. */
  exercised: Record<string, number>;
}

/** The result: that of the first dialect, and in `judgements` that of each dialect. Plain data. */
export interface CheckResult extends Judgement {
  /** One result per dialect, in the order of the options. */
  judgements: Judgement[];
  /** Number of events. */
  events: number;
  /** The console report without colours. Values from the endpoint are escaped in it. */
  text: string;
}

/** Status and headers of an answer: a fetch `Response` fits, and so do the `headers` of Node's `http`. */
export interface Head {
  status: number;
  headers:
    | Iterable<readonly [string, string]>
    | Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Limits of the reading. */
export interface Limits {
  /** Longest event, and longest body that is not a stream. Default: 16 MiB. */
  eventBytes?: number;
  /** Longest stream. Default: 512 MiB. */
  streamBytes?: number;
  /** For `checkStream`: longest wait for the next piece, in milliseconds. Default: 30 s. */
  idleMs?: number;
  /** For `checkStream`: longest time for the whole answer, in milliseconds. Default: 300 s. */
  totalMs?: number;
}

/** Options of the judging. All are optional. */
export interface CheckOptions {
  /** Dialects that judge: names of dialects or revisions, paths of dialect files, or loaded dialects. Default: `openresponses`. */
  dialect?: string | Dialect | readonly (string | Dialect)[];
  /** Ids or globs of the rules that judge, such as `usage/*`. Default: all rules. */
  rules?: string | readonly string[];
  /** The JSON body that was sent to `POST /responses`. The rules on echoed fields, on tools and on formats need it. */
  request?: object;
  /** Status and headers, if the source is only the body. */
  head?: Head;
  /** Form of the body. By default it is detected from the headers and the first bytes. */
  form?: "sse" | "jsonl" | "json";
  /** Limits at which the reading ends. An answer that was not judged to its end is never conformant. */
  limits?: Limits;
  /** Name of the subject in `text`. Default: `stream`. */
  name?: string;
}

/** Options of `checkStream`. */
export interface CheckStreamOptions extends CheckOptions {
  /** Ends the reading: the promise is rejected with the reason of the signal. */
  signal?: AbortSignal;
}

/** Options of `createChecker`. */
export interface CheckerOptions extends CheckOptions {
  /**
   * Called for each finding as soon as it is made, once per dialect. If a later finding explains it, the result lists it
   * in the `consequences` of that finding. An error that it throws is passed on to the caller of `push` or `end`.
   */
  onFinding?: (finding: Finding) => void;
}

/** A piece of an answer: bytes or text of its body, or a parsed event. All pieces of one answer have the same kind. */
export type Piece = Uint8Array | string | object;

/** A web stream of any implementation. */
export interface StreamLike {
  getReader(): {
    read(): Promise<{ done: boolean; value?: unknown }>;
    cancel(reason?: unknown): Promise<void>;
  };
}

/** A `Response` of any implementation of `fetch`. */
export interface ResponseLike {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: StreamLike | null;
  readonly bodyUsed: boolean;
}

/**
 * Something that can be judged: a fetch `Response` (its body is read; its status and headers are judged too), a body as a
 * whole or in pieces, or the events of a stream.
 */
export type Source =
  | string
  | Uint8Array
  | ResponseLike
  | StreamLike
  | AsyncIterable<Piece>
  | Iterable<Piece>;

/** Judges an answer while it arrives. */
export interface Checker {
  /**
   * Takes the next piece of the body.
   * @throws Error if the value is not a piece of a body, and after `end`; never because of what an endpoint sent
   */
  push(piece: Piece): void;
  /** True after a limit was exceeded: further pieces are ignored. */
  readonly stopped: boolean;
  /**
   * Ends the answer and returns the result.
   * @param how `closed`: the endpoint ended the body; `cut`: the connection broke; `left`: the reader closed the connection
   * @param detail one line about the cause of a broken connection
   */
  end(how?: "closed" | "cut" | "left", detail?: string): CheckResult;
}

/** A rule. */
export interface RuleInfo {
  readonly id: string;
  readonly title: string;
  /** Its level in each dialect that ships with the package. */
  readonly requirement: Readonly<Record<DialectName, Level>>;
  /** Links to the requirement. */
  readonly spec: readonly string[];
  /** Its messages by key. `{{name}}` is replaced by a value. */
  readonly messages: Readonly<Record<string, string>>;
}

/** Options of the matcher `toConform`. */
export interface ConformOptions extends CheckStreamOptions {
  /** If true, a broken SHOULD fails too. */
  strict?: boolean;
}

/** The matcher, as `expect` has it. */
export interface ConformMatchers {
  /**
   * Expects that an answer conforms: a fetch `Response` (its body is read), a body as a whole or in pieces, or the events
   * of a stream. Await it.
   */
  toConform(options?: ConformOptions): Promise<void>;
}

/** The result of a matcher, for the test runner. */
export interface MatcherResult {
  pass: boolean;
  message: () => string;
}
