import manifest from "../../package.json" with { type: "json" };

// Set by the build; a run from source has none.
declare const BUILD_COMMIT: string | undefined;

export const version: string = manifest.version;
export const commit: string = typeof BUILD_COMMIT === "string" ? BUILD_COMMIT : "source";

/** The form in which the program runs: one file, the files of the npm package, or its source. */
export const form: "executable" | "package" | "source" = formOf();

function formOf(): typeof form {
  if (Bun.isStandaloneExecutable) return "executable";
  return typeof BUILD_COMMIT === "string" ? "package" : "source";
}
