import { join } from "node:path";
import { Glob } from "bun";
import type { RecordedDialect } from "./dialects/dialect.ts";

const folder = join(import.meta.dir, "dialects");

/** Every server of test/models/openai/dialects, by name. */
export async function readDialects(): Promise<RecordedDialect[]> {
  const files = [...new Glob("*.ts").scanSync(folder)].filter((file) => file !== "dialect.ts");
  const modules = await Promise.all(
    files.map((file): Promise<{ dialect: RecordedDialect }> => import(join(folder, file))),
  );
  return modules
    .map(({ dialect }) => dialect)
    .toSorted((one, other) => one.server.localeCompare(other.server, "en"));
}
