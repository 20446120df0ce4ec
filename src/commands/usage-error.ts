export { FileError, fileError, UsageError } from "../config/usage-error.ts";
