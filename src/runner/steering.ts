import { jsonIn, objectAt, stringAt, type JsonObject } from "../json/json.ts";
import type { Steer } from "../scenario/types.ts";
import type { Message } from "../wire/types.ts";

/** Steers the response of a turn, and knows whether the turn must be read on for what comes of that. */
export interface Steering {
  /** Takes in a message of the turn, which may be the one to steer after. */
  see(message: Message): void;
  /** A steering was sent, and what became of it is not known yet. */
  readonly open: boolean;
}

/** @param send sends a message on the WebSocket of the turn */
export function startSteering(
  { after, input }: Steer,
  send: (message: JsonObject) => void,
): Steering {
  let stage: "unsent" | "sent" | "accepted" | "settled" = "unsent";
  let steered: string | undefined;
  const next = (type: string | undefined): typeof stage => {
    if (type === "error" || type === "response.steer.failed" || type === "response.steer.pending")
      return "settled";
    if (stage === "sent") return type === "response.steer.accepted" ? "accepted" : "sent";
    // Whether it continues the one that was steered is for the rules to judge.
    return type === "response.created" ? "settled" : stage;
  };
  return {
    see(message) {
      const event = message.kind === "text" ? jsonIn(message.text) : undefined;
      const type = stringAt(event, "type");
      if (stage !== "unsent") stage = next(type);
      else {
        steered ??= stringAt(objectAt(event, "response"), "id");
        if (type !== after || steered === undefined) return;
        stage = "sent";
        send({ type: "response.steer", previous_response_id: steered, input });
      }
    },
    get open() {
      return stage === "sent" || stage === "accepted";
    },
  };
}
