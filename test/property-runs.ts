/** The number of examples per property: a few hundred, or FC_RUNS in a deep run. */
export const propertyRuns = { numRuns: Number(process.env["FC_RUNS"] ?? 200) };
