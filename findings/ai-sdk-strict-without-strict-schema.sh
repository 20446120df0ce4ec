#!/usr/bin/env bash
# Packages: ai 6.0.326, @ai-sdk/openai 3.0.141, openai 6.49.0, zod 4.6.7 (npm)
# Behaviour: For a zod object with an optional field, the AI SDK sends `strict: true` with a schema whose
#   `required` leaves the field out. zodTextFormat() of the openai package refuses to make a request from the
#   same object.
# Why it surprises: Strict mode wants every property in `required`. So the two commonest ways from zod to the
#   Responses API disagree about one and the same object, and a server that checks strict schemas refuses what
#   the AI SDK makes, while a server that does not check makes this look right.
# Output seen:
#   AI SDK: strict true, properties city, zip, required city
#   openai: Error: Schema field at `properties/zip` uses `.optional()` without `.nullable()`
# Date: 2026-12-01
# Needs: Node 20 or newer, and the npm registry
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix . ai@6.0.326 @ai-sdk/openai@3.0.141 openai@6.49.0 zod@4.6.7

cat > run.mjs <<'END'
import http from "node:http";
import { generateText, Output } from "ai";
import { createOpenAI } from "@ai-sdk/openai";
import { zodTextFormat } from "openai/helpers/zod";
import { z } from "zod";

const schema = z.object({ city: z.string(), zip: z.string().optional() });
let sent;
const server = http.createServer((request, answer) => {
  let body = "";
  request.on("data", (piece) => (body += piece)).on("end", () => {
    sent = JSON.parse(body).text.format;
    answer.writeHead(400, { "content-type": "application/json" });
    answer.end('{"error":{"message":"seen","type":"invalid_request_error","param":null,"code":null}}');
  });
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const model = createOpenAI({ apiKey: "none", baseURL: `http://127.0.0.1:${server.address().port}` }).responses("m");
await generateText({ model, output: Output.object({ schema }), prompt: "hi", maxRetries: 0 }).catch(() => {});
server.close();
let refused = "accepted";
try {
  zodTextFormat(schema, "place");
} catch (error) {
  refused = `${error.name}: ${error.message.split(" which")[0]}`;
}
const { properties, required } = sent.schema;
console.log(`AI SDK: strict ${sent.strict}, properties ${Object.keys(properties).join(", ")}, required ${required.join(", ")}`);
console.log(`openai: ${refused}`);
if (sent.strict !== true || required.includes("zip") || refused === "accepted") {
  console.error("CHANGED: the AI SDK and openai no longer disagree about an optional field in strict mode");
  process.exit(1);
}
END
node run.mjs
