import type { CheckedForm } from "../../checker/checker.ts";
import type { ExchangeEnd, ExchangeInfo, HeadInfo } from "../../engine/exchange.ts";
import { piecesOf, type Read, type Tape } from "../../tape/tape.ts";

/** One recorded exchange, ready to be judged. Its body is read as it is judged, never whole. */
export interface CapturedExchange {
  /** Empty if the capture has nothing else. */
  step: string;
  info: ExchangeInfo;
  head: HeadInfo | undefined;
  form: CheckedForm | undefined;
  /** Reads the body. */
  open(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** When each piece that `open` gives came, in milliseconds since the request was sent; undefined if it is not known. */
  times?: readonly number[] | undefined;
  /** It can be read only once. */
  once?: true;
  end: Partial<ExchangeEnd>;
  /** Where it was sent, for reports; empty if the recording does not have it. */
  url: string;
}

/** A file (or standard input) with the exchanges it holds. Those of one capture know of each other. */
export interface Capture {
  /** The path as the user knows it. */
  id: string;
  suite: string;
  title: string;
  exchanges: CapturedExchange[];
  /** True for a tape: it begins where its scenario began. Other recordings may begin in the middle of a conversation. */
  whole?: boolean;
}

/** Why a file cannot be judged. Messages show it behind the name of the file. */
export class CaptureError extends Error {
  override name = "CaptureError";
}

/** A file that could hold exchanges, and has none of the Responses API: found in a folder, it is passed over. */
export class NothingToJudge extends CaptureError {}

/** A bare stream of which nothing but the body is known. */
export function bareExchange(
  form: "sse" | "jsonl",
  open: CapturedExchange["open"],
): CapturedExchange {
  return {
    step: "",
    info: { source: "capture", framed: form === "sse", request: undefined, step: undefined },
    head: undefined,
    form,
    open,
    end: {},
    url: "",
  };
}

/** An answer that was saved with its head, such as by `curl -i`: its request is not known. */
export function headedExchange(
  head: HeadInfo,
  form: "sse" | undefined,
  open: CapturedExchange["open"],
): CapturedExchange {
  const bare = bareExchange("sse", open);
  return { ...bare, info: { ...bare.info, source: "http", framed: form === "sse" }, head, form };
}

/** The exchanges of a tape. */
export function tapeExchanges(tape: Tape): CapturedExchange[] {
  return tape.exchanges.map(
    ({ step, transport, connection, request, response, form, bytes, reads, end }, index) => {
      const pieces = piecesOf({ bytes, reads });
      const name = step ?? `exchange ${index + 1}`;
      return {
        step: name,
        info: { source: transport, framed: form === "sse", request, step: name, connection },
        head: response,
        form: form === "text" ? undefined : form,
        open: () => (pieces ? cut(bytes, pieces) : [bytes]),
        times: pieces?.map(({ at }) => at),
        end,
        url: request?.path ?? "",
      };
    },
  );
}

/** A body in the pieces in which it came. */
function cut(bytes: Uint8Array, pieces: readonly Read[]): Uint8Array[] {
  let from = 0;
  return pieces.map(({ length }) => bytes.subarray(from, (from += length)));
}
