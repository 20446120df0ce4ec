import type { Rule } from "../engine/rule.ts";
import { backgroundRules } from "./background/index.ts";
import { callRules } from "./call/index.ts";
import { compactRules } from "./compact/index.ts";
import { echoRules } from "./echo/index.ts";
import { httpRules } from "./http/index.ts";
import { itemRules } from "./item/index.ts";
import { lifecycleRules } from "./lifecycle/index.ts";
import { parityRules } from "./parity/index.ts";
import { partRules } from "./part/index.ts";
import { reasoningRules } from "./reasoning/index.ts";
import { schemaRules } from "./schema/index.ts";
import { sequenceRules } from "./sequence/index.ts";
import { sseRules } from "./sse/index.ts";
import { stateRules } from "./state/index.ts";
import { structuredRules } from "./structured/index.ts";
import { textRules } from "./text/index.ts";
import { truncationRules } from "./truncation/index.ts";
import { usageRules } from "./usage/index.ts";
import { websocketRules } from "./websocket/index.ts";

/** Every rule, in the order in which reports list them. */
export const rules: readonly Rule[] = [
  ...httpRules,
  ...sseRules,
  ...sequenceRules,
  ...lifecycleRules,
  ...itemRules,
  ...partRules,
  ...textRules,
  ...callRules,
  ...usageRules,
  ...reasoningRules,
  ...schemaRules,
  ...echoRules,
  ...structuredRules,
  ...truncationRules,
  ...compactRules,
  ...stateRules,
  ...backgroundRules,
  ...parityRules,
  ...websocketRules,
];
