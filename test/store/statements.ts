import { allStatements } from "../../src/store/all-statements.ts";
import type { Driver } from "../../src/store/driver.ts";

/** Names the statements that a database refuses, with what it says of each. */
export async function refusedBy(driver: Driver): Promise<string[]> {
  const refused: string[] = [];
  for (const declared of allStatements) {
    await driver
      .prepare([declared])
      .catch((error: Error) => refused.push(`${error.message}: ${declared.build.toString()}`));
  }
  return refused;
}

/** Returns the number of statements in the steps. */
export const howMany = () => allStatements.length;
