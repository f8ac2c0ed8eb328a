import type { Language } from "../../core/language.ts";
import type { Script } from "./script.ts";
import { en } from "./script-en.ts";
import { es } from "./script-es.ts";
import { pt } from "./script-pt.ts";

/** The offline model's scripts; a language without one does not compile. */
export const scripts: Readonly<Record<Language, Script>> = { en, es, pt };
