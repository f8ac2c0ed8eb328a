import { isRecord } from "../core/json.ts";

type Schema = Record<string, unknown>;

/** Combinations that OpenAI refuses at the root of a tool's schema. */
const COMBINATIONS = ["anyOf", "oneOf", "allOf"] as const;
const REFUSED_AT_ROOT = ["$schema", "$id", "enum", "const", "not", "if", "then", "else"];

/** Keywords whose keys are names and whose values are schemas. */
const MAPS: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
]);
/** Keywords whose values are no schemas. */
const VALUES: ReadonlySet<string> = new Set([
  "default",
  "const",
  "enum",
  "examples",
  "required",
  "additionalProperties",
  "uniqueItems",
  "deprecated",
  "readOnly",
  "writeOnly",
]);

/**
 * Returns a tool's schema in a form that models' servers accept: an object at the root, whose
 * alternatives are merged into one set of properties, and no array without items. The tool's server
 * still checks the arguments against its own schema.
 */
export function cleanSchema(given: unknown): Schema {
  const root = isRecord(given) ? resolveRoot(given) : {};
  const merged = COMBINATIONS.flatMap((key) => {
    const branches = root[key];
    return Array.isArray(branches) ? branches.filter((one) => isRecord(one)) : [];
  });
  const properties = Object.assign(
    {},
    ...[...merged, root].map(({ properties: some }) => (isRecord(some) ? some : {})),
  );
  const dropped = new Set<string>([...COMBINATIONS, ...REFUSED_AT_ROOT]);
  const rest = Object.entries(root).filter(([key]) => !dropped.has(key));
  return withItems({ ...Object.fromEntries(rest), type: "object", properties });
}

/** Follows a reference of the root to one of its own definitions. */
function resolveRoot(root: Schema): Schema {
  const [, place, name] = /^#\/(\$defs|definitions)\/([^/]+)$/.exec(String(root["$ref"])) ?? [];
  const { $ref: _, ...rest } = root;
  const all = place === undefined ? null : root[place];
  const found = isRecord(all) && name !== undefined ? all[name] : null;
  return isRecord(found) ? { ...rest, ...found } : rest;
}

function withItems(schema: Schema): Schema {
  const cleaned = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (isRecord(value) && MAPS.has(key)) return [key, mapOf(value)];
      return [key, VALUES.has(key) ? value : clean(value)];
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
  return isRecord(value) ? withItems(value) : value;
}
