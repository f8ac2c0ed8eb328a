import { expect, test } from "bun:test";
import { pageFile } from "../../src/page/page-file.ts";

const TEXT = "const answer = 42;\n".repeat(200);
const serve = pageFile(TEXT, "text/javascript", { "x-frame-options": "DENY" });

const ask = (headers: Record<string, string>) =>
  serve(new Request("https://bot.example.com/admin/app.js", { headers }));

test("a browser gets a page's file compressed, and reads the same text", async () => {
  const response = ask({ "accept-encoding": "gzip, br" });
  expect(response.headers.get("content-encoding")).toBe("gzip");
  const bytes = await response.arrayBuffer();
  expect(bytes.byteLength).toBeLessThan(TEXT.length / 10);
  expect(new TextDecoder().decode(Bun.gunzipSync(bytes))).toBe(TEXT);
});

test("a client without compression gets the text as it is", async () => {
  const response = ask({});
  expect(response.headers.get("content-encoding")).toBeNull();
  expect(await response.text()).toBe(TEXT);
});

test("a browser that has the file is told so, with the same headers", () => {
  const etag = ask({}).headers.get("etag") ?? "";
  const response = ask({ "if-none-match": etag, "accept-encoding": "gzip" });
  expect(response.status).toBe(304);
  expect(response.headers.get("x-frame-options")).toBe("DENY");
  expect(ask({ "if-none-match": '"older"' }).status).toBe(200);
});
