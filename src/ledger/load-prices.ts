import { ConfigError } from "../core/errors.ts";
import { ourPrices, type PriceList, withPrices } from "./price-list.ts";

/**
 * Returns the prices that come with the program, overridden by those of a file; null is no file.
 * Throws `ConfigError` that names each wrong line.
 */
export async function loadPrices(file: string | null): Promise<PriceList> {
  const prices = ourPrices();
  return file === null ? prices : withPrices(prices, await read(file), file);
}

async function read(file: string): Promise<string> {
  try {
    return await Bun.file(file).text();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : "it cannot be read";
    throw new ConfigError([`PRICES_FILE cannot be read (${why}): name a file that can`], { cause });
  }
}
