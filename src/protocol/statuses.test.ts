import { expect, it } from "vitest";
import { arrayAt, objectAt } from "../json/json.ts";
import { readFiles, REVISIONS } from "../schema/schemas.testing.ts";
import { events } from "./events.ts";
import { openStatuses, terminalStatuses } from "./statuses.ts";

// The document of Open Responses lists none.
const listing = REVISIONS.filter(([, { base }]) => base === "openai");

it.each(listing)("%s has no status that is neither open nor terminal", async (_, dialect) => {
  const response = (await readFiles(dialect)).get("objects/response");
  const status = objectAt(objectAt(response, "properties"), "status");
  const known = [...openStatuses, ...terminalStatuses];
  expect(arrayAt(status, "enum")?.toSorted()).toEqual(known.toSorted());
});

it("has no open status in an event that ends a response, and no other in the one that begins it", () => {
  for (const { does, statuses = [] } of events)
    for (const status of statuses) {
      if (does === "closes") expect(terminalStatuses).toContain(status);
      if (does === "opens") expect(openStatuses).toContain(status);
    }
  expect(terminalStatuses).toContain("cancelled");
});
