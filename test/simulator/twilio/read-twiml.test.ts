import { expect, test } from "bun:test";
import { readTwiml } from "../../../src/simulator/twilio/read-twiml.ts";

const read = (body: string, contentType = "text/xml", status: number | null = 200) =>
  readTwiml({ status, body, contentType }).map((message) => message.body);

test("messages are read with their text in a body, or in the message itself", () => {
  expect(
    read("<Response><Message>one</Message><Message><Body>two &amp; 3</Body></Message></Response>"),
  ).toEqual(["one", "two & 3"]);
});

test("an answer in plain text is sent to the user, as Twilio does", () => {
  expect(read("OK", "text/plain;charset=utf-8")).toEqual(["OK"]);
});

test("nothing is sent for an empty response, a refusal or no answer at all", () => {
  expect(read("<Response/>")).toEqual([]);
  expect(read("")).toEqual([]);
  expect(read('{"error":"no"}', "application/json", 403)).toEqual([]);
  expect(read("", "", null)).toEqual([]);
});
