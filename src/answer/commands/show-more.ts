import type { CommandHandler } from "./command.ts";

/** Sends what was held back of the newest answer; says so where nothing was. */
export const showMore: CommandHandler = async ({ turn, lane, sentences }, { store, maxParts }) =>
  (await store.continueAnswer(lane, turn, maxParts)) === 0 ? sentences.nothingMore : null;
