import { LANGUAGES } from "../../core/language.ts";
import { listOf, oneOf, text, userAddress } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const people = group("People");

/** Who is answered, and how they are spoken to. */
export const peopleSettings = {
  accessMode: people("ACCESS_MODE", oneOf("open", "whitelist", "pairing"), {
    otherwise: "whitelist when WHITELISTED_USERS is set, open when not",
    remedy: "choose one of these words",
    example: "pairing",
    doc: "Who is answered: everybody, those on the list, or also those whom an owner lets in by the code that they are given.",
  }),
  whitelistedUsers: people("WHITELISTED_USERS", listOf(userAddress), {
    secret: true,
    otherwise: "everybody is answered, at your expense",
    remedy: "correct that entry, or take it out",
    example: "+14155550123,US.13491208655302741918",
    doc: "Who is answered: numbers with country code or username ids, with commas between them.",
  }),
  adminUsers: people("ADMIN_USERS", listOf(userAddress), {
    secret: true,
    otherwise: "nobody",
    remedy: "correct that entry, or take it out",
    example: "+14155550123",
    doc: "The owners, by number or username id: always answered, told what needs them, and able to /allow and /block.",
  }),
  humanContact: people("HUMAN_CONTACT", text(), {
    otherwise: "only the owners are told",
    remedy: "write a sentence, or leave it out",
    example: "Call us on +1 415 555 0123, Monday to Friday from 9 to 5.",
    doc: "What somebody reads who asks for a person with /human.",
  }),
  welcomeMessage: people("WELCOME_MESSAGE", text(), {
    takesEmpty: true,
    otherwise: "one line, in the user's language, that says that this is an AI",
    remedy: "write a sentence, or leave it out",
    example: "Hello! I am an AI assistant and can be wrong.",
    doc: "What stands above a newcomer's first answer; set to nothing for none.",
  }),
  botLanguage: people("BOT_LANGUAGE", oneOf(...LANGUAGES), {
    default: "en",
    doc: "The language of notes and apologies for users who chose none with /language; answers are in the language of the question.",
  }),
} satisfies Record<string, Setting>;
