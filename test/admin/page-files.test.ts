import { expect, test } from "bun:test";
import { adminPageFiles } from "../../src/admin/page-files.ts";

const request = new Request("https://bot.example.com/admin", {
  headers: { "accept-encoding": "gzip" },
});

test("an owner's browser gets every file with the policy that forbids foreign and inline code", () => {
  expect(adminPageFiles.map(([path]) => path)).toEqual([
    "",
    "/app.js",
    "/app.css",
    "/enter",
    "/enter.js",
    "/icon.svg",
  ]);
  for (const [, respond] of adminPageFiles) {
    const { headers } = respond(request);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toStartWith("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|data:|\*/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  }
});

test("an owner's browser finds no code in the documents themselves", async () => {
  for (const [, respond] of adminPageFiles) {
    const response = respond(new Request(request.url));
    if (!response.headers.get("content-type")?.startsWith("text/html")) continue;
    const html = await response.text();
    expect(html).toContain('<script src="/admin/');
    expect(html).not.toMatch(/<script(?![^>]* src=)|\son\w+=|\sstyle=|<style/);
  }
});

test("an owner downloads less than 120 KB for the whole page", async () => {
  let bytes = 0;
  for (const [, respond] of adminPageFiles) bytes += (await respond(request).bytes()).length;
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThan(120 * 1024);
});
