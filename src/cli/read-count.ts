import { InvalidArgumentError } from "commander";

/** Reads an integer of at least 1 from the command line. */
export function readCount(given: string): number {
  if (!/^[1-9]\d{0,5}$/.test(given))
    throw new InvalidArgumentError("It must be a whole number of at least 1.");
  return Number(given);
}
