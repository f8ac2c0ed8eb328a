import type { Environment } from "../../config.ts";

/**
 * Returns the settings that an answer changes: none if it is empty and the setting was not set
 * before.
 */
export function given(name: string, answer: string, env: Environment): Record<string, string> {
  return answer === "" && !env[name] ? {} : { [name]: answer };
}
