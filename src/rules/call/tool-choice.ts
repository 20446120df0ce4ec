import { arrayAt, elementsAt, type Json, type JsonObject, stringAt } from "../../json/json.ts";
import type { ExchangeInfo } from "../../engine/exchange.ts";
import { show } from "../../json/show.ts";
import { isClientCall } from "../../protocol/items.ts";
import { defineRule } from "../../engine/rule.ts";
import { type AnswerItem, answerItems, byProgram, isAction } from "./calls.ts";
import { asked, isNamed } from "./request.ts";
import { malformed } from "../http/request.ts";
import { finalOutput, type FinalOutput } from "../item/final.ts";

/** What a tool_choice asks for. */
interface Wish {
  /** No call at all. */
  none: boolean;
  /** At least one. */
  some: boolean;
  /** Names that calls may have; undefined for any. */
  names: ReadonlySet<string> | undefined;
  /** Other things that a model does fulfil it as well: a search, a call of an MCP server. */
  actions?: boolean;
}

function wishOf(choice: Json | undefined): Wish | undefined {
  if (choice === "none") return { none: true, some: false, names: undefined };
  if (choice === "required") return { none: false, some: true, names: undefined, actions: true };
  const type = stringAt(choice, "type");
  const name = stringAt(choice, "name");
  if (isNamed(choice) && name !== undefined)
    return { none: false, some: true, names: new Set([name]), actions: false };
  if (type !== "allowed_tools") return undefined;
  const tools = elementsAt(choice, "tools");
  const names = new Set(
    tools.map((tool) => stringAt(tool, "name") ?? stringAt(tool, "type") ?? "?"),
  );
  const some = stringAt(choice, "mode") === "required";
  return { none: false, some, names, actions: !tools.every(isNamed) };
}

const refused = ({ item }: AnswerItem): boolean =>
  elementsAt(item, "content").some((part) => stringAt(part, "type") === "refusal");

/** True if the request has tools, and the response says honestly that it has none. */
const ignoresTools = ({ request }: Readonly<ExchangeInfo>, response: JsonObject): boolean =>
  elementsAt(request?.body, "tools").length > 0 && arrayAt(response, "tools")?.length === 0;

export default defineRule({
  id: "call/tool-choice",
  title: "The response obeys tool_choice",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#tool-choice", "openai:responses/create#tool_choice"],
  messages: {
    unwanted: "tool_choice is none, but the response calls {{name}}",
    ignored:
      "the server ignores tools: the request offers them with tool_choice {{choice}}, but the response has no tools and no call",
    missing: "tool_choice requires a call of {{wanted}}, but the response has none",
    other: "the response calls {{name}}, but tool_choice allows only {{wanted}}",
  },
  chance: { missing: "model" },
  yieldsTo: ["item/added-before-use"],
  observe({ exchange, state, report, exercised }) {
    const judge = (final: FinalOutput, choice: Json | undefined, wish: Wish): void => {
      const items = answerItems(final, state);
      const wanted = wish.names ? [...wish.names].slice(0, 10).join(" or ") : "any tool";
      const calls = items.filter(({ type, item }) => isClientCall(type) && !byProgram(item));
      for (const { item, event, pointer } of calls) {
        const name = stringAt(item, "name") ?? "a tool";
        const place = { at: event, pointer: `${pointer}/name`, actual: `a call of ${name}` };
        if (wish.none) report("unwanted", { ...place, expected: "no call", args: { name } });
        else if (wish.names && !wish.names.has(name))
          report("other", { ...place, expected: wanted, args: { name, wanted } });
      }
      const acted = items.filter(({ type }) =>
        wish.actions ? isAction(type) : isClientCall(type),
      );
      // What the limit cut off, or the model refused, may be the call.
      const cut = stringAt(final.response, "status") === "incomplete" || items.some(refused);
      if (!wish.some || acted.length > 0 || cut) return;
      // A model that only thinks has not come to the call; it is asked again.
      if (items.every(({ type }) => type === "reasoning")) return;
      report(ignoresTools(exchange, final.response) ? "ignored" : "missing", {
        at: final.event,
        pointer: final.pointer,
        expected: `a call of ${wanted}, because tool_choice is ${show(choice, 120)}`,
        actual:
          items.length === 0
            ? "no item"
            : items
                .slice(0, 10)
                .map(({ type }) => type)
                .join(", "),
        args: { wanted, choice: show(choice, 120) },
      });
    };
    return {
      snapshot(snapshot) {
        const final = finalOutput(snapshot, state);
        if (!final || state.resumed || state.restarted) return;
        // Of what should have been refused nothing is asked.
        if (malformed(exchange) !== undefined) return;
        const choice = asked(exchange, final.response, "tool_choice");
        const wish = wishOf(choice);
        if (!wish) return;
        exercised();
        judge(final, choice, wish);
      },
    };
  },
});
