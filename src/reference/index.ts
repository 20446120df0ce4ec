export {
  referenceModel,
  startReferenceServer,
  type ReferenceOptions,
  type ReferenceServer,
} from "./server.ts";
export { streamErrorModel } from "./model/plan.ts";
export { faults, faultById } from "./faults/index.ts";
export { nothingAsked, observer, reaches, type Asked } from "./faults/reach.ts";
export type { Hooks } from "./faults/types.ts";
export { variants, variantById } from "./variants/index.ts";
