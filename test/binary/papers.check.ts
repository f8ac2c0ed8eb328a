import { expect, test } from "bun:test";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };

// bun run check:binary: what the build laid beside the executable.
const dist = join(import.meta.dir, "../../dist");

test("the executable comes with its bill of materials and its licences", async () => {
  const bill = await Bun.file(join(dist, "sbom.cdx.json")).json();
  expect(bill.metadata.component).toMatchObject({ name: manifest.name, version: manifest.version });
  const names: string[] = bill.components.map(({ name }: { name: string }) => name);
  expect(names).toEqual(
    expect.arrayContaining(["bun", "elysia", "openai", "twilio", "drizzle-orm"]),
  );
  const licences = await Bun.file(join(dist, "LICENSES.txt")).text();
  for (const name of names.slice(1)) expect(licences).toContain(`\n${name} `);
});
