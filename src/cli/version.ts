import { commit, version } from "../core/version.ts";
import { say, sayJson } from "./write-out.ts";
import type { Json } from "./define-command.ts";

/** Prints the version of this build. */
export function sayVersion({ json }: Json): void {
  const build = {
    version,
    commit,
    bun: Bun.version,
    platform: `${process.platform}-${process.arch}`,
  };
  if (json) sayJson(build);
  else say(`whatsapp-ai-bot ${version} (${commit}), Bun ${build.bun}, ${build.platform}`);
}
