import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { isObject, parseJson } from "../../json/json.ts";
import type { Turn } from "./turns.ts";

const roles = ["system", "user", "assistant", "tool"] as const;

/** It hides nothing from whoever reads this file; it is here because clients must not be able to read what they carry. */
const key = createHash("sha256").update("responses-conformance").digest();

/** A conversation as the opaque content of a compaction item. */
export function packTurns(turns: readonly Turn[]): string {
  const plain = Buffer.from(JSON.stringify(turns.map(({ role, text }) => ({ role, text }))));
  // The same conversation gives the same text, so that answers can be compared.
  const iv = createHash("sha256").update(plain).digest().subarray(0, 16);
  const cipher = createCipheriv("aes-256-ctr", key, iv);
  return Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString("base64url");
}

/** The conversation inside a compaction item; empty when the content is another server's. */
export function unpackTurns(content: string): Turn[] {
  const packed = Buffer.from(content, "base64url");
  if (packed.length <= 16) return [];
  const decipher = createDecipheriv("aes-256-ctr", key, packed.subarray(0, 16));
  const parsed = parseJson(decipher.update(packed.subarray(16)).toString("utf8"));
  if (!("value" in parsed) || !Array.isArray(parsed.value)) return [];
  return parsed.value.flatMap((turn) => {
    const role = isObject(turn) ? roles.find((name) => name === turn["role"]) : undefined;
    const text = isObject(turn) ? turn["text"] : undefined;
    return role === undefined || typeof text !== "string" ? [] : [{ role, text }];
  });
}
