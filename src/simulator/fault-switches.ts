import type { Fault, Faults } from "./twilio/faults.ts";
import type { FaultName } from "./wire.ts";

// Below the bot's timeout of ten seconds.
const SLOW_MS = 6_000;

const SWITCHES: Readonly<Record<FaultName, Fault>> = {
  "429": { on: "create", kind: "429" },
  "500": { on: "create", kind: "500" },
  "lost-response": { on: "create", kind: "lost-response" },
  slow: { on: "create", kind: "slow", ms: SLOW_MS },
  "21654": { on: "create", kind: "code", code: 21654, status: 400 },
  "63016": { on: "create", kind: "code", code: 63016, status: 400 },
};
const NAMES: readonly FaultName[] = ["429", "500", "lost-response", "slow", "21654", "63016"];

export interface FaultSwitches {
  /**
   * Applies the fault to the bot's next send, or cancels it. Returns false for an unknown fault.
   */
  set(name: string, isOn: boolean): boolean;
  /** Returns the active faults; a switch goes off after its fault was played. */
  on(): FaultName[];
}

/** Faults of Twilio that the user switches on, each at most once at a time. */
export function createFaultSwitches(faults: Faults): FaultSwitches {
  function on(): FaultName[] {
    const pending = new Set(faults.pending());
    return NAMES.filter((name) => pending.has(SWITCHES[name]));
  }
  return {
    set(named, isOn) {
      const name = NAMES.find((known) => known === named);
      if (name === undefined) return false;
      if (on().includes(name) === isOn) return true;
      if (isOn) faults.next(SWITCHES[name]);
      else faults.cancel(SWITCHES[name]);
      return true;
    },
    on,
  };
}
