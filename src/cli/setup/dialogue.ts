import { confirm, isCancel, select, spinner } from "@clack/prompts";
import type { SetupDialogue } from "../../channels/channel-operator.ts";
import { askFor } from "./ask.ts";
import { goOn } from "./go-on.ts";
import { speak, spinnerEnd } from "./speak.ts";

/** The dialogue with the operator at the terminal. */
export const dialogue: SetupDialogue = {
  ask: (setting, question, before) => askFor(setting, question, { before }),
  choose: async (question, options, before) => {
    const choice = await select({
      message: question,
      options: [...options],
      ...(before !== undefined && { initialValue: before }),
    });
    return isCancel(choice) ? null : choice;
  },
  attempt: async (doing, work) => {
    const asking = spinner();
    asking.start(doing);
    const tried = await work();
    asking.stop(spinnerEnd(tried.finding.says));
    return { ...tried, verdict: await goOn(tried.finding) };
  },
  agree: async (question) => (await confirm({ message: question })) === true,
  tell: (text) => speak.success(text),
  warn: (text) => speak.warn(text),
};
