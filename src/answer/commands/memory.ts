import type { Fact } from "../../store/facts.ts";
import { bareWord, foldWord } from "../../text/fold-word.ts";
import { type CommandReply, type CommandWords, defineCommand } from "./command.ts";

interface MemoryWords extends CommandWords {
  /** The words before the numbers of what is to be forgotten, and the one for everything. */
  readonly forget: readonly string[];
  readonly all: readonly string[];
  readonly on: readonly string[];
  readonly off: readonly string[];
  readonly list: (facts: string) => string;
  readonly listOff: (facts: string) => string;
  readonly none: string;
  readonly forgotten: (facts: string) => string;
  readonly unknown: (number: string) => string;
  readonly isOn: string;
  readonly isOff: (count: number) => string;
  readonly usage: string;
}

const en: MemoryWords = {
  words: ["memory"],
  help: "what I remember about you; “/memory forget 3” deletes number 3, “/memory off” stops it",
  forget: ["forget", "delete", "remove"],
  all: ["all", "everything"],
  on: ["on"],
  off: ["off"],
  list: (facts) =>
    `This is what I remember about you:\n${facts}\n\nWrite “/memory forget 1” to delete number 1, “/memory forget all” to delete everything, or “/memory off” to stop this.`,
  listOff: (facts) =>
    `Memory is off: I remember nothing new and make no use of this list. It stays until you delete it with “/memory forget all”; “/memory on” has me use it again.\n${facts}`,
  none: "I remember nothing about you yet. Ask me to remember something, for example: “Remember that I eat no meat.”",
  forgotten: (facts) => `Forgotten:\n${facts}`,
  unknown: (number) => `There is no number ${number} in the list. Write “/memory” to see it.`,
  isOn: "Memory is on: I remember what you ask me to, and you see it with “/memory”.",
  isOff: (count) =>
    count === 0
      ? "Memory is off: I remember nothing. “/memory on” switches it on again."
      : "Memory is off: I remember nothing new and make no use of what I have remembered. That stays until you delete it with “/memory forget all”. “/memory on” switches it on again.",
  usage: "Write “/memory” to see the list, “/memory forget 1”, “/memory off” or “/memory on”.",
};

const es: MemoryWords = {
  words: ["memoria"],
  help: "lo que recuerdo de ti; «/memoria olvidar 3» borra el número 3, «/memoria no» la desactiva",
  forget: ["olvidar", "olvida", "borrar", "borra", "quitar"],
  all: ["todo", "todos"],
  on: ["sí", "activar"],
  off: ["no", "desactivar"],
  list: (facts) =>
    `Esto es lo que recuerdo de ti:\n${facts}\n\nEscribe «/memoria olvidar 1» para borrar el número 1, «/memoria olvidar todo» para borrarlo todo o «/memoria no» para que no recuerde más.`,
  listOff: (facts) =>
    `La memoria está desactivada: no recuerdo nada nuevo ni uso esta lista. Se queda hasta que la borres con «/memoria olvidar todo»; con «/memoria sí» vuelvo a usarla.\n${facts}`,
  none: "Todavía no recuerdo nada de ti. Pídeme que recuerde algo, por ejemplo: «Recuerda que no como carne.»",
  forgotten: (facts) => `Olvidado:\n${facts}`,
  unknown: (number) => `No hay número ${number} en la lista. Escribe «/memoria» para verla.`,
  isOn: "La memoria está activada: recuerdo lo que me pides, y lo ves con «/memoria».",
  isOff: (count) =>
    count === 0
      ? "La memoria está desactivada: no recuerdo nada. Con «/memoria sí» se activa de nuevo."
      : "La memoria está desactivada: no recuerdo nada nuevo ni uso lo que ya recordaba. Eso se queda hasta que lo borres con «/memoria olvidar todo». Con «/memoria sí» se activa de nuevo.",
  usage:
    "Escribe «/memoria» para ver la lista, «/memoria olvidar 1», «/memoria no» o «/memoria sí».",
};

const pt: MemoryWords = {
  words: ["memória"],
  help: "o que lembro de você; “/memória esquecer 3” apaga o número 3, “/memória não” desliga",
  forget: ["esquecer", "esqueça", "esquece", "apagar", "apaga", "tirar"],
  all: ["tudo", "todos"],
  on: ["sim", "ligar", "ativar"],
  off: ["não", "desligar", "desativar"],
  list: (facts) =>
    `Isto é o que lembro de você:\n${facts}\n\nEscreva “/memória esquecer 1” para apagar o número 1, “/memória esquecer tudo” para apagar tudo ou “/memória não” para eu parar de lembrar.`,
  listOff: (facts) =>
    `A memória está desligada: não lembro nada de novo nem uso esta lista. Ela fica até você apagar com “/memória esquecer tudo”; com “/memória sim” volto a usá-la.\n${facts}`,
  none: "Ainda não lembro nada de você. Peça para eu lembrar de algo, por exemplo: “Lembre que não como carne.”",
  forgotten: (facts) => `Esquecido:\n${facts}`,
  unknown: (number) => `Não há número ${number} na lista. Escreva “/memória” para vê-la.`,
  isOn: "A memória está ligada: lembro do que você pedir, e você vê com “/memória”.",
  isOff: (count) =>
    count === 0
      ? "A memória está desligada: não lembro nada. “/memória sim” liga de novo."
      : "A memória está desligada: não lembro nada de novo nem uso o que já lembrava. Isso fica até você apagar com “/memória esquecer tudo”. “/memória sim” liga de novo.",
  usage:
    "Escreva “/memória” para ver a lista, “/memória esquecer 1”, “/memória não” ou “/memória sim”.",
};

/** Lists what is remembered of the user, forgets some of it, or switches memory off and on. */
export const memory = defineCommand({
  name: "memory",
  argument: "optional",
  isEnabled: (settings) => settings.memory,
  languages: { en, es, pt },
  run: async ({ turn, lane, argument, own, ownFor }, { store }) => {
    const facts = await store.factsOf(turn.userId);
    const [first = "", ...rest] = wordsIn(argument);
    const means = (word: string, which: "forget" | "all" | "on" | "off") =>
      [...own[which], ...ownFor("en")[which]].some((known) => foldWord(known) === word);
    if (first === "") return listOf(facts, turn.user.isMemoryOn, own);
    if (rest.length === 0 && (means(first, "on") || means(first, "off"))) {
      const isMemoryOn = means(first, "on");
      await store.setPreferences(lane, { isMemoryOn });
      return isMemoryOn ? own.isOn : own.isOff(facts.length);
    }
    if (!means(first, "forget") || rest.length === 0) return own.usage;
    if (facts.length === 0) return own.none;
    const isAll = rest.length === 1 && means(rest[0] ?? "", "all");
    return forget(facts, isAll ? facts.map((_, index) => String(index + 1)) : rest, own);
  },
});

/** "And", "the" and "number", in every language: the numbers are the same without them. */
const FILLERS: ReadonlySet<string> = new Set(
  "and y e the number el la los las o a os as numero".split(" "),
);

/** Reads the words of an argument, and its numbers, however they are marked. */
function wordsIn(argument: string): string[] {
  return argument
    .split(/[\s,;]+/)
    .map(bareWord)
    .filter((word) => word !== "" && !FILLERS.has(word));
}

const numbered = (facts: readonly (readonly [number: number, fact: Fact])[]) =>
  facts.map(([number, { text }]) => `${number}. ${text}`).join("\n");

function listOf(facts: readonly Fact[], isMemoryOn: boolean, own: MemoryWords): string {
  if (facts.length === 0) return isMemoryOn ? own.none : own.isOff(0);
  const list = numbered(facts.map((fact, index) => [index + 1, fact]));
  return isMemoryOn ? own.list(list) : own.listOff(list);
}

/** Forgets the facts with these numbers, all or none, together with the reply that says so. */
function forget(
  facts: readonly Fact[],
  numbers: readonly string[],
  own: MemoryWords,
): CommandReply | string {
  const chosen = new Map<number, Fact>();
  for (const written of numbers) {
    if (!/^\d{1,9}$/.test(written)) return own.usage;
    const number = Number(written);
    const fact = facts[number - 1];
    if (fact === undefined) return own.unknown(written);
    chosen.set(number, fact);
  }
  return {
    text: own.forgotten(numbered([...chosen])),
    topic: "memory",
    effects: [...chosen.values()].map(({ text }) => ({ kind: "forget-fact", text })),
  };
}
