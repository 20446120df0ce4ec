import { isObject, parseJson } from "../../json/json.ts";
import type { Turn } from "./turns.ts";

const roles = ["system", "user", "assistant", "tool"] as const;

/** A conversation as the opaque content of a compaction item. */
export function packTurns(turns: readonly Turn[]): string {
  return Buffer.from(JSON.stringify(turns.map(({ role, text }) => ({ role, text })))).toString(
    "base64url",
  );
}

/** The conversation inside a compaction item; empty when the content is another server's. */
export function unpackTurns(content: string): Turn[] {
  const parsed = parseJson(Buffer.from(content, "base64url").toString("utf8"));
  if (!("value" in parsed) || !Array.isArray(parsed.value)) return [];
  return parsed.value.flatMap((turn) => {
    const role = isObject(turn) ? roles.find((name) => name === turn["role"]) : undefined;
    const text = isObject(turn) ? turn["text"] : undefined;
    return role === undefined || typeof text !== "string" ? [] : [{ role, text }];
  });
}
