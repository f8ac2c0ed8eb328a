import { readSettingFile } from "../core/read-setting-file.ts";
import { ourPrices, type PriceList, withPrices } from "./price-list.ts";

/**
 * Returns the prices that come with the program, overridden by those of a file; null is no file.
 * Throws `ConfigError` that names each wrong line.
 */
export async function loadPrices(file: string | null): Promise<PriceList> {
  const prices = ourPrices();
  return file === null
    ? prices
    : withPrices(prices, await readSettingFile("PRICES_FILE", file), file);
}
