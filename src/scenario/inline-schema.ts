import { Ajv2020 } from "ajv/dist/2020.js";
import type { Json, JsonObject } from "../json/json.ts";
import type { InlineSchema } from "./types.ts";

/**
 * Compiles a JSON Schema of a scenario. Loaded only if a scenario has one, because ajv is slow to load.
 * @throws Error that describes the error in the schema
 */
export function compileSchema(source: JsonObject): InlineSchema {
  const ajv = new Ajv2020({
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    logger: false,
  });
  const validate = ajv.compile<Json>(source);
  return {
    source,
    check(value) {
      if (validate(value)) return undefined;
      const [first] = validate.errors ?? [];
      return `${first?.instancePath === "" ? "it" : (first?.instancePath ?? "it")} ${first?.message ?? "is not valid"}`;
    },
  };
}
