import { readFileSync } from "node:fs";

// Both run as macros at the compilation of the file that calls them: the executable contains their
// results, and a run from source computes them anew. Paths are relative to src.
const source = `${import.meta.dir}/..`;

/** Returns the text of one file of a page. */
export function readPage(file: string): string {
  return readFileSync(`${source}/${file}`, "utf8");
}

/** Bundles one script or style sheet of a page and returns its text. */
export function bundlePage(entry: string): string {
  // Within a macro the bundler must not wait for itself, so this is a separate process.
  const { stdout, stderr, exitCode } = Bun.spawnSync([
    process.execPath,
    "build",
    "--production",
    "--target=browser",
    `${source}/${entry}`,
  ]);
  if (exitCode !== 0) throw new Error(`The page cannot be bundled: ${stderr.toString()}`);
  return stdout.toString();
}
