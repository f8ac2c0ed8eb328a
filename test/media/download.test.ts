import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MediaSource } from "../../src/core/ports.ts";
import { createMedia, type Media } from "../../src/media/media.ts";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";
import { rejection } from "../models/openai/upstream.ts";
import { waitFor, waitUntil } from "../wait-for.ts";

const LIMIT = 16 * 1024 * 1024;

describe("a download", () => {
  let folder: string;
  let clock: FakeClock;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "media-")), "tmp");
    clock = createFakeClock();
  });
  afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

  const mediaFrom = (open: MediaSource["open"]): Media =>
    createMedia({ source: { open, remove: async () => {} }, clock, folder });
  const reference = { url: "https://api.twilio.com/x", messageSid: "MM1" };
  const never = new AbortController().signal;

  test("is in a file of its own, which only the bot can read, as long as it is used", async () => {
    const media = mediaFrom(async () => new Blob(["GIF89a", "and so on"]).stream());
    const seen = await media.withDownload(reference, never, async (found, path) => {
      expect(found).toEqual({
        outcome: "complete",
        size: 15,
        type: { extension: "gif", contentType: "image/gif" },
      });
      expect(await Bun.file(path).text()).toBe("GIF89aand so on");
      return (statSync(path).mode & 0o777) + (statSync(folder).mode & 0o777);
    });
    expect(seen).toBe(0o600 + 0o700);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("that inflates beyond the limit is cut off there", async () => {
    let given = 0;
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        given += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
      cancel: () => {
        isCancelled = true;
      },
    });
    const media = mediaFrom(async () => endless);
    const found = await media.withDownload(reference, never, async (download) => download);
    expect(found).toEqual({ outcome: "too-big" });
    expect(isCancelled).toBe(true);
    expect(given).toBeWithin(LIMIT, LIMIT + 5 * 65_536);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("that comes compressed a thousandfold is cut off as well, at no cost in memory", async () => {
    const bomb = Bun.gzipSync(new Uint8Array(200 * 1024 * 1024));
    const before = process.memoryUsage.rss();
    const media = mediaFrom(async () =>
      new Blob([bomb]).stream().pipeThrough(new DecompressionStream("gzip")),
    );
    const found = await media.withDownload(reference, never, async (download) => download);
    expect(found).toEqual({ outcome: "too-big" });
    expect(process.memoryUsage.rss() - before).toBeLessThan(50 * 1024 * 1024);
  });

  test("that is interrupted, or hangs past its deadline, can be retried and leaves nothing", async () => {
    const broken = mediaFrom(
      async () => new ReadableStream({ start: (controller) => controller.error(new Error("cut")) }),
    );
    const error = await rejection(broken.withDownload(reference, never, async () => "used"));
    expect(error).toMatchObject({ name: "TransientError", code: "connection" });

    const asked = Promise.withResolvers<void>();
    const hanging = mediaFrom(
      (_media, signal) =>
        new Promise((_resolve, reject) => {
          asked.resolve();
          signal.addEventListener("abort", () => reject(new Error("aborted")));
        }),
    );
    const late = rejection(hanging.withDownload(reference, never, async () => "used"));
    await waitFor("the download to be asked for", asked.promise);
    await clock.advance(60_000);
    expect(await late).toMatchObject({ name: "TransientError", code: "timeout" });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("waits while two others are under way", async () => {
    const opened: (() => void)[] = [];
    const media = mediaFrom(
      () =>
        new Promise((resolve) => {
          opened.push(() => resolve(new Blob(["x"]).stream()));
        }),
    );
    const all = [1, 2, 3].map(() => media.withDownload(reference, never, async () => "used"));
    const found = () => opened.length;
    await waitUntil("two downloads", () => opened.length >= 2, { found });
    await new Promise((resolve) => setImmediate(resolve));
    expect(opened).toHaveLength(2);
    opened[0]?.();
    await Promise.race(all);
    await waitUntil("the third download", () => opened.length >= 3, { found });
    for (const open of opened) open();
    expect(await Promise.all(all)).toEqual(["used", "used", "used"]);
  });

  test("that a killed process left behind is removed", async () => {
    await mediaFrom(async () => new Blob([]).stream()).withDownload(reference, never, async () => {
      await Bun.write(join(folder, "left-behind"), "x");
    });
    const media = mediaFrom(async () => new Blob([]).stream());
    expect(await media.sweep(0)).toBe(0);
    expect(await media.sweep(Infinity)).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});
