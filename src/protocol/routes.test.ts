import { describe, expect, it } from "vitest";
import { readFiles, REVISIONS } from "../schema/schemas.testing.ts";
import { requestTo, routeOf, routes } from "./routes.ts";

describe("the route of a request", () => {
  it.each([
    ["POST", "/responses", "create", undefined],
    ["POST", "/responses?stream=true", "create", undefined],
    ["GET", "/responses/resp_1", "retrieve", "resp_1"],
    ["GET", "/responses/resp_1?stream=true", "retrieve", "resp_1"],
    ["GET", "/responses/resp%2F%C3%A9", "retrieve", "resp/é"],
    ["GET", "/responses/resp_%zz", "retrieve", "resp_%zz"],
    // Only POST has routes of these names, so that they are ids here.
    ["GET", "/responses/compact", "retrieve", "compact"],
    ["DELETE", "/responses/input_tokens", "delete", "input_tokens"],
    ["DELETE", "/responses/resp_1", "delete", "resp_1"],
    ["POST", "/responses/resp_1/cancel", "cancel", "resp_1"],
    ["GET", "/responses/resp_1/input_items?limit=1", "input_items", "resp_1"],
    ["POST", "/responses/compact", "compact", undefined],
    ["POST", "/responses/input_tokens", "input_tokens", undefined],
    // An id that a scenario takes from an earlier step has a slash in it.
    ["GET", "/responses/{$steps.a.response#/id}", "retrieve", "{$steps.a.response#/id}"],
    ["POST", "/responses/r_{$vars.id}/cancel", "cancel", "r_{$vars.id}"],
  ])("%s %s is %s", (method, path, name, id) => {
    const found = routeOf(method, path);
    expect([found?.route.name, found?.id]).toEqual([name, id]);
  });

  it.each([
    ["GET", "/responses"],
    ["GET", "/responses/"],
    ["PUT", "/responses/resp_1"],
    ["POST", "/responses/resp_1"],
    ["GET", "/responses/resp_1/cancel"],
    ["GET", "/models/responses/resp_1"],
    ["POST", "/v1/responses"],
  ])("%s %s is not one", (method, path) => expect(routeOf(method, path)).toBeUndefined());
});

describe("the routes", () => {
  it("need a capability of their own name, but for the one that every server has", () => {
    for (const { name, capability } of routes)
      expect(capability).toBe(name === "create" ? undefined : name.replace("_", "-"));
  });

  it.each(REVISIONS)("are answered as %s describes", async (_, dialect) => {
    const described = [...(await readFiles(dialect)).keys()];
    const bodies = routes.map(({ body }) => `bodies/${body}`);
    expect(described).toEqual(expect.arrayContaining(bodies));
  });

  it("cost tokens where a model answers", () => {
    const costly = routes.filter(({ costsTokens }) => costsTokens).map(({ name }) => name);
    expect(costly).toEqual(["create", "compact"]);
  });

  it("are addressed with the id of a response, where they need one", () => {
    expect(requestTo("cancel", "resp_1")).toEqual({
      method: "POST",
      path: "/responses/resp_1/cancel",
    });
    expect(requestTo("input_tokens")).toEqual({ method: "POST", path: "/responses/input_tokens" });
    for (const { name } of routes) {
      const { method, path } = requestTo(name, "resp_1");
      expect(routeOf(method, path)?.route.name).toBe(name);
    }
    expect(requestTo("delete").path).toBe("/responses/");
  });
});
