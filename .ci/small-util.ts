import { join } from "node:path";
import type { BunPlugin } from "bun";

const SHIM = join(import.meta.dir, "util-shim.ts");

/**
 * Gives LogTape and prom-client, which only write the text of an error with node:util, a smaller one:
 * the runtime compiles its own at each start, for a millisecond.
 */
export const smallUtil: BunPlugin = {
  name: "small-util",
  setup(build) {
    build.onResolve({ filter: /^#util$/ }, ({ importer }) =>
      /@logtape[\\/]logtape/.test(importer) ? { path: SHIM } : undefined,
    );
    // A plugin is not asked where a built-in module is.
    build.onLoad({ filter: /prom-client[\\/]lib[\\/]\w+\.js$/ }, async ({ path }) => {
      const text = await Bun.file(path).text();
      const contents = text.replace("require('util')", `require(${JSON.stringify(SHIM)})`);
      return { contents, loader: "js" };
    });
  },
};
