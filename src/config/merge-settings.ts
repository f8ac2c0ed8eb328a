import type { Setting } from "./setting.ts";

type Table = Readonly<Record<string, Setting>>;

/** The type that has the members of all types in a union. */
type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer Whole,
) => void
  ? Whole
  : never;

/** Returns the settings of all owners in one table, in their order. */
export function mergeSettings<Owner extends { readonly settings: Table }>(
  owners: readonly Owner[],
): Intersection<Owner["settings"]> {
  const settings: unknown = Object.assign({}, ...owners.map((owner) => owner.settings));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it has the members of all tables.
  return settings as Intersection<Owner["settings"]>;
}
