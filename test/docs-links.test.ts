import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Glob } from "bun";

const root = join(import.meta.dir, "..");
const pages = ["*.md", "docs/**/*.md", "test/chaos/README.md"].flatMap((pattern) =>
  Array.from(new Glob(pattern).scanSync(root)),
);
/** Files that a page names where the reader's own may have that name. */
const OF_OTHERS = new Set(["data.json", "settings.yml", "src/text/sentences/XX.ts"]);

const textOf = (page: string): string => readFileSync(join(root, page), "utf8");

/** Returns the anchors of a page's headings, as GitHub names them. */
function anchorsOf(page: string): string[] {
  const headings = textOf(page).matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test("a reader of the documentation reaches every page and heading that it links to", () => {
  const broken = pages.flatMap((page) =>
    [...textOf(page).matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]*))?\)/g)]
      .filter(([, path = "", anchor]) => {
        const target = path === "" ? page : join(dirname(page), path);
        if (!existsSync(join(root, target))) return true;
        return anchor !== undefined && !anchorsOf(target).includes(anchor);
      })
      .map(([link]) => `${page}: ${link}`),
  );
  expect(pages).toContain("README.md");
  expect(broken).toEqual([]);
});

test("a reader finds every file that the documentation names", () => {
  const files = [
    ...new Glob("{src,test,docs,deploy,drizzle,.ci,.github}/**/*").scanSync({
      cwd: root,
      dot: true,
    }),
    ...new Glob("*").scanSync({ cwd: root, dot: true }),
  ];
  const isThere = (name: string) => files.some((file) => `/${file}`.endsWith(`/${name}`));
  const missing = pages.flatMap((page) =>
    [
      ...textOf(page).matchAll(
        /`((?:[\w.@-]+\/)*[\w@-][\w.@-]*\.(?:tsx?|md|sql|ya?ml|json|toml|sh))`/g,
      ),
    ]
      .map(([, name = ""]) => name)
      .filter((name) => !OF_OTHERS.has(name) && !isThere(name))
      .map((name) => `${page}: ${name}`),
  );
  expect(missing).toEqual([]);
});
