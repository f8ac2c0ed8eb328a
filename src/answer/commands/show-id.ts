import { addressesOf, bareAddress } from "../../core/user-address.ts";
import type { CommandHandler } from "./command.ts";

/** Tells the user's own addresses as the owner's lists take them. */
export const showId: CommandHandler = async ({ turn, sentences }) =>
  sentences.yourId(addressesOf(turn.user.identity).map(bareAddress).join("\n"));
