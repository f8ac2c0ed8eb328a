import manifest from "../../package.json" with { type: "json" };

// Set by the build; a run from source has none.
declare const BUILD_COMMIT: string | undefined;

export const version: string = manifest.version;
export const commit: string = typeof BUILD_COMMIT === "string" ? BUILD_COMMIT : "source";
