import { elementsAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { textEventOf, textOfPart } from "../../protocol/families.ts";
import type { WireEvent } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";

/**
 * What is left of one character whose bytes were decoded apart. A single one may be what the model wrote: vLLM's servers
 * send it for a token that is no whole character.
 */
const decodedApart = /\uFFFD{2}/;

/** A piece of the text, from a little before the mark on. */
const around = (text: string): string =>
  show(text.slice(Math.max(0, text.search(decodedApart) - 20)).slice(0, 60));

export default defineRule({
  id: "text/no-replacement-character",
  title: "No text has replacement characters (U+FFFD) in the place of a character",
  requirement: { openresponses: "should", openai: "should" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  messages: {
    replaced:
      "the text has several replacement characters (U+FFFD) in a row: the bytes of a character were decoded apart",
  },
  observe({ exchange, report, exercised }) {
    // Whoever sends them may get them back. A request may be large: it is searched for a text that has them only.
    const wereSent = (): boolean =>
      JSON.stringify(exchange.request?.body ?? null).includes("\uFFFD");
    const judge = (text: string | undefined, pointer: string, at?: WireEvent): void => {
      if (text === undefined) return;
      exercised();
      if (!decodedApart.test(text) || wereSent()) return;
      report("replaced", {
        at,
        pointer,
        expected: "the character",
        actual: around(text),
      });
    };
    return {
      forType(type) {
        const text = textEventOf(type);
        if (!text || text.delta) return undefined;
        const { doneField } = text.family;
        return (event) => judge(stringAt(event.payload, doneField), `/${doneField}`, event);
      },
      snapshot({ response, event, pointer }) {
        // What was streamed has been judged by its done events.
        if (event) return;
        for (const [i, item] of elementsAt(response, "output").entries())
          for (const [j, part] of elementsAt(item, "content").entries())
            judge(textOfPart(part), `${pointer}/output/${i}/content/${j}`);
      },
    };
  },
});
