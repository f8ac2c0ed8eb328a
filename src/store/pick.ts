/** Returns these properties of an object, such as columns that are selected together with others. */
export function pick<From extends object, Name extends keyof From>(
  from: From,
  ...names: readonly Name[]
): Pick<From, Name> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one entry for each name.
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<From, Name>;
}
