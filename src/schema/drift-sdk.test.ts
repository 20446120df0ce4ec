import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drift } from "../../scripts/drift/report.ts";
import { definitions } from "./drift.testing.ts";

const DIALECT = "schemas/openresponses/2026-04-24";

/** The types of a small SDK that say the same as the definitions of the small dialect. */
const files: Record<string, string> = {
  "package.json": '{ "name": "openai", "version": "0.0.1", "type": "module" }',
  "resources/shared.d.ts": `
    export interface ErrorObject { code: string | null; message: string }
    export type Temperature = number | null;`,
  "resources/responses/input-items.d.ts": `
    import * as API from "./responses.js";
    export interface ResponseItemList { data: Array<API.Item>; object: 'list' }`,
  "resources/responses/input-tokens.d.ts": `
    export interface InputTokenCountResponse { input_tokens: number }`,
  "resources/responses/responses.d.ts": `
    import * as Shared from "../shared.js";
    export interface Response {
      id: string;
      status: Response.Status;
      output: Array<Item>;
      temperature?: Shared.Temperature;
      tool_choice?: 'none' | 'auto' | Response.Choice;
    }
    export declare namespace Response {
      type Status = 'in_progress' | 'completed';
      interface Choice { type: string }
    }
    interface Numbered { sequence_number: number }
    export interface CreatedEvent extends Numbered { type: 'response.created'; response: Response }
    export interface DeltaEvent extends Numbered {
      type: 'response.output_text.delta';
      delta: (string & {}) | 'a known one';
    }
    export type ResponseStreamEvent = CreatedEvent | DeltaEvent;
    export type ResponsesServerEvent = ResponsesServerEvent.Created | DeltaEvent;
    export declare namespace ResponsesServerEvent { interface Created extends CreatedEvent {} }
    export type Item = Message | Call;
    export interface Message { type: 'message'; text: string }
    export interface Call { type: 'call'; output: string | Array<string> }
    export interface CompactedResponse { id: string }`,
};

const TYPES = "resources/responses/responses.d.ts";

describe("schemas:drift on the types of a small SDK", () => {
  let root = "";
  let written = 0;
  const put = async (file: string, text: string): Promise<string> => {
    const path = join(root, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  };
  /** Writes the SDK with one text replaced. */
  const sdk = async (from = "", to = from, file = TYPES): Promise<string> => {
    const folder = `sdk-${written++}`;
    for (const [name, text] of Object.entries(files)) {
      if (name === file && !text.includes(from)) throw new Error(`${file} has no ${from}`);
      await put(`${folder}/${name}`, name === file ? text.replace(from, to) : text);
    }
    return join(root, folder);
  };
  const compare = (wanted: string): ReturnType<typeof drift> =>
    drift(root, ["--sdk", wanted, "--dialect", "openresponses"]);

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "drift-sdk-"));
    for (const [name, schema] of Object.entries(definitions))
      await put(`${DIALECT}/${name}.json`, JSON.stringify(schema));
    await put(`${DIALECT}/revision.json`, '{ "extends": null }');
    await put(`${DIALECT}/errata.yaml`, "[]");
    await put(
      "suites/dialects/openresponses.yaml",
      "{ default: true, document: Small, revisions: [{ date: 2026-04-24 }] }",
    );
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it("finds nothing where the types say the same, although they have no integers", async () => {
    const { code, out, err } = await compare(await sdk());
    expect(err).toBe("");
    expect(out).toContain("types of the npm package openai, 0.0.1");
    expect(out).toContain("6 definitions compared: 0 differences");
    expect(code).toBe(0);
  });

  it.each<[string, from: string, to: string, line: string]>([
    [
      "an optional field",
      "text: string }",
      "text: string; tone?: boolean }",
      "items/message#/tone property-added",
    ],
    [
      "a field that is required from now on",
      "temperature?: Shared",
      "temperature: Shared",
      "objects/response#/temperature required-added",
    ],
    ["a field that is gone", "text: string }", "}", "items/message#/text property-removed"],
    [
      "null in an alias of another file",
      "Shared.Temperature",
      "Exclude<Shared.Temperature, null>",
      "objects/response#/temperature null-removed",
    ],
    [
      "a value",
      "'in_progress' |",
      "'in_progress' | 'steered' |",
      "objects/response#/status value-added steered",
    ],
    [
      "a closed list",
      "(string & {}) | 'a known one'",
      "'a known one'",
      "events/response.output_text.delta#/delta values-closed",
    ],
    [
      "another type",
      "(string & {}) | 'a known one'",
      "boolean",
      "events/response.output_text.delta#/delta type-changed string > boolean",
    ],
    [
      "a type that says nothing",
      "id: string;\n",
      "id: unknown;\n",
      "objects/response#/id type-changed string > anything",
    ],
    [
      "another element of a list",
      "Array<string>",
      "Array<string | number>",
      "items/call#/output/* type-changed string > string or number",
    ],
    [
      "a record",
      "text: string }",
      "text: { [key: string]: string } }",
      "items/message#/text type-changed string > object",
    ],
    [
      "an item",
      "Message | Call;",
      "Message | Call | { type: 'update'; id: string };",
      "items/update# definition-added id, type",
    ],
    [
      "an event over WebSocket only",
      "ResponsesServerEvent.Created |",
      "ResponsesServerEvent.Created | { type: 'response.steer.accepted' } |",
      "events/response.steer.accepted# definition-added type",
    ],
  ])("finds %s", async (_what, from, to, line) => {
    const { code, out } = await compare(await sdk(from, to));
    expect(out).toContain(`unexplained\n  ${line}\n`);
    expect(out).toContain(": 1 difference, 0 explained");
    expect(code).toBe(1);
  });

  it("reads types that contain themselves", async () => {
    const { code, out } = await compare(
      await sdk("id: string;\n", "id: string; parent?: Response;\n"),
    );
    expect(out).toContain("unexplained\n  objects/response#/parent property-added\n");
    expect(code).toBe(1);
  });

  it("has npm install the SDK that is named", async () => {
    const { code, out, err } = await compare(`file:${await sdk()}`);
    expect(err).toBe("");
    expect(out).toContain("6 definitions compared: 0 differences");
    expect(code).toBe(0);
  });

  it("says of an SDK that it cannot use in one line what is wrong", async () => {
    const nothing = await put("nothing/package.json", '{ "name": "openai", "version": "1.0.0" }');
    const cases: [wanted: string, text: string][] = [
      [dirname(nothing), "this is not OpenAI's SDK: there is no "],
      [
        await sdk("interface CompactedResponse", "interface Compacted"),
        "no type CompactedResponse",
      ],
      [`file:${join(root, "none")}`, "none: npm error "],
    ];
    for (const [wanted, text] of cases) {
      const { code, out, err } = await compare(wanted);
      expect(err).toContain(text);
      expect(err).toMatch(/^schemas-drift: [^\n]+\n$/);
      expect({ code, out }).toEqual({ code: 2, out: "" });
    }
    const both = await drift(root, ["some.json", "--sdk", "openai@1"]);
    expect(both.err).toContain("usage: ");
  });
});
