import { asyncFaults } from "./async.ts";
import { backgroundFaults } from "./background.ts";
import { callFaults } from "./calls.ts";
import { choiceFaults } from "./choice.ts";
import { compactionFaults } from "./compaction.ts";
import { errorFaults } from "./errors.ts";
import { formatFaults } from "./formats.ts";
import { framingFaults } from "./framing.ts";
import { hostedFaults } from "./hosted.ts";
import { httpFaults } from "./http.ts";
import { inputFaults } from "./input.ts";
import { itemFaults } from "./items.ts";
import { laneFaults } from "./lanes.ts";
import { lenientFaults } from "./lenient.ts";
import { lifecycleFaults } from "./lifecycle.ts";
import { optionFaults } from "./options.ts";
import { parityFaults } from "./parity.ts";
import { partFaults } from "./parts.ts";
import { echoFaults, schemaFaults, unknownFaults } from "./schema.ts";
import { stateFaults } from "./state.ts";
import { textFaults } from "./text.ts";
import { toolFaults } from "./tools.ts";
import type { Fault } from "./types.ts";
import { unicodeFaults } from "./unicode.ts";
import { sequenceFaults, usageFaults } from "./usage.ts";
import { websocketFaults } from "./websocket.ts";

/** Every fault the server can be started with. */
export const faults: readonly Fault[] = [
  ...lifecycleFaults,
  ...errorFaults,
  ...itemFaults,
  ...partFaults,
  ...textFaults,
  ...callFaults,
  ...choiceFaults,
  ...hostedFaults,
  ...toolFaults,
  ...asyncFaults,
  ...formatFaults,
  ...usageFaults,
  ...sequenceFaults,
  ...framingFaults,
  ...schemaFaults,
  ...unknownFaults,
  ...echoFaults,
  ...stateFaults,
  ...backgroundFaults,
  ...parityFaults,
  ...inputFaults,
  ...compactionFaults,
  ...optionFaults,
  ...unicodeFaults,
  ...httpFaults,
  ...lenientFaults,
  ...websocketFaults,
  ...laneFaults,
];

/** A fault by its id. @throws Error when there is none */
export function faultById(id: string): Fault {
  const found = faults.find((fault) => fault.id === id);
  if (found !== undefined) return found;
  throw new Error(`there is no fault "${id.slice(0, 80)}"`);
}
