import { isRecord } from "../core/json.ts";

type Schema = Record<string, unknown>;

/** Combinations that OpenAI refuses at the root of a tool's schema, as it does the rest of these. */
const COMBINATIONS = ["allOf", "anyOf", "oneOf"] as const;
const REFUSED_AT_ROOT: ReadonlySet<string> = new Set(
  [COMBINATIONS, "$schema $id $ref enum const not if then else".split(" ")].flat(),
);

/** Keywords whose keys are names and whose values are schemas. */
const MAPS: ReadonlySet<string> = new Set(
  "properties patternProperties dependentSchemas $defs definitions".split(" "),
);
/** Keywords whose values are schemas, or lists of them. */
const SCHEMAS: ReadonlySet<string> = new Set(
  [COMBINATIONS, "items prefixItems contains not if then else propertyNames".split(" ")].flat(),
);
/** Keywords that may be null. */
const VALUES: ReadonlySet<string> = new Set(["default", "const", "enum", "examples"]);

/**
 * Returns a tool's schema in a form that models' servers accept: an object at the root, into which its
 * alternatives and what it refers to are merged, no array without items, and nothing that is null
 * because a server left it empty. The tool's server still checks the arguments against its own schema.
 */
export function cleanSchema(given: unknown): Schema {
  const root = isRecord(given) ? given : {};
  const parts = [...partsOf(root, root, true)];
  const named = Map.groupBy(
    parts.flatMap(({ schema: { properties } }) =>
      isRecord(properties) ? Object.entries(properties) : [],
    ),
    ([name]) => name,
  );
  const properties = Object.fromEntries(
    [...named].map(([name, found]) => [name, anyOf(found.map(([, schema]) => schema))]),
  );
  const required = new Set(
    parts.flatMap(({ schema, isCertain }) => (isCertain ? namesIn(schema["required"]) : [])),
  );
  const rest = Object.entries(root).filter(([key]) => !REFUSED_AT_ROOT.has(key));
  return cleanRecord({
    ...Object.fromEntries(rest),
    type: "object",
    properties,
    required: required.size === 0 ? null : [...required],
  });
}

/** Returns the schema of a property that has another in each alternative, such as the constant that names it. */
function anyOf(schemas: readonly unknown[]): unknown {
  const different = schemas.filter(
    (one, index) => schemas.findIndex((other) => Bun.deepEquals(one, other)) === index,
  );
  return different.length === 1 ? different[0] : { anyOf: different };
}

/** A schema at the root; `isCertain` is false for one of several alternatives. */
interface Part {
  readonly schema: Schema;
  readonly isCertain: boolean;
}

/** Finds all schemas that a root consists of, and itself as the last. */
function* partsOf(
  schema: unknown,
  root: Schema,
  isCertain: boolean,
  seen = new Set<unknown>(),
): Generator<Part> {
  if (!isRecord(schema) || seen.has(schema)) return;
  seen.add(schema);
  for (const key of COMBINATIONS) {
    for (const one of [schema[key] ?? []].flat()) {
      yield* partsOf(one, root, isCertain && key === "allOf", seen);
    }
  }
  yield* partsOf(pointedTo(schema["$ref"], root), root, isCertain, seen);
  yield { schema, isCertain };
}

/** Returns the place in a schema that a reference within it points to; null for any other. */
function pointedTo(reference: unknown, root: Schema): unknown {
  if (typeof reference !== "string" || !reference.startsWith("#/")) return null;
  return reference
    .slice(2)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((at, step) => (isRecord(at) ? at[step] : null), root);
}

function cleanRecord(schema: Schema): Schema {
  const cleaned = Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) =>
        key === "required" ? namesIn(value).length > 0 : value !== null || VALUES.has(key),
      )
      .map(([key, value]) => {
        if (MAPS.has(key)) return [key, isRecord(value) ? mapOf(value) : {}];
        const isSchema = SCHEMAS.has(key) || (key === "additionalProperties" && isRecord(value));
        return [key, isSchema ? clean(value) : value];
      }),
  );
  const isArray = [schema["type"]].flat().includes("array");
  return isArray && !isRecord(schema["items"]) ? { ...cleaned, items: {} } : cleaned;
}

function mapOf(schemas: Schema): Schema {
  return Object.fromEntries(Object.entries(schemas).map(([name, one]) => [name, clean(one)]));
}

function clean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clean);
  // A schema may be a truth value, which some servers do not accept.
  if (value === true) return {};
  return isRecord(value) ? cleanRecord(value) : value;
}

/** Returns a list of names; an empty one for anything else. */
function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
