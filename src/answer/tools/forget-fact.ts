import { readFacts, usesMemory } from "./known-facts.ts";
import type { ToolMaker } from "./tool.ts";

/** Forgets a statement that was remembered. */
export const forgetFact: ToolMaker = ({ memory, store }) =>
  memory
    ? {
        definition: {
          name: "forget_fact",
          description:
            "Forgets one of the numbered statements that you remember about this user. Call it when the " +
            "user asks you to forget it, or says that it is no longer true; if something else is true " +
            "now, remember that too.",
          parameters: {
            type: "object",
            properties: {
              number: {
                type: "integer",
                minimum: 1,
                description: "The number of the statement, as it is listed for you.",
              },
            },
            required: ["number"],
            additionalProperties: false,
          },
        },
        isRepeatable: true,
        isOrdered: true,
        isOffered: usesMemory,
        run: async ({ number }, context) => {
          const { numbered } = await readFacts(context, store);
          const place = Number(number);
          const text = numbered[place - 1];
          if (text === undefined) return `There is no statement number ${place}.`;
          if (text === null) return "It is forgotten already.";
          return { result: `Forgotten: ${text}`, effect: { kind: "forget-fact", text } };
        },
      }
    : null;
