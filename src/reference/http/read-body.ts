import type { IncomingMessage } from "node:http";
import { type Json, parseJson } from "../../json/json.ts";
import { Refusal } from "../errors.ts";

/** How long the rest of a body that is too large is listened to before the refusal, in milliseconds. */
const lingerMs = 3000;

/**
 * Reads a JSON request body.
 * @param limit bytes at most
 * @param takesAny asked about a content type that is not JSON: whether its body is read as JSON all the same
 * @throws Refusal 415 for another content type, 413 for too much, 400 for anything that is not JSON in UTF-8
 */
export async function readJsonBody(
  request: IncomingMessage,
  limit: number,
  takesAny = (): boolean => false,
): Promise<Json> {
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (!/^application\/([\w.-]+\+)?json$/.test(type) && !takesAny())
    throw new Refusal(
      415,
      "invalid_request",
      "unsupported_media_type",
      `The content type must be application/json, but it is '${type.slice(0, 80)}'.`,
    );
  if ((request.headers["content-encoding"] ?? "identity") !== "identity")
    throw new Refusal(
      415,
      "invalid_request",
      "unsupported_encoding",
      "Compressed request bodies are not supported.",
    );
  const text = decode(await readBytes(request, limit));
  const parsed = parseJson(text);
  if ("error" in parsed)
    throw new Refusal(
      400,
      "invalid_request",
      "invalid_json",
      `The request body is not valid JSON: ${parsed.error.slice(0, 200)}`,
    );
  return parsed.value;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(
      400,
      "invalid_request",
      "invalid_json",
      "The request body is not valid UTF-8.",
    );
  }
}

/** Reads everything, or refuses once the limit is passed: after letting the client finish, so that it hears the answer. */
async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let over = false;
  const deadline = Date.now() + lingerMs;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    over ||= size > limit;
    if (!over) chunks.push(bytes);
    else if (Date.now() > deadline || size > limit * 4) break;
  }
  if (over)
    throw new Refusal(
      413,
      "invalid_request",
      "request_too_large",
      `The request body is larger than ${limit} bytes.`,
    );
  return Buffer.concat(chunks);
}
