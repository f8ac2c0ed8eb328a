import { InvalidArgumentError } from "commander";

/** Reads a number from 1 on as the command line gives it. */
export function readCount(given: string): number {
  if (!/^[1-9]\d{0,5}$/.test(given))
    throw new InvalidArgumentError("It must be a number from 1 on.");
  return Number(given);
}
