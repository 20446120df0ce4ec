import { expect, it } from "vitest";
import { isUnfinished } from "./unfinished.ts";

it.each([
  "{",
  "[",
  '{"',
  '{"city',
  '{"city"',
  '{"city":',
  '{"city":"',
  '{"city":"Par',
  '{"city":"Par\\',
  '{"city":"Par\\u00',
  '{"city":"Paris"',
  '{"city":"Paris",',
  '{"city":"Paris","days":1',
  '{"days":-',
  '{"days":1.',
  '{"hot":tr',
  '{"places":[{"city":"Paris"},',
  '{"places":[{"city":"}]"}',
])("%s breaks off", (text) => {
  expect(isUnfinished(text)).toBe(true);
});

it.each([
  "",
  "{}",
  "{}{}",
  '"a',
  "tru",
  "{city",
  "{'city':'P",
  '{"city":}',
  '{"a":1]',
  "12",
  '{"a" "b',
  "no {",
])("%s does not", (text) => {
  expect(isUnfinished(text)).toBe(false);
});
