import { expect, it } from "vitest";
import { isRouteMissing, isWorthRetrying, refuses, saysNothing } from "./http-statuses.ts";

it.each([
  // status, worth another try, says nothing about the feature, route not offered, refuses what was asked for
  [200, false, false, false, false],
  [302, false, false, false, false],
  [400, false, false, false, true],
  [401, false, true, false, false],
  [403, false, true, false, false],
  [404, false, false, true, true],
  [405, false, false, true, true],
  [409, false, false, false, true],
  [422, false, false, false, true],
  [429, true, true, false, false],
  [500, false, false, false, true],
  [501, false, false, true, true],
  [502, true, true, false, false],
  [503, true, true, false, false],
  [504, true, true, false, false],
])("reads %i", (status, again, nothing, route, refused) => {
  expect([
    isWorthRetrying(status),
    saysNothing(status),
    isRouteMissing(status),
    refuses(status),
  ]).toEqual([again, nothing, route, refused]);
});
