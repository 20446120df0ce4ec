import { elementsAt, isObject, type Json, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { textOfPart } from "../../protocol/families.ts";
import type { WireEvent } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";
import { finalOutput } from "../item/final.ts";

/** So many words in a row are no coincidence. */
const RUN = 4;
/** Most words of one text that are looked at. */
const MOST = 2000;

/** The texts of a message, a list of messages or a reasoning item. */
function textsOf(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  const own = stringAt(value, "content");
  const parts = [...elementsAt(value, "content"), ...elementsAt(value, "summary")];
  return [...(own === undefined ? [] : [own]), ...parts.flatMap((part) => textOfPart(part) ?? [])];
}

/** A run of words of a text that stands in `readable`, or undefined. */
function quoted(texts: readonly string[], readable: string): string | undefined {
  for (const text of texts) {
    const words = text.split(/\s+/, MOST).filter((word) => word !== "");
    for (let at = 0; at + RUN <= words.length; at++) {
      const run = words.slice(at, at + RUN).join(" ");
      if (run.length >= 16 && readable.includes(run)) return run;
    }
  }
  return undefined;
}

/** What `encrypted_content` says to whoever reads it: as it is, and decoded from base64. */
const readings = (value: string): string[] =>
  [value, Buffer.from(value, "base64").toString("utf8")].map((text) =>
    // JSON inside a text escapes its quotes and line breaks.
    text.replaceAll(/\\[nrt]/g, " ").replaceAll(/\s+/g, " "),
  );

export default defineRule({
  id: "reasoning/encrypted-opaque",
  title: "encrypted_content cannot be read by the client",
  requirement: { openresponses: "should", openai: "should" },
  spec: ["openresponses#reasoning", "openai:responses/object#output"],
  messages: {
    readable: "the encrypted_content of an item of type {{type}} can be read: it has {{words}}",
  },
  observe({ exchange, state, report, exercised }) {
    const { body: request } = exchange.request ?? {};
    const asked = isObject(request)
      ? [...textsOf(request["input"]), ...textsOf(request["instructions"])]
      : [];
    const judge = (output: readonly Json[], pointer: string, at?: WireEvent): void => {
      const texts = [...asked, ...output.flatMap(textsOf)];
      for (const [index, item] of output.entries()) {
        const value = stringAt(item, "encrypted_content");
        if (!value) continue;
        exercised();
        const words = readings(value)
          .map((reading) => quoted(texts, reading))
          .find((found) => found !== undefined);
        if (words === undefined) continue;
        report("readable", {
          at,
          pointer: `${pointer}/${index}/encrypted_content`,
          expected: "a text that only the server can read",
          actual: show(value, 120),
          args: { type: stringAt(item, "type") ?? "no type", words: show(words, 120) },
        });
      }
    };
    return {
      snapshot(snapshot) {
        const final = finalOutput(snapshot, state);
        if (final) judge(final.output, final.pointer, final.event);
      },
      body({ kind, value }) {
        if (kind === "compaction") judge(elementsAt(value, "output"), "/output");
      },
    };
  },
});
