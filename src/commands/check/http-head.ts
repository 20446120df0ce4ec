import { joinedHeaders, type HeadInfo } from "../../engine/exchange.ts";

/** Status line and headers that `curl -i` writes before a body. */
export interface HttpHead {
  head: HeadInfo;
  /** Bytes before the body. */
  length: number;
}

/**
 * Reads the head of an answer that was saved with its body. Interim answers and those of a proxy stand before it.
 * @returns undefined if the bytes do not begin with a whole head
 */
export function readHttpHead(start: Buffer): HttpHead | undefined {
  let found: HttpHead | undefined;
  let from = 0;
  for (;;) {
    // Header names and values are Latin-1, so that characters are bytes.
    const text = start.toString("latin1", from);
    const match = /^HTTP\/[\d.]+ (\d{3})[^\r\n]*\r?\n((?:[^\r\n]+\r?\n)*)\r?\n/.exec(text);
    if (!match) return found;
    const [whole, status, lines = ""] = match;
    const headers = lines.split(/\r?\n/).flatMap((line): [string, string][] => {
      const [, name, value = ""] = /^([^:\s]+):\s*(.*?)\s*$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value]];
    });
    from += whole.length;
    found = { head: { status: Number(status), headers: joinedHeaders(headers) }, length: from };
  }
}
