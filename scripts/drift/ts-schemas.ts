// Turns types of TypeScript declarations into JSON Schemas.
import ts from "typescript-api";
import type { Json, JsonObject } from "../../src/json/json.ts";
import { escapeToken } from "../../src/json/pointer.ts";

const { TypeFlags } = ts;

/** Schemas made of types. */
export interface TypeSchemas {
  /** The schema of a type; a type that has a name is referred to. */
  of(type: ts.Type): JsonObject;
  /** The schemas of the types that have a name, by that name. */
  named: Record<string, JsonObject>;
}

const isOptional = (property: ts.Symbol): boolean =>
  (property.flags & ts.SymbolFlags.Optional) !== 0;

/** The one value that a literal type takes, if it is one. */
function literalOf(type: ts.Type, checker: ts.TypeChecker): Json | undefined {
  if (type.isStringLiteral() || type.isNumberLiteral()) return type.value;
  if (type.flags & TypeFlags.BooleanLiteral) return checker.typeToString(type) === "true";
  return undefined;
}

/**
 * Makes schemas of the types in some files.
 * @param isOwn true for a file whose types are described; those of other files, such as `Date`, may be anything
 */
export function typeSchemas(
  checker: ts.TypeChecker,
  isOwn: (file: ts.SourceFile) => boolean,
): TypeSchemas {
  const named: Record<string, JsonObject> = {};
  const names = new Map<ts.Symbol, string>();

  /** The name of an interface as it is in its file, such as `Response.Image`. Two files may have one of the same name. */
  function nameOf(symbol: ts.Symbol): string {
    const known = names.get(symbol);
    if (known !== undefined) return known;
    const written = checker.getFullyQualifiedName(symbol).replace(/^".*"\./, "");
    let name = written;
    for (let i = 2; name in named; i++) name = `${written} (${i})`;
    names.set(symbol, name);
    return name;
  }

  function of(type: ts.Type): JsonObject {
    const symbol = type.getSymbol();
    const isInterface = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Interface) !== 0;
    const [declaration] = symbol?.declarations ?? [];
    if (!isInterface || checker.isArrayType(type)) return written(type);
    if (!declaration || !isOwn(declaration.getSourceFile())) return {};
    const isKnown = names.has(symbol);
    const name = nameOf(symbol);
    if (!isKnown) {
      // Before its fields are read: one of them may be of the same type.
      named[name] = {};
      named[name] = object(type);
    }
    return { $ref: `#/components/schemas/${escapeToken(name)}` };
  }

  /** The schema of a type without a name. */
  function written(type: ts.Type): JsonObject {
    const { flags } = type;
    if (flags & (TypeFlags.Any | TypeFlags.Unknown)) return {};
    const literal = literalOf(type, checker);
    if (literal !== undefined) return { const: literal };
    if (flags & TypeFlags.String) return { type: "string" };
    if (flags & TypeFlags.Number) return { type: "number" };
    if (flags & TypeFlags.Boolean) return { type: "boolean" };
    if (flags & TypeFlags.Null) return { type: "null" };
    if (type.isUnion()) return union(type.types);
    // `string & {}` is any string, written so that editors still propose the known ones.
    if (type.isIntersection())
      return type.types.some((one) => one.flags & TypeFlags.String)
        ? { type: "string" }
        : object(type);
    const [element] = checker.isArrayType(type)
      ? checker.getTypeArguments(type as ts.TypeReference)
      : [];
    return element ? { type: "array", items: of(element) } : object(type);
  }

  function union(types: readonly ts.Type[]): JsonObject {
    const schemas: JsonObject[] = [];
    const values: Json[] = [];
    for (const type of types) {
      if (type.flags & TypeFlags.Undefined) continue;
      const literal = literalOf(type, checker);
      if (literal === undefined) schemas.push(of(type));
      else values.push(literal);
    }
    // A union has `boolean` as its two values.
    if (values.includes(true) && values.includes(false)) schemas.push({ type: "boolean" });
    const others = values.filter((value) => typeof value !== "boolean" || !values.includes(!value));
    if (others.length > 0) schemas.push({ enum: others });
    const [only] = schemas;
    return only && schemas.length === 1 ? only : { anyOf: schemas };
  }

  function object(type: ts.Type): JsonObject {
    const properties = checker.getPropertiesOfType(type);
    const index = checker.getIndexInfoOfType(type, ts.IndexKind.String);
    return {
      type: "object",
      required: properties.filter((one) => !isOptional(one)).map(({ name }) => name),
      properties: Object.fromEntries(
        properties.map((one) => [one.name, of(checker.getTypeOfSymbol(one))]),
      ),
      ...(index ? { additionalProperties: of(index.type) } : {}),
    };
  }

  return { of, named };
}
