import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { defineRule } from "../engine/rule.ts";
import type { RunResult } from "../result/run.ts";
import { show } from "../json/show.ts";
import { readTape } from "../tape/tape.ts";
import { tapePath } from "./record.ts";
import {
  closing,
  serving,
  frames,
  plainTurn,
  responseObject,
  run,
  scenario,
  streamedTurn,
  verdicts,
  type ReceivedRequest,
  type Reply,
} from "./run.testing.ts";
import { RunUsageError } from "./types.ts";

const folder = async (): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), "responses-conformance-"));
  closing(() => rm(made, { recursive: true }));
  return made;
};
/** All files below a folder, as one text. */
async function contents(root: string): Promise<string> {
  const files = await readdir(root, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => readFile(join(file.parentPath, file.name), "latin1"));
  return (await Promise.all(texts)).join("\n");
}

const key = 'sk-live/4f+"9d\\7c=ZZ';
/** What must not be found, in any form: pieces that masking one form and not another would leave. */
const leaks = [
  "4f+",
  "4f%2B",
  "4f%2b",
  "=ZZ",
  "%3DZZ",
  "u003dZZ",
  Buffer.from(key).toString("base64").slice(0, 16),
];
const clean = (text: string): void => {
  for (const leak of leaks) expect(text).not.toContain(leak);
};

/** Puts all that it saw into its findings, as a rule may. */
const quoting = defineRule({
  id: "test/quote",
  title: "Quotes everything",
  requirement: { openresponses: "must", openai: "must" },
  spec: [],
  messages: { quote: "{{text}}" },
  observe: ({ report, head, exercised }) => ({
    body({ text, value }) {
      exercised();
      report("quote", {
        args: { text },
        expected: show(value, 60),
        actual: `${JSON.stringify(head()?.headers)} ${encodeURIComponent(text)}`,
        pointer: `/${text}`,
      });
    },
    every(event) {
      report("quote", {
        at: event,
        related: [event],
        args: { text: JSON.stringify(event.payload) },
      });
    },
  }),
});

/** Says the key back in every way it can. */
const echo =
  (secret: string) =>
  ({ body }: ReceivedRequest): Reply => {
    const headers = {
      "x-echo": secret.replaceAll(/[^\x20-\x7e]/g, ""),
      "set-cookie": `session=${secret}`,
    };
    if (body["input"] === "refuse")
      return {
        status: 400,
        json: { error: { message: `your key ${secret} is odd`, type: "x" } },
        headers,
      };
    const response = responseObject(
      { metadata: { [secret]: secret, url: `/x?k=${encodeURIComponent(secret)}` } },
      secret,
    );
    if (body["stream"] !== true) return { json: response, headers };
    const delta = {
      type: "response.output_text.delta",
      delta: secret,
      item_id: "i",
      output_index: 0,
      content_index: 0,
    };
    const text = `: ${secret}\n${frames({ type: "response.created", response }, delta, { type: "response.completed", response })}`;
    return { text, headers: { ...headers, "content-type": "text/event-stream" } };
  };
const refused = scenario(
  "test/refused",
  "steps:\n  - id: ask\n    post: /responses\n    body: { input: refuse }\n    expect: { status: 200, text: hello }\n",
);

describe("a secret", () => {
  const all = [plainTurn(), streamedTurn(), refused];
  const told = async (
    rest: Parameters<typeof run>[2],
    secret = key,
    base = "",
  ): Promise<{ result: RunResult; text: string }> => {
    const server = await serving(echo(secret));
    const record = await folder();
    const progress: unknown[] = [];
    const baseUrl = base === "" ? server.baseUrl : server.baseUrl.replace("http://", base);
    const result = await run({ baseUrl }, all, {
      ...rest,
      rules: [quoting],
      record,
      traces: true,
      onProgress: (one) => progress.push(one),
    });
    return { result, text: JSON.stringify([result, progress]) + (await contents(record)) };
  };

  it("that is the key appears nowhere", async () => {
    const { result, text } = await told({ endpoint: { apiKey: key } });
    expect(verdicts(result)).toEqual([
      "test/plain: fail",
      "test/streamed: fail",
      "test/refused: fail",
    ]);
    clean(text);
    expect(text).toContain("***");
    expect(result.scenarios[0]?.steps[0]?.curl).toContain(
      '-H "authorization: Bearer $RESPONSES_API_KEY"',
    );
  });

  it("in a header of the user's appears nowhere", async () => {
    const { result, text } = await told({ endpoint: { headers: { "X-Api-Key": key } } });
    clean(text);
    expect(result.scenarios[0]?.steps[0]?.curl).toContain('-H "x-api-key: $X_API_KEY"');
  });

  it("in another header for the key appears nowhere", async () => {
    const { result, text } = await told({ endpoint: { apiKey: key, authHeader: "x-auth: Token" } });
    clean(text);
    expect(result.scenarios[0]?.steps[0]?.curl).toContain('-H "x-auth: Token $RESPONSES_API_KEY"');
  });

  it("in the base URL appears nowhere", async () => {
    const { result, text } = await told({}, key, `http://me:${encodeURIComponent(key)}@`);
    clean(text);
    expect(text).not.toContain(Buffer.from(`me:${key}`).toString("base64"));
    expect(result.endpoint?.baseUrl).toMatch(/^http:\/\/127/);
  });

  it("is not told by errors either", async () => {
    const server = await serving(() => ({
      status: 401,
      json: { error: { message: `bad key ${key}` } },
    }));
    clean(JSON.stringify(await run(server, all, { endpoint: { apiKey: key } })));
    clean(JSON.stringify(await run(server, all, { endpoint: { apiKey: `${key}\n` } })));
    const crashing = {
      ...quoting,
      observe: () => ({
        body: () => {
          throw new Error(`at ${key}`);
        },
      }),
    };
    const crash = await run(await serving(echo(key)), all, {
      endpoint: { apiKey: key },
      rules: [crashing],
    }).catch((e: unknown) => e);
    expect(crash).toBeInstanceOf(Error);
    clean(`${(crash as Error).message} ${(crash as Error).stack} `);
  });

  it("that is short does not eat into our own words", async () => {
    const { result } = await told({ endpoint: { apiKey: "test" } }, "test");
    expect(result.scenarios.map(({ id, suite }) => [id, suite])).toEqual([
      ["test/plain", "test"],
      ["test/streamed", "test"],
      ["test/refused", "test"],
    ]);
    expect(result.scenarios[2]?.results[0]?.expectations[0]?.message).toContain(
      "your key *** is odd",
    );
  });
});

describe("recording", () => {
  it("keeps every exchange of a scenario, checkable later", async () => {
    const server = await serving();
    const record = await folder();
    const result = await run(server, [plainTurn("a/plain"), streamedTurn("a/streamed")], {
      record,
    });
    const path = result.scenarios[1]?.steps[0]?.tape;
    expect(path).toBe(join(record, "a", "streamed.tape.json"));
    const tape = await readTape(path ?? "");
    expect(tape.exchanges).toMatchObject([
      {
        step: "ask",
        form: "sse",
        request: {
          method: "POST",
          path: "/responses",
          body: { model: "m", input: "hi", stream: true },
        },
        response: { status: 200, headers: { "content-type": "text/event-stream" } },
        end: { kind: "closed" },
      },
    ]);
    expect(Buffer.from(tape.exchanges[0]?.bytes ?? []).toString("utf8")).toMatch(
      /^event: response.created\n.*\[DONE\]\n\n$/s,
    );
    const plain = await readTape(join(record, "a", "plain.tape.json"));
    expect(plain.exchanges).toMatchObject([{ form: "json" }]);
  });

  it("to a place that cannot be written is a usage error, before anything is sent", async () => {
    const server = await serving();
    await expect(run(server, [plainTurn()], { record: "/dev/null/tapes" })).rejects.toThrow(
      RunUsageError,
    );
    expect(server.asked).toEqual([]);
  });

  it("never leaves its folder", () => {
    expect(tapePath("out", "a/b")).toBe(join("out", "a", "b.tape.json"));
    expect(tapePath("out", "../../etc/x y")).toBe(join("out", "_", "_", "etc", "x_y.tape.json"));
  });
});
