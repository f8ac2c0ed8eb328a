import { expect, test } from "bun:test";
import { readNextOffset, readUpdates } from "../../../src/channels/agent-platform/read-updates.ts";

const ADDRESS = "agent:0123456789ab";

function readOne(message: object, contacts: unknown = []) {
  const changes = [{ value: { contacts, messages: [{ id: "wamid.A1", ...message }] } }];
  return readUpdates(JSON.stringify({ entry: [{ id: "agent:1", changes }] }), ADDRESS);
}

const FROM = { from: "user:42", timestamp: "1764460800" };

test("the place of the next poll is read digit for digit, as a number or a text, and never from a user's words", () => {
  expect(readNextOffset('{"entry":[],"next_offset":9223372036854775807}')).toBe(
    "9223372036854775807",
  );
  expect(readNextOffset('{"next_offset": "9007199254740993"}')).toBe("9007199254740993");
  const said = JSON.stringify({
    body: '"next_offset":1',
    next_offset: 77,
    more: '{"next_offset":2}',
  });
  expect(readNextOffset(said)).toBe("77");
  expect(readNextOffset('{"entry":[]}')).toBeNull();
});

test.each([
  ["text", { text: { body: "Hello" } }, { type: "text", text: "Hello" }],
  [
    "image",
    { image: { id: "1", mime_type: "image/jpeg", caption: "See" } },
    { type: "image", text: "See" },
  ],
  [
    "audio",
    { audio: { id: "1", mime_type: "audio/ogg; codecs=opus", voice: true } },
    { type: "audio" },
  ],
  ["video", { video: { id: "1", mime_type: "video/mp4" } }, { type: "video" }],
  [
    "document",
    { document: { id: "1", mime_type: "application/pdf", filename: "a.pdf" } },
    { text: "a.pdf" },
  ],
  ["sticker", { sticker: { id: "1", mime_type: "image/webp" } }, { type: "image" }],
  ["reaction", { reaction: { message_id: "wamid.Q", emoji: "👍" } }, { text: "👍" }],
  ["something new", {}, { type: "unknown" }],
])("a user's %s is a message of the one user of the key", (type, content, expected) => {
  const [event] = readOne({ ...FROM, type, ...content }) ?? [];
  expect(event).toMatchObject({
    kind: "message",
    sentAt: 1_764_460_800_000,
    message: {
      sid: `${ADDRESS}:wamid.A1`,
      from: `${ADDRESS}:user:42`,
      to: ADDRESS,
      identity: { phoneNumber: null, externalUserId: ADDRESS },
      ...expected,
    },
  });
});

test("a quoted message is named as it is stored, and the user's name is taken where it is told", () => {
  const quoting = {
    ...FROM,
    type: "text",
    text: { body: "This" },
    context: { id: "wamid.Q", from: "agent:1" },
  };
  expect(readOne(quoting, [{ profile: { name: "Ada" } }])).toMatchObject([
    { message: { quotedSid: `${ADDRESS}:wamid.Q`, profileName: "Ada" } },
  ]);
});

test("an answer that is not what was expected hides nothing that can be read", () => {
  const good = { id: "wamid.B", ...FROM, type: "text", text: { body: "Hi" } };
  const value = {
    messages: [null, 7, { id: "x" }, { ...good, from: "agent:1" }, good],
    statuses: [{}],
  };
  const events = readUpdates(
    JSON.stringify({ entry: [null, { changes: [{}, { value }] }] }),
    ADDRESS,
  );
  expect(events?.map((event) => (event.kind === "skipped" ? event.why : event.kind))).toEqual([
    "malformed",
    "malformed",
    "malformed",
    "own",
    "message",
    "malformed",
  ]);
  expect(readUpdates('{"entry":{}}', ADDRESS)).toEqual([]);
  // Cut off, or a page of some proxy: the messages in it are still to come.
  for (const text of ["", "null", "[", '{"next_offset":9,"entry":[{"ch', "<html>"])
    expect(readUpdates(text, ADDRESS)).toBeNull();
});
