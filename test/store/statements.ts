import type { Driver } from "../../src/store/driver.ts";
import { createDesk, createStore } from "../../src/store/create-store.ts";
import { statements } from "../../src/store/statement.ts";

/** Names the statements that a database refuses, with what it says of each. */
export async function refusedBy(driver: Driver): Promise<string[]> {
  const refused: string[] = [];
  for (const declared of statements) {
    await driver
      .prepare([declared])
      .catch((error: Error) => refused.push(`${error.message}: ${declared.build.toString()}`));
  }
  return refused;
}

/** How many statements the store and the desk are made of. */
export const howMany = () => [createStore, createDesk].length && statements.length;
