import type { Environment } from "../../config.ts";

/** What an answer changes: nothing when it is empty and was not set before. */
export function given(name: string, answer: string, env: Environment): Record<string, string> {
  return answer === "" && !env[name] ? {} : { [name]: answer };
}
