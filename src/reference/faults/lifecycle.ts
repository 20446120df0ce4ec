import { objectAt } from "../../json/json.ts";
import {
  change,
  changeOnWire,
  changeResponse,
  drop,
  family,
  inForeground,
  itemAdded,
  itemDone,
  openings,
  reshape,
  terminals,
  twice,
} from "./edits.ts";

const begun = "response.in_progress";
const completed = "response.completed";

/** Order and content of the response's own events. */
export const lifecycleFaults = family("lifecycle", [
  {
    id: "created-missing",
    title: "The stream starts without response.created.",
    breaks: "lifecycle/created-first",
    events: drop("response.created"),
  },
  {
    id: "created-twice",
    title: "response.created is sent twice.",
    breaks: "lifecycle/created-first",
    events: twice("response.created"),
  },
  {
    id: "created-after-in-progress",
    title: "response.in_progress comes before response.created.",
    breaks: "lifecycle/created-first",
    events: reshape((events) => {
      const [first, second, ...rest] = events;
      return first && second ? [second, first, ...rest] : events;
    }),
  },
  {
    id: "in-progress-missing",
    title: "The stream has no response.in_progress.",
    breaks: "lifecycle/progress-order",
    events: drop(begun),
  },
  {
    id: "in-progress-late",
    title: "response.in_progress comes after the first output item was opened.",
    breaks: "lifecycle/progress-order",
    events: reshape((events) => {
      const late = events.find((event) => event.type === begun);
      const rest = events.filter((event) => event !== late);
      const at = rest.findIndex((event) => event.type === itemAdded);
      return late === undefined || at < 0 ? events : rest.toSpliced(at + 1, 0, late);
    }),
  },
  {
    id: "terminal-missing",
    title: "The stream ends with [DONE] but without a terminal event.",
    breaks: "lifecycle/terminal-present",
    events: inForeground(drop(terminals)),
  },
  {
    id: "terminal-twice",
    title: "The terminal event is sent twice.",
    breaks: "lifecycle/terminal-present",
    events: twice(terminals),
  },
  {
    id: "event-after-terminal",
    title: "A response.in_progress follows the terminal event.",
    breaks: "lifecycle/nothing-after-terminal",
    events: reshape((events) => {
      const late = events.find((event) => event.type === begun);
      return late === undefined ? events : [...events, structuredClone(late)];
    }),
  },
  {
    id: "status-stays-in-progress",
    title: "response.completed carries a response whose status is in_progress.",
    breaks: "lifecycle/status-matches-event",
    frames: changeOnWire(completed, (event) => {
      const response = objectAt(event, "response");
      if (response) response["status"] = "in_progress";
    }),
  },
  {
    id: "response-id-changes",
    title: "The terminal snapshot has another response id than the first one.",
    breaks: "lifecycle/response-id-stable",
    events: changeResponse(
      terminals,
      (response) => void (response["id"] = `${String(response["id"])}b`),
    ),
  },
  {
    id: "response-id-shared",
    title: "Every response in the foreground has the same id.",
    breaks: "lifecycle/response-id-unique",
    events: inForeground((events) => {
      for (const event of events) {
        const response = objectAt(event, "response");
        if (response !== undefined) response["id"] = "resp_1";
      }
      return events;
    }),
  },
  {
    id: "created-at-changes",
    title: "The terminal snapshot has a later created_at than the first one.",
    breaks: "lifecycle/snapshot-stable",
    events: changeResponse(terminals, (response) => {
      response["created_at"] = Number(response["created_at"]) + 1;
      if (typeof response["completed_at"] === "number") response["completed_at"] += 1;
    }),
  },
  {
    id: "model-changes",
    title: "The terminal snapshot names another model than the first one.",
    breaks: "lifecycle/snapshot-stable",
    events: changeResponse(terminals, (response) => void (response["model"] = "another-model")),
  },
  {
    id: "completed-at-missing",
    title: "completed_at is null in response.completed.",
    breaks: "lifecycle/completed-at",
    events: changeResponse(completed, (response) => void (response["completed_at"] = null)),
  },
  {
    id: "completed-at-early",
    title: "completed_at is set before the response has completed.",
    breaks: "lifecycle/completed-at",
    events: changeResponse(
      openings,
      (response) => void (response["completed_at"] = response["created_at"] ?? 0),
    ),
  },
  {
    id: "completed-before-created",
    title: "completed_at lies before created_at.",
    breaks: "lifecycle/completed-at",
    events: changeResponse(
      completed,
      (response) => void (response["completed_at"] = Number(response["created_at"]) - 5),
    ),
  },
  {
    id: "output-before-end",
    title: "response.in_progress already lists output.",
    breaks: "lifecycle/output-empty-before-end",
    events: (events) => {
      const item = objectAt(
        events.find((event) => event.type === itemAdded),
        "item",
      );
      return changeResponse(
        begun,
        (response) => void (response["output"] = item === undefined ? [] : [item]),
      )(events);
    },
  },
  {
    id: "incomplete-details-missing",
    title: "response.incomplete gives no reason.",
    breaks: "lifecycle/incomplete-has-details",
    events: changeResponse(
      "response.incomplete",
      (response) => void (response["incomplete_details"] = null),
    ),
  },
  {
    id: "incomplete-details-on-completed",
    title: "response.completed carries incomplete_details.",
    breaks: "lifecycle/incomplete-has-details",
    events: changeResponse(
      completed,
      (response) => void (response["incomplete_details"] = { reason: "max_output_tokens" }),
    ),
  },
  {
    id: "incomplete-told-as-completed",
    title: "An answer that the token limit cut short is told as response.completed.",
    breaks: "truncation/incomplete",
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
  },
]);
