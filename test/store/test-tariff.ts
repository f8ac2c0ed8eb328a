import { type NewCharge, NO_LIMITS, type Tariff } from "../../src/store/charges.ts";

const carriage = (kind: "message in" | "message out"): NewCharge => ({
  kind,
  channel: "test",
  provider: "carrier",
  model: "carriage",
  units: { messages: 1 },
  nanoDollars: kind === "message in" ? 3n : 5n,
  isEstimated: true,
});

/** Charges 3 nano-dollars for a message in, 5 for one out, and 7 for one delivered beyond two free ones. */
export const TEST_TARIFF: Tariff = {
  received: () => carriage("message in"),
  accepted: () => carriage("message out"),
  delivered: () => ({
    ...carriage("message out"),
    provider: "messenger",
    model: "service",
    nanoDollars: 7n,
    isEstimated: false,
  }),
  limits: NO_LIMITS,
  freePerMonth: 2,
  monthOf: (at) => new Date(at).toISOString().slice(0, 7),
  dayOf: (at) => new Date(at).toISOString().slice(0, 10),
};

/** The same, where only what we do ourselves is charged: what a budget can stop. */
export const FREE_TO_RECEIVE: Tariff = { ...TEST_TARIFF, received: () => null };
