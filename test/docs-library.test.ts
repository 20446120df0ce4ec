import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { transform } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assetPath } from "../src/assets/assets.ts";
import {
  referenceModel,
  startReferenceServer,
  type ReferenceServer,
} from "../src/reference/index.ts";
import { decodeEvents } from "../src/tape/events.ts";
import { goodTape } from "./support/judge.ts";

/** A block of code: its first line names it. */
interface Block {
  name: string;
  code: string;
  /** What the document says that it prints. */
  prints: string | undefined;
}

const pages = readdirSync(assetPath("docs")).filter((file) => file.endsWith(".md"));
const document = ["README.md", ...pages.map((file) => `docs/${file}`)]
  .map((file) => readFileSync(assetPath(file), "utf8"))
  .join("\n");
const blocks = Array.from(
  document.matchAll(/```ts\n(\/\/ (\S+)\n[^]*?)```\n(?:\n```text\n([^]*?)```)?/g),
  ([, code = "", name = "", prints]): Block => ({ name, code, prints }),
);
const modules = {
  "responses-conformance": "",
  vitest: "node_modules/vitest",
  openai: "node_modules/openai",
  "@types/node": "node_modules/@types/node",
};

const folder = mkdtempSync(join(tmpdir(), "docs-library-"));
let reference: ReferenceServer;

/** Without the dates of revisions: the page need not name the newest one. */
const undated = (text: string): string => text.replaceAll(/\b\d{4}-\d\d-\d\d\b/g, "DATE");

/** Runs a program of Node in the folder. It never fails: what it wrote tells. */
const run = (args: string[], env: Record<string, string> = {}): Promise<string> =>
  new Promise((resolve) => {
    const options = { cwd: folder, env: { PATH: process.env["PATH"] ?? "", ...env } };
    execFile(process.execPath, args, options, (error, stdout, stderr) =>
      resolve(error ? `${stdout}${stderr}exit ${String(error.code)}` : stdout),
    );
  });

beforeAll(async () => {
  for (const [name, target] of Object.entries(modules)) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(assetPath(target), link);
  }
  reference = await startReferenceServer();
  const put = (name: string, text: string | Uint8Array): void =>
    writeFileSync(join(folder, name), text);
  put("package.json", '{ "type": "module" }');
  put("mine.yaml", "extends: openresponses\nlevels: { sse/done-sentinel: should }\n");
  put(
    "server.ts",
    `export interface Server { url: string; close(): void }
export const startServer = async (): Promise<Server> =>
  ({ url: ${JSON.stringify(reference.url.replace(/\/v1$/, ""))}, close: () => undefined });`,
  );
  const [exchange] = (await goodTape("text")).exchanges;
  if (!exchange) throw new Error("the tape is empty");
  put("recording.sse", exchange.bytes);
  const events = decodeEvents(exchange).filter(({ payload }) => payload !== "[DONE]");
  put("recording.jsonl", events.map(({ payload }) => `${JSON.stringify(payload)}\n`).join(""));
  for (const { name, code } of blocks) {
    put(name, code.replace(/http:..localhost:8000\/v1(?=\/responses)/, reference.url));
    if (!name.endsWith(".test.ts"))
      put(name.replace(/ts$/, "js"), (await transform(code, { loader: "ts" })).code);
  }
});
afterAll(async () => {
  await reference.close();
  rmSync(folder, { recursive: true });
});

describe("the code of the documents", () => {
  it("has a name for each block, and says what most of them print", () => {
    expect(document.match(/^```ts/gm)).toHaveLength(blocks.length);
    expect(blocks.map(({ name }) => name)).toContain("first.ts");
    expect(blocks.filter(({ prints }) => prints !== undefined).length).toBeGreaterThan(4);
  });

  it("compiles, as strict as can be", async () => {
    const flags =
      "--ignoreConfig --noEmit --strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --noPropertyAccessFromIndexSignature --skipLibCheck --target es2023 --module nodenext --types node".split(
        " ",
      );
    const tsc = assetPath("node_modules", "typescript", "bin", "tsc");
    expect(await run([tsc, ...flags, ...blocks.map(({ name }) => name)])).toBe("");
  });

  it.each(blocks.filter(({ prints }) => prints !== undefined))(
    "$name prints what is said",
    async (block) => {
      const said = await run([block.name.replace(/ts$/, "js")], { BASE_URL: reference.url });
      expect(undated(said)).toBe(undated(block.prints ?? ""));
    },
  );

  it("has tests that pass, and fail when the server is broken", async () => {
    const vitest = assetPath("node_modules", "vitest", "vitest.mjs");
    const all = await run([vitest, "run", "--reporter=tap-flat"]);
    expect(all.match(/^ok /gm), all).toHaveLength(4);
    expect(all).not.toMatch(/^not ok /m);
    const broken = await startReferenceServer({ fault: "item-done-missing" });
    const server = readFileSync(join(folder, "server.ts"), "utf8");
    const port = (url: string): string => new URL(url).port;
    writeFileSync(join(folder, "server.ts"), server.replace(port(reference.url), port(broken.url)));
    const told = await run([vitest, "run", "--reporter=tap-flat"]);
    await broken.close();
    expect(told.match(/^not ok .*/gm), told).toHaveLength(1);
    expect(told).toContain("item/added-done-pairing");
  });

  it("has a proxy that tells what is wrong while it hands on everything", async () => {
    const broken = await startReferenceServer({ fault: "item-done-missing" });
    const port = await freePort();
    const env = { PATH: process.env["PATH"] ?? "", UPSTREAM: broken.url, PORT: String(port) };
    const proxy = spawn(process.execPath, [join(folder, "proxy.js")], { env });
    let said = "";
    proxy.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
    const ask = (url: string): Promise<string> =>
      fetch(`${url}/responses`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model: referenceModel, input: "Say hello.", stream: true }),
      }).then((answer) => answer.text());
    const types = (text: string): string[] => text.match(/^event: .*/gm) ?? [];
    try {
      await expect
        .poll(() => ask(`http://127.0.0.1:${port}/v1`).then(types, () => []))
        .toEqual(types(await ask(broken.url)));
      await expect.poll(() => said).toMatch(/^must item\/added-done-pairing /m);
      await expect.poll(() => said).toContain("POST /v1/responses fail\n");
    } finally {
      proxy.kill();
      await broken.close();
    }
  });
});

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
