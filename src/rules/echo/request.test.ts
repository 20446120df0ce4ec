import { expect, it } from "vitest";
import { goodTape, judgeTape, judging } from "../../../test/support/judge.ts";
import { isObject, type JsonObject } from "../../json/json.ts";
import { onExchange } from "../../tape/edits.ts";
import { echoRules } from "./index.ts";

it("leaves a request alone that should have been refused", async () => {
  const dialect = await judging("openresponses");
  const tape = await goodTape("plain");
  const broken = (extra: JsonObject): string[] => {
    const sent = onExchange((exchange) => {
      const { request } = exchange;
      if (!request || !isObject(request.body)) throw new Error("the tape has no request");
      return { ...exchange, request: { ...request, body: { ...request.body, ...extra } } };
    })(tape);
    const { findings } = judgeTape(sent, dialect, { rules: echoRules });
    return findings.map(({ args }) => String(args["field"]));
  };
  expect(broken({ temperature: 0.7 })).toEqual(["temperature"]);
  expect(broken({ temperature: "hot" })).toEqual([]);
  expect(broken({ temperature: 0.7, input: 5 })).toEqual([]);
});
