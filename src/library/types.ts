/**
 * What users of the library see. This module imports nothing, so that its declarations stand by themselves in the
 * package: whatever changes inside, what is written here stays.
 */

/** How binding a requirement is in a dialect, after the keyword of its specification. */
export type Level = "must" | "should" | "may" | "off";

/**
 * What was found, in one dialect.
 * - `pass`: nothing above MAY is broken
 * - `warn`: only SHOULDs are broken
 * - `fail`: a MUST is broken
 * - `inconclusive`: no rule was exercised, because nothing was received that a rule judges
 * - `error`: it was not judged to its end, because a limit was passed (or by a bug of this package); what was judged
 *   breaks no MUST
 */
export type Verdict = "pass" | "warn" | "fail" | "inconclusive" | "error";

/** Names of the dialects that ship with the package. */
export type DialectName = "openresponses" | "openai";

/** A dialect from a file of your own, as `loadDialect` gives it. */
export interface Dialect {
  /** As it was asked for: `openai`, `openai@2026-08-21`, or the name in the file. */
  readonly name: string;
  readonly title: string;
  /** The dialect that it is, or extends. */
  readonly base: DialectName;
  /** Revision of that dialect, a date. */
  readonly revision: string;
}

/** One line of the stream excerpt that a finding shows. */
export interface ExcerptLine {
  /** Event number, from 0; undefined for a line that stands for left-out events. */
  event: number | undefined;
  type: string;
  text: string;
  /** Where in `text` it goes wrong, and what is wrong there. */
  caret?: { column: number; note: string };
}

/** A rule was broken: what, where, and the evidence. Texts from the endpoint are as they came: escape them before you show them. */
export interface Finding {
  /** Id of the rule, such as `text/deltas-equal-done`. */
  rule: string;
  dialect: string;
  level: "must" | "should" | "may";
  /** What is wrong, in a sentence. */
  message: string;
  /** Which of the rule's messages it is: a key of its `messages`. */
  messageId: string;
  /** Number of the event at fault, from 0; undefined where it is none, but the answer or its end. */
  event: number | undefined;
  eventType: string | undefined;
  /** JSON Pointer in the event, or in the JSON body. */
  pointer: string | undefined;
  /** Line (from 1) and byte offset on the stream, where the source has them. */
  line: number | undefined;
  offset: number | undefined;
  expected: string | undefined;
  actual: string | undefined;
  /** Numbers of other events that belong to the evidence. */
  related: number[];
  excerpt: ExcerptLine[];
  /** Links to the requirement; the first one is the dialect's own. */
  spec: string[];
  /** How often the same was found; the evidence is of the first time. */
  count: number;
  /** What else is broken by the same mistake, and so is no finding of its own. */
  consequences: { rule: string; messageId: string; count: number }[];
}

/** What one dialect says. */
export interface Judgement {
  dialect: string;
  verdict: Verdict;
  /** No MUST is broken, and at least one MUST rule was exercised. */
  conformant: boolean;
  /** Why the verdict is `inconclusive` or `error`. */
  reason: string | undefined;
  findings: Finding[];
  /** How often each rule evaluated its subject, by rule id. A rule that is not named evaluated nothing. */
  exercised: Record<string, number>;
}

/** The outcome: what the first dialect says, and beside it what all of them say. Plain data. */
export interface CheckResult extends Judgement {
  /** One for each dialect, in the order asked for. */
  judgements: Judgement[];
  /** How many events came. */
  events: number;
  /** The report for people, as on the console but without colour. What came from the endpoint is escaped in it. */
  text: string;
}

/** Status and headers of an answer: a fetch `Response` fits, and so do the `headers` of Node's `http`. */
export interface Head {
  status: number;
  headers:
    | Iterable<readonly [string, string]>
    | Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Bounds of what is read. */
export interface Limits {
  /** Longest event, and longest body that is no stream: 16 MiB when left out. */
  eventBytes?: number;
  /** Longest stream: 512 MiB when left out. */
  streamBytes?: number;
  /** For `checkStream`: how long it waits for the next piece, in milliseconds: 30 s when left out. */
  idleMs?: number;
  /** For `checkStream`: how long it reads in all: 300 s when left out. */
  totalMs?: number;
}

/** How to judge. Everything can be left out. */
export interface CheckOptions {
  /** What to judge by: names of dialects or of their revisions, paths of dialect files, loaded dialects. `openresponses` when left out. */
  dialect?: string | Dialect | readonly (string | Dialect)[];
  /** Ids or globs of the rules to judge by, such as `usage/*`; all rules when left out. */
  rules?: string | readonly string[];
  /** The JSON body that was sent to `POST /responses`: rules on what is echoed, on tools and on formats need it. */
  request?: object;
  /** Status and headers, where the source is only the body. */
  head?: Head;
  /** Form of the body; told from the headers and from its beginning when left out. */
  form?: "sse" | "jsonl" | "json";
  /** Bounds: reading ends there. What could not be judged to its end never reads as conformant. */
  limits?: Limits;
  /** What the text calls the subject; `stream` when left out. */
  name?: string;
}

/** Options of `checkStream`. */
export interface CheckStreamOptions extends CheckOptions {
  /** Gives up reading: the promise is then rejected with the signal's reason. */
  signal?: AbortSignal;
}

/** Options of `createChecker`. */
export interface CheckerOptions extends CheckOptions {
  /**
   * Called for each finding as soon as it is made, once for each dialect. What is found later may explain it: then the
   * result has it among the `consequences` of another one. What it throws reaches the caller of `push` or `end`.
   */
  onFinding?: (finding: Finding) => void;
}

/** A piece of an answer: bytes or text of its body, or an event that is parsed already. All of one answer are of one kind. */
export type Piece = Uint8Array | string | object;

/** A web stream, whoever made it. */
export interface StreamLike {
  getReader(): {
    read(): Promise<{ done: boolean; value?: unknown }>;
    cancel(reason?: unknown): Promise<void>;
  };
}

/** What `fetch` gives, whoever made it. */
export interface ResponseLike {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: StreamLike | null;
  readonly bodyUsed: boolean;
}

/**
 * What can be judged: a fetch `Response` (its body is read; status and headers are judged too), the body whole or in
 * pieces, or the events of a stream.
 */
export type Source =
  | string
  | Uint8Array
  | ResponseLike
  | StreamLike
  | AsyncIterable<Piece>
  | Iterable<Piece>;

/** Judges an answer while it comes in. */
export interface Checker {
  /**
   * The next piece of the body.
   * @throws Error for what is no piece of a body, and after `end`; never for what an endpoint sent
   */
  push(piece: Piece): void;
  /** True once a limit was passed: further pieces are passed over. */
  readonly stopped: boolean;
  /**
   * The answer is over: gives the result.
   * @param how `closed` by the endpoint in good order, `cut` where the connection broke, `left` where the reader hung up
   * @param detail one line on what broke the connection
   */
  end(how?: "closed" | "cut" | "left", detail?: string): CheckResult;
}

/** What a rule asks for. */
export interface RuleInfo {
  readonly id: string;
  readonly title: string;
  /** Its level in each dialect that ships with the package. */
  readonly requirement: Readonly<Record<DialectName, Level>>;
  /** Links to the places that ask for it. */
  readonly spec: readonly string[];
  /** Its messages; `{{name}}` stands for a value. */
  readonly messages: Readonly<Record<string, string>>;
}

/** Options of the matcher `toConform`. */
export interface ConformOptions extends CheckStreamOptions {
  /** A SHOULD that is broken counts too. */
  strict?: boolean;
}

/** What the matcher adds to `expect`. */
export interface ConformMatchers {
  /**
   * Asks that an answer conforms: a fetch `Response` (its body is read), the body whole or in pieces, or the events of a
   * stream. Await it.
   */
  toConform(options?: ConformOptions): Promise<void>;
}

/** What a matcher gives to the test runner. */
export interface MatcherResult {
  pass: boolean;
  message: () => string;
}
