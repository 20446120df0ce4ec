import type { Json, JsonObject } from "../../json/json.ts";
import { breaks, changeItems, changeText, family, firstPart, textDelta } from "./edits.ts";
import type { StreamEvent } from "../types.ts";
import type { Hooks } from "./types.ts";

type Request = NonNullable<Hooks["request"]>;

/** Edits every text of the input of a request. */
const inputTexts =
  (edit: (text: string) => string): Request =>
  (body) => ({ ...body, input: eachText(body["input"], edit) });

/** Edits the outputs of calls in the input of a request. */
const callOutputs =
  (edit: (text: string) => string): Request =>
  (body) => ({
    ...body,
    input: eachText(body["input"], (text, key) => (key === "output" ? edit(text) : text)),
  });

function eachText(
  json: Json | undefined,
  edit: (text: string, key: string) => string,
): Json | undefined {
  if (json === undefined) return undefined;
  return JSON.parse(JSON.stringify(json), (key, value: Json) =>
    typeof value === "string" ? edit(value, key) : value,
  ) as Json;
}

/** The characters that a text has if its UTF-8 is read as one byte a character. */
const asLatin1 = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** Edits the text of an answer in the same way everywhere. */
function outputTexts(events: StreamEvent[], edit: (text: string) => string): StreamEvent[] {
  for (const event of events) {
    if (event.type === textDelta) changeText(event, "delta", edit);
    changeText(event, "text", edit);
    changeText(event["part"] as JsonObject | undefined, "text", edit);
  }
  return changeItems((item) => changeText(firstPart(item), "text", edit))(events);
}

/** Characters that are not what was sent, or not what the model said. */
export const unicodeFaults = family("unicode", {
  "input-bytes-as-characters": breaks("core/unicode", {
    title: "The UTF-8 of an input is read as one character for each byte.",
    request: inputTexts(asLatin1),
  }),
  "input-separators-as-blanks": breaks("core/unicode-separators", {
    title: "U+2028 and U+2029 in an input become blanks.",
    request: inputTexts((text) => text.replaceAll(/[\u2028\u2029]/g, " ")),
  }),
  "input-normalized": breaks("core/unicode-forms", {
    title: "Decomposed letters of an input are composed (NFC).",
    request: inputTexts((text) => text.normalize("NFC")),
  }),
  "output-characters-lost": breaks("core/unicode-output", {
    title: "Characters outside of the basic plane become question marks in the output.",
    events: (events) =>
      outputTexts(events, (text) => text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, "?")),
  }),
  "call-output-bytes-as-characters": breaks("tools/unicode-output", {
    title: "The UTF-8 of the output of a call is read as one character for each byte.",
    request: callOutputs(asLatin1),
  }),
});
