/** The reports that are loaded together; the one on the console and the HTML page are on their own. */
export { badgeReport } from "./badge.ts";
export { githubReport } from "./github.ts";
export { jsonReport } from "./json.ts";
export { junitReport } from "./junit.ts";
export { markdownReport } from "./markdown.ts";
export { ndjsonReport } from "./ndjson.ts";
export { tapReport } from "./tap.ts";
