import { stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { isCreate } from "../http/request.ts";

export default defineRule({
  id: "lifecycle/response-id-unique",
  title: "Each response has its own id",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#id"],
  messages: {
    reused: "the response has the id of an earlier response ({{step}})",
    empty: "the id of the response is an empty string",
  },
  observe({ exchange, session, report, exercised }) {
    let judged = false;
    return {
      snapshot({ response, event, pointer }) {
        if (judged || !session || !isCreate(exchange)) return;
        judged = true;
        const id = stringAt(response, "id");
        if (id === undefined) return;
        exercised();
        const evidence = { at: event, pointer: `${pointer}/id`, actual: show(id, 120) };
        const step = session.ids.get(id)?.[0];
        if (id === "") report("empty", { ...evidence, expected: "an id" });
        else if (step !== undefined)
          report("reused", {
            ...evidence,
            expected: "an id that no other response has",
            args: { step },
          });
      },
    };
  },
});
