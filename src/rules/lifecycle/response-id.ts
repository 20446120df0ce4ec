import { stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { patch, patchSnapshots } from "../../tape/edits.ts";
import { isCreate } from "../http/request.ts";

export const responseIdStable = defineRule<"changes">({
  id: "lifecycle/response-id-stable",
  title: "the response has one id in all snapshots",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#id"],
  messages: { changes: "the id of the response changes at {{type}}" },
  yieldsTo: ["lifecycle/created-first"],
  observe({ state, report, exercised }) {
    return {
      snapshot({ response, event }) {
        const id = stringAt(state.created?.response, "id");
        if (!event || id === undefined) return;
        exercised();
        const now = response["id"];
        // Without an id it is no response at all: the schema says so.
        if (now === undefined || now === id) return;
        report("changes", {
          at: event,
          pointer: "/response/id",
          expected: show(id, 120),
          actual: show(now, 120),
          related: [state.created?.event],
          args: { type: event.type },
        });
      },
    };
  },
  faults: [
    {
      name: "response.completed has another id",
      tape: "text",
      edit: patch("response.completed", 0, "/response/id", "resp_other"),
      finds: ["changes"],
    },
    {
      name: "the id comes only after response.created",
      tape: "text",
      edit: patch("response.created", 0, "/response/id", "resp_pending"),
      finds: ["changes"],
    },
    {
      name: "response.queued has another id",
      tape: "queued",
      edit: patch("response.queued", 0, "/response/id", "resp_other"),
      finds: ["changes"],
    },
  ],
});

export const responseIdUnique = defineRule<"reused" | "empty">({
  id: "lifecycle/response-id-unique",
  title: "no two responses share an id",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#id"],
  messages: {
    reused: "the response has the id of an earlier one ({{step}})",
    empty: "the id of the response is the empty string",
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
          report("reused", { ...evidence, expected: "an id of its own", args: { step } });
      },
    };
  },
  faults: [
    {
      name: "the second turn has the id of the first",
      tape: "chain",
      edit: patchSnapshots("/id", "resp_turn1", 1),
      finds: ["reused"],
    },
    {
      name: "the id is empty",
      tape: "text",
      edit: patchSnapshots("/id", ""),
      finds: ["empty"],
    },
  ],
});
