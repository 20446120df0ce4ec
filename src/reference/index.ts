export {
  referenceModel,
  startReferenceServer,
  type ReferenceOptions,
  type ReferenceServer,
} from "./server.ts";
export { streamErrorModel } from "./model/plan.ts";
export { faults, faultById } from "./faults/index.ts";
export { variants, variantById } from "./variants/index.ts";
