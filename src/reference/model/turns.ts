import { arrayAt, type Json, type JsonObject, stringAt } from "../../json/json.ts";
import { unpackTurns } from "./compaction.ts";

/** One contribution to the conversation, as the text the model reads. */
export interface Turn {
  role: "system" | "user" | "assistant" | "tool";
  text: string;
}

/** Stored items as the model reads them. Instructions, if any, come first. */
export function readTurns(
  items: readonly JsonObject[],
  instructions: string | null = null,
): Turn[] {
  const turns = items.flatMap(turnsOf);
  return instructions === null ? turns : [{ role: "system", text: instructions }, ...turns];
}

function turnsOf(item: JsonObject): Turn[] {
  switch (item["type"]) {
    case "message": {
      const role = stringAt(item, "role");
      const text = (arrayAt(item, "content") ?? []).map(partText).join("\n");
      if (role === "assistant" || role === "user") return [{ role, text }];
      return [{ role: "system", text }];
    }
    case "function_call_output":
    case "custom_tool_call_output": {
      const output = item["output"];
      return [
        {
          role: "tool",
          text: Array.isArray(output) ? output.map(partText).join("\n") : String(output),
        },
      ];
    }
    case "compaction":
      return unpackTurns(stringAt(item, "encrypted_content") ?? "");
    default:
      return [];
  }
}

/** What the model makes of one content part: images and files are described, text files are read. */
function partText(part: Json): string {
  switch (stringAt(part, "type")) {
    case "input_image":
      return `[image ${/^data:([\w/+.-]{1,40})/.exec(stringAt(part, "image_url") ?? "")?.[1] ?? "by reference"}]`;
    case "input_file":
      return `[file ${stringAt(part, "filename") ?? "without a name"}] ${fileText(stringAt(part, "file_data") ?? "")}`.trim();
    case "refusal":
      return stringAt(part, "refusal") ?? "";
    default:
      return stringAt(part, "text") ?? "";
  }
}

/** The text of a `data:` URL or bare base64 text file, at most 16 kB; nothing for other kinds of files. */
function fileText(data: string): string {
  const match = /^data:(text\/[\w.+-]+|application\/json)[^,]{0,100};base64,/.exec(
    data.slice(0, 200),
  );
  if (match === null) return "";
  return Buffer.from(data.slice(match[0].length, match[0].length + 22_000), "base64")
    .toString("utf8")
    .slice(0, 16_000);
}
