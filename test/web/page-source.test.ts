import { describe, expect, test } from "bun:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { createPageSource, type PageSourceDeps } from "../../src/web/page-source.ts";

const PUBLIC = "93.184.215.14";
const { signal } = new AbortController();

interface Setup {
  /** Each connection: the addresses that it may use, and the URL. */
  readonly connected: string[];
  readonly resolved: string[];
  open(url: string): Promise<string>;
}

/** A web in which `names` resolve as told, and pages answer as told. */
function web(
  names: Readonly<Record<string, readonly (readonly string[])[]>>,
  pages: Readonly<Record<string, () => Response>> = {},
): Setup {
  const connected: string[] = [];
  const resolved: string[] = [];
  const deps: PageSourceDeps = {
    resolve: async (host) => {
      const times = resolved.filter((one) => one === host).length;
      resolved.push(host);
      // As the system's resolver: an address is its own.
      const found = names[host] ?? [[host]];
      return found[Math.min(times, found.length - 1)] ?? [];
    },
    send: async (addresses, url, init) => {
      connected.push(`${addresses.join()} ${url.href}`);
      const headers = new Headers(init.headers);
      expect(headers.has("authorization") || headers.has("cookie")).toBe(false);
      return (
        pages[url.href]?.() ?? new Response("Hello", { headers: { "content-type": "text/plain" } })
      );
    },
  };
  const source = createPageSource(deps);
  return {
    connected,
    resolved,
    open: async (url) => {
      const opened = await source.open(url, signal);
      if (opened.kind === "problem") return `${opened.problem}${opened.status ?? ""}`;
      return `${opened.url} ${await new Response(opened.body).text()}`;
    },
  };
}

const to = (location: string) => () => new Response(null, { status: 302, headers: { location } });

test("a public page is opened at the address that was checked", async () => {
  const setup = web({ "example.org": [[PUBLIC, "2606:2800:21f::1"]] });
  expect(await setup.open("https://example.org/a#part")).toBe("https://example.org/a Hello");
  expect(setup.connected).toEqual([`${PUBLIC},2606:2800:21f::1 https://example.org/a`]);
});

describe("nothing is connected to for", () => {
  test.each([
    "http://127.0.0.1/",
    "http://localhost/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0177.0.0.01/",
    "http://0/",
    "http://10.0.0.5/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[0:0:0:0:0:ffff:a00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://①②⑦.⓪.⓪.①/",
    "http://internal.example/",
    "http://mixed.example/",
  ])("%s: it leads into a private network", async (url) => {
    const setup = web({
      localhost: [["127.0.0.1"]],
      "internal.example": [["10.0.0.5"]],
      "mixed.example": [[PUBLIC, "192.168.0.1"]],
    });
    expect(await setup.open(url)).toBe("private");
    expect(setup.connected).toEqual([]);
  });

  test.each([
    "ftp://example.org/",
    "file:///etc/passwd",
    "data:text/html,hello",
    "javascript:alert(1)",
    "https://user:secret@example.org/",
    "https://example.org:8443/",
    "http://example.org:22/",
    "http://example.org:6379/",
    `https://example.org/${"x".repeat(3_000)}`,
    "not an address",
    "",
  ])("%p: it is no address of a public page", async (url) => {
    const setup = web({ "example.org": [[PUBLIC]] });
    expect(await setup.open(url)).toBe("refused");
    expect(setup.connected).toEqual([]);
    expect(setup.resolved).toEqual([]);
  });
});

describe("every hop of a redirect is checked:", () => {
  const names = {
    "example.org": [[PUBLIC]],
    "other.example": [["198.41.0.4"]],
    "internal.example": [["10.0.0.5"]],
  };

  test("one to another public page is followed, at that page's address", async () => {
    const setup = web(names, { "https://example.org/": to("https://other.example/x") });
    expect(await setup.open("https://example.org/")).toBe("https://other.example/x Hello");
    expect(setup.connected.at(-1)).toBe("198.41.0.4 https://other.example/x");
  });

  test.each([
    ["http://127.0.0.1/admin", "private"],
    ["http://[::ffff:10.0.0.5]/", "private"],
    ["http://0x7f.1/", "private"],
    ["https://internal.example/", "private"],
    ["//internal.example/", "private"],
    ["file:///etc/passwd", "refused"],
    ["https://a:b@other.example/", "refused"],
    ["https://other.example:2375/", "refused"],
  ])("one to %s is not", async (location, why) => {
    const setup = web(names, { "https://example.org/": to(location) });
    expect(await setup.open("https://example.org/")).toBe(why);
    expect(setup.connected).toHaveLength(1);
  });

  test("one without end is given up", async () => {
    const setup = web(names, { "https://example.org/": to("/") });
    expect(await setup.open("https://example.org/")).toBe("redirects");
    expect(setup.connected).toHaveLength(6);
  });
});

test("a name that leads elsewhere when it is asked again is asked once for each connection", async () => {
  const setup = web({ "rebind.example": [[PUBLIC], ["127.0.0.1"]] });
  expect(await setup.open("https://rebind.example/")).toBe("https://rebind.example/ Hello");
  expect(setup.resolved).toEqual(["rebind.example"]);
  expect(setup.connected).toEqual([`${PUBLIC} https://rebind.example/`]);
  // A second page is checked anew.
  expect(await setup.open("https://rebind.example/")).toBe("private");
  expect(setup.connected).toHaveLength(1);
});

test("a failure has its status, and a body is decoded as it is read, in the encoding that it has", async () => {
  const packed = (body: Buffer | string, encoding: string) => () =>
    new Response(body, { headers: { "content-encoding": encoding } });
  const setup = web(
    { "example.org": [[PUBLIC]], "gone.example": [[]] },
    {
      "https://example.org/404": () => new Response("no", { status: 404 }),
      "https://example.org/gzip": packed(gzipSync("packed"), "gzip"),
      "https://example.org/br": packed(brotliCompressSync("packed"), "BR"),
      "https://example.org/twice": packed(gzipSync(gzipSync("packed")), "gzip, gzip"),
      "https://example.org/none": packed("as it is", "utf-8"),
      "https://example.org/old": packed("?", "compress"),
      "https://example.org/often": packed("?", "gzip, gzip, gzip"),
    },
  );
  expect(await setup.open("https://example.org/404")).toBe("answer404");
  expect(await setup.open("https://example.org/gzip")).toBe("https://example.org/gzip packed");
  expect(await setup.open("https://example.org/br")).toBe("https://example.org/br packed");
  expect(await setup.open("https://example.org/twice")).toBe("https://example.org/twice packed");
  expect(await setup.open("https://example.org/none")).toBe("https://example.org/none as it is");
  expect(await setup.open("https://example.org/old")).toBe("answer200");
  expect(await setup.open("https://example.org/often")).toBe("answer200");
  expect(await setup.open("https://gone.example/")).toBe("unreachable");
});

test("it is the true connection that is bound to the address: a server on this machine is not reached by a public name", async () => {
  let hits = 0;
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => {
      hits += 1;
      return new Response("secret");
    },
  });
  const source = createPageSource();
  for (const url of [
    `http://127.0.0.1:${server.port}/`,
    `http://localhost:${server.port}/`,
    "http://localhost/",
  ]) {
    expect((await source.open(url, signal)).kind).toBe("problem");
  }
  expect(hits).toBe(0);
  await server.stop(true);
});
