export { default as request } from "./request.faults.ts";
