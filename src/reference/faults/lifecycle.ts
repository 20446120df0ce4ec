import { objectAt } from "../../json/json.ts";
import {
  breaks,
  change,
  changeOnWire,
  changeResponse,
  drop,
  everyEvent,
  family,
  inForeground,
  itemAdded,
  itemDone,
  openings,
  reshape,
  setInResponse,
  terminals,
  twice,
} from "./edits.ts";

const begun = "response.in_progress";
const completed = "response.completed";

/** Order and content of the response's own events. */
export const lifecycleFaults = family("lifecycle", {
  "created-missing": breaks("lifecycle/created-first", {
    title: "The stream starts without response.created.",
    events: drop("response.created"),
  }),
  "created-twice": breaks("lifecycle/created-first", {
    title: "response.created is sent twice.",
    events: twice("response.created"),
  }),
  "created-after-in-progress": breaks("lifecycle/created-first", {
    title: "response.in_progress is sent before response.created.",
    events: reshape((events) => {
      const [first, second, ...rest] = events;
      return first && second ? [second, first, ...rest] : events;
    }),
  }),
  "in-progress-missing": breaks("lifecycle/progress-order", {
    title: "The stream has no response.in_progress.",
    events: drop(begun),
  }),
  "in-progress-late": breaks("lifecycle/progress-order", {
    title: "response.in_progress is sent after the first output_item.added.",
    events: reshape((events) => {
      const late = events.find((event) => event.type === begun);
      const rest = events.filter((event) => event !== late);
      const at = rest.findIndex((event) => event.type === itemAdded);
      return late === undefined || at < 0 ? events : rest.toSpliced(at + 1, 0, late);
    }),
  }),
  "terminal-missing": breaks("lifecycle/terminal-present", {
    title: "The stream ends with [DONE] but without a terminal event.",
    events: inForeground(drop(terminals)),
  }),
  "terminal-twice": breaks("lifecycle/terminal-present", {
    title: "The terminal event is sent twice.",
    events: twice(terminals),
  }),
  "event-after-terminal": breaks("lifecycle/nothing-after-terminal", {
    title: "A response.in_progress follows the terminal event.",
    events: reshape((events) => {
      const late = events.find((event) => event.type === begun);
      return late === undefined ? events : [...events, structuredClone(late)];
    }),
  }),
  "status-stays-in-progress": breaks("lifecycle/status-matches-event", {
    title: "The response in response.completed has status in_progress.",
    frames: changeOnWire(completed, (event) => {
      const response = objectAt(event, "response");
      if (response) response["status"] = "in_progress";
    }),
  }),
  "response-id-changes": breaks("lifecycle/response-id-stable", {
    title: "The response id of the terminal snapshot differs from that of the first one.",
    events: setInResponse(terminals, (response) => ({ id: `${String(response["id"])}b` })),
  }),
  "response-id-shared": breaks("lifecycle/response-id-unique", {
    title: "Every response in the foreground has the same id.",
    events: inForeground(setInResponse(everyEvent, { id: "resp_1" })),
  }),
  "created-at-changes": breaks("lifecycle/snapshot-stable", {
    title: "The created_at of the terminal snapshot is later than that of the first one.",
    events: changeResponse(terminals, (response) => {
      response["created_at"] = Number(response["created_at"]) + 1;
      if (typeof response["completed_at"] === "number") response["completed_at"] += 1;
    }),
  }),
  "model-changes": breaks("lifecycle/snapshot-stable", {
    title: "The model of the terminal snapshot differs from that of the first one.",
    events: setInResponse(terminals, { model: "another-model" }),
  }),
  "completed-at-missing": breaks("lifecycle/completed-at", {
    title: "completed_at is null in response.completed.",
    events: setInResponse(completed, { completed_at: null }),
  }),
  "completed-at-early": breaks("lifecycle/completed-at", {
    title: "completed_at is set before the response has completed.",
    events: setInResponse(openings, (response) => ({ completed_at: response["created_at"] ?? 0 })),
  }),
  "completed-at-incomplete": breaks("lifecycle/completed-at", {
    title: "completed_at is set although the response is incomplete.",
    events: setInResponse("response.incomplete", (response) => ({
      completed_at: response["created_at"] ?? 0,
    })),
  }),
  "completed-before-created": breaks("lifecycle/completed-at", {
    title: "completed_at is earlier than created_at.",
    events: setInResponse(completed, (response) => ({
      completed_at: Number(response["created_at"]) - 5,
    })),
  }),
  "output-before-end": breaks("lifecycle/output-empty-before-end", {
    title: "response.in_progress already has output.",
    events: (events) => {
      const item = objectAt(
        events.find((event) => event.type === itemAdded),
        "item",
      );
      return setInResponse(begun, { output: item === undefined ? [] : [item] })(events);
    },
  }),
  "incomplete-details-missing": breaks("lifecycle/incomplete-has-details", {
    title: "response.incomplete has incomplete_details null.",
    events: setInResponse("response.incomplete", { incomplete_details: null }),
  }),
  "incomplete-details-on-completed": breaks("lifecycle/incomplete-has-details", {
    title: "response.completed has incomplete_details.",
    events: setInResponse(completed, { incomplete_details: { reason: "max_output_tokens" } }),
  }),
  "incomplete-told-as-completed": breaks("truncation/incomplete", {
    title: "An answer that the token limit cut short ends with response.completed.",
    events: (events) => {
      const cut = events.findLast((event) => event.type === "response.incomplete");
      if (cut === undefined) return events;
      cut.type = completed;
      const response = objectAt(cut, "response") ?? {};
      Object.assign(response, {
        status: "completed",
        incomplete_details: null,
        completed_at: response["created_at"],
      });
      return change(itemDone, (event) =>
        Object.assign(objectAt(event, "item") ?? {}, { status: "completed" }),
      )(
        changeResponse(completed, ({ output }) => {
          if (Array.isArray(output))
            for (const item of output)
              Object.assign(objectAt({ item }, "item") ?? {}, { status: "completed" });
        })(events),
      );
    },
  }),
});
