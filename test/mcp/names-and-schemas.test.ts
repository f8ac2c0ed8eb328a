import { expect, test } from "bun:test";
import { assert, constantFrom, property, string, tuple } from "fast-check";
import { cleanSchema } from "../../src/mcp/clean-schema.ts";
import { describeResult } from "../../src/mcp/describe-result.ts";
import { readTools } from "../../src/mcp/listed-tool.ts";
import { toolName } from "../../src/mcp/tool-name.ts";

test("a tool has a readable name wherever that leads back to it alone", () => {
  expect(toolName("home", "turn_on")).toBe("home__turn_on");
  expect(toolName("home", "_on")).toBe("home___on");
  expect(toolName("home_", "on")).toMatch(/^home___on_[0-9a-f]{8}$/);
  expect(toolName("my home", "on")).toMatch(/^my_home__on_[0-9a-f]{8}$/);
  expect(toolName("home", "x".repeat(80))).toMatch(/^home__x{49}_[0-9a-f]{8}$/);
});

test("two tools of any servers never share a name, and every name is one that models accept", () => {
  const part = string({
    unit: constantFrom("a", "_", "__", "-", ".", " ", "é"),
    minLength: 1,
  });
  const tool = tuple(part, part);
  assert(
    property(tool, tool, (one, other) => {
      expect(toolName(...one)).toMatch(/^[\w-]{1,64}$/);
      const isSame = one[0] === other[0] && one[1] === other[1];
      expect(toolName(...one) === toolName(...other)).toBe(isSame);
    }),
  );
});

test("a schema that models' servers refuse is made into one that they accept", () => {
  const text = { type: "string" };
  expect(cleanSchema(undefined)).toEqual({ type: "object", properties: {} });
  expect(
    cleanSchema({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: ["object", "null"],
      properties: {
        days: { type: "array" },
        default: { type: ["array", "null"], default: ["type"] },
        anything: true,
        nested: { anyOf: [{ type: "array", items: [text] }, text] },
      },
      required: ["days"],
      additionalProperties: false,
    }),
  ).toEqual({
    type: "object",
    properties: {
      days: { type: "array", items: {} },
      default: { type: ["array", "null"], default: ["type"], items: {} },
      anything: {},
      nested: { anyOf: [{ type: "array", items: {} }, text] },
    },
    required: ["days"],
    additionalProperties: false,
  });
  expect(
    cleanSchema({ oneOf: [{ properties: { a: text } }, { properties: { b: text } }, 1] }),
  ).toEqual({ type: "object", properties: { a: text, b: text } });
  expect(
    cleanSchema({
      $ref: "#/$defs/Args",
      $defs: { Args: { type: "object", properties: { a: text }, required: ["a"] } },
    }),
  ).toMatchObject({ type: "object", properties: { a: text }, required: ["a"] });
});

test("a schema of references and alternatives shows the model all that it may pass", () => {
  const text = { type: "string" };
  const $defs = {
    Place: { type: "object", properties: { city: text }, required: ["city"] },
    Day: { $ref: "#/$defs/Time" },
    Time: { properties: { day: text }, required: ["day"] },
    "By/Name": { anyOf: [{ properties: { name: text }, required: ["name"] }, { $ref: "#" }] },
  };
  const allOf = [
    { $ref: "#/$defs/Place" },
    { $ref: "#/$defs/Day" },
    { oneOf: [{ $ref: "#/$defs/By~1Name" }, { $ref: "#/$defs/Missing" }] },
  ];
  expect(cleanSchema({ allOf, $defs })).toMatchObject({
    type: "object",
    properties: { city: text, day: text, name: text },
    required: ["city", "day"],
  });
  expect(cleanSchema({ $ref: "#/$defs/Day", $defs })).not.toHaveProperty("$ref");
  const alternatives = cleanSchema({ anyOf: allOf.slice(0, 2), $defs });
  expect(alternatives).toMatchObject({ properties: { city: text, day: text } });
  expect(alternatives).not.toHaveProperty("required");
});

test("a property that tells alternatives apart can have the value of each", () => {
  const kind = (name: string) => ({ properties: { kind: { const: name }, id: {} } });
  expect(cleanSchema({ oneOf: [kind("card"), kind("bill")] })).toEqual({
    type: "object",
    properties: { kind: { anyOf: [{ const: "card" }, { const: "bill" }] }, id: {} },
  });
});

test("an empty part of a schema, and a keyword of another dialect, do not spoil it", () => {
  const schema = {
    type: "object",
    properties: {
      day: { type: "string", nullable: true, description: null, default: null },
      list: { type: "array", items: null, required: true },
      map: { type: "object", properties: null, additionalProperties: { type: "array" } },
    },
    required: null,
    additionalProperties: true,
  };
  expect(cleanSchema(schema)).toEqual({
    type: "object",
    properties: {
      day: { type: "string", nullable: true, default: null },
      list: { type: "array", items: {} },
      map: { type: "object", additionalProperties: { type: "array", items: {} } },
    },
    additionalProperties: true,
  });
});

test("a description is cut, and a schema that would fill the prompt costs the tool", () => {
  const huge = { type: "object", properties: { a: { description: "x".repeat(20_000) } } };
  const tools = readTools([
    { name: "big", inputSchema: huge },
    { name: "long", description: "y".repeat(5_000), inputSchema: {} },
    { name: "titled", title: "A title", inputSchema: {}, annotations: { idempotentHint: true } },
  ]);
  expect(tools.map(({ name }) => name)).toEqual(["long", "titled"]);
  expect(tools[0]?.description).toHaveLength(1_024);
  expect(tools[1]).toMatchObject({ description: "A title", isRepeatable: true });
});

test("content that is no text becomes a note", () => {
  const result = describeResult({
    content: [
      { type: "text", text: "Here:" },
      { type: "audio", data: "AAAA", mimeType: "audio/mpeg" },
      { type: "resource_link", name: "plan", uri: "file:///plan.txt" },
      { type: "resource", resource: { uri: "a:1", text: "its text" } },
      { type: "resource", resource: { uri: "a:2", blob: "AAAA" } },
    ],
  });
  expect(result).toBe(
    [
      "Here:",
      "(A recording is part of the result and cannot be shown: audio/mpeg.)",
      "plan: file:///plan.txt",
      "its text",
      "(A file is part of the result and cannot be shown: a:2.)",
    ].join("\n"),
  );
  expect(describeResult({ content: [], structuredContent: { degrees: 21 } })).toBe(
    '{"degrees":21}',
  );
  expect(describeResult({ content: [] })).toBe("(The tool returned nothing.)");
});

test("a part of a result that does not follow the protocol costs itself alone", () => {
  const picture = { type: "image", data: "data:image/png;base64,AA==", mimeType: "image/png" };
  const content = [{ type: "text", text: "Booked." }, picture, { type: "chart" }, null];
  expect(describeResult({ content }).split("\n")).toEqual([
    "Booked.",
    ...Array.from({ length: 3 }, () => "(A part of the result cannot be read.)"),
  ]);
  expect(() => describeResult({ content: "none" })).toThrow();
});
