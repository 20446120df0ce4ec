/**
 * The bytes of an exchange, kept for readers of a failure: the HTML report draws its timeline from them.
 * Secrets are already masked. At most 10,000 frames are kept, in at most 6 Mi characters; frames around the events that findings
 * name have a budget of their own. Of an answer that a run received, the first 32 MiB are looked at.
 */
export interface Trace {
  /** The step it belongs to sent several exchanges where it was polled, resumed or asked again: this is one of them, from 0. */
  exchange: number;
  /** The body that was sent, as JSON text, cut at 20,000 characters; missing if there was none. */
  request?: string;
  /** Headers of the answer; missing if they are not known, as in a recording of the body alone. */
  headers?: Record<string, string>;
  /** In the order in which they came; where one is missing, those on both sides are not neighbours. For an answer that is no event stream there is one: its body. */
  frames: TraceFrame[];
  /** How many more came that are not kept. */
  omitted: number;
}

/** One message of a stream, as framed. */
export interface TraceFrame {
  /** Number of its event, from 0, as in findings; missing for a frame that is not an event, such as `[DONE]`. */
  event?: number;
  /** The event's type, cut at 200 characters, `[DONE]`, `body` for an answer that is no stream, or `?` where there is none. */
  type: string;
  /** Milliseconds since the request was sent; missing if the recording has no times. */
  at?: number;
  /** Index of the output item that it belongs to. */
  output?: number;
  /** What a delta adds, cut as `raw` is, so that a reader can follow the text; left out where it is no delta. */
  delta?: string;
  /** The text as it came (its lines, in an event stream), cut at 2,000 characters. */
  raw: string;
  /** Length before it was cut, in bytes. */
  bytes: number;
}
