import { describe, expect, it } from "vitest";
import { routeOf } from "./routes.ts";

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
