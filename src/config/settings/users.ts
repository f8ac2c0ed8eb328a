import { LANGUAGES } from "../../core/language.ts";
import { listOf, oneOf, text, userAddress } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const users = group("Users");

/** The settings of access and language. */
export const userSettings = {
  accessMode: users("ACCESS_MODE", oneOf("open", "whitelist", "pairing"), {
    otherwise: "whitelist if WHITELISTED_USERS is set, otherwise open",
    remedy: "choose one of these words",
    example: "pairing",
    doc: "Which users are answered: open answers all, whitelist those in WHITELISTED_USERS, pairing also those that an owner admits by their code.",
  }),
  whitelistedUsers: users("WHITELISTED_USERS", listOf(userAddress), {
    secret: true,
    otherwise: "all users are answered, at your cost",
    remedy: "correct that entry, or remove it",
    example: "+14155550123,US.13491208655302741918",
    doc: "The users that are answered: numbers with country code or username ids, separated by commas.",
  }),
  adminUsers: users("ADMIN_USERS", listOf(userAddress), {
    secret: true,
    otherwise: "none",
    remedy: "correct that entry, or remove it",
    example: "+14155550123",
    doc: "The owners, by number or username id: always answered, alerted to problems, and able to use /allow, /block and /budget.",
  }),
  humanContact: users("HUMAN_CONTACT", text(), {
    otherwise: "only the owners are alerted",
    remedy: "write a sentence, or leave it out",
    example: "Call us on +1 415 555 0123, Monday to Friday from 9 to 5.",
    doc: "The reply to /human, for users who want to reach a person.",
  }),
  welcomeMessage: users("WELCOME_MESSAGE", text(), {
    takesEmpty: true,
    otherwise: "one line, in the user's language, saying that this is an AI",
    remedy: "write a sentence, or leave it out",
    example: "Hello! I am an AI assistant and can be wrong.",
    doc: "Text above the first answer to a new user; set it to nothing for no text.",
  }),
  botLanguage: users("BOT_LANGUAGE", oneOf(...LANGUAGES), {
    default: "en",
    doc: "The language of notices and apologies for users who chose none with /language; answers are in the language of the question.",
  }),
} satisfies Record<string, Setting>;
