export { sourceErrorText, UsageError } from "../config/usage-error.ts";
