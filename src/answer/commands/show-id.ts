import { addressesOf, bareAddress } from "../../core/user-address.ts";
import { defineCommand } from "./command.ts";

/** Shows the user's own addresses in the form of the owner's lists. */
export const showId = defineCommand({
  name: "id",
  argument: "none",
  languages: {
    en: {
      words: ["id"],
      help: "your address, to give to the owner",
      yours: (addresses: string) => `Your address is:\n${addresses}`,
    },
    es: {
      words: ["id"],
      help: "tu dirección, para dársela al responsable",
      yours: (addresses) => `Tu dirección es:\n${addresses}`,
    },
    pt: {
      words: ["id"],
      help: "o seu endereço, para passar ao responsável",
      yours: (addresses) => `O seu endereço é:\n${addresses}`,
    },
  },
  run: async ({ turn, own }) =>
    own.yours(addressesOf(turn.user.identity).map(bareAddress).join("\n")),
});
