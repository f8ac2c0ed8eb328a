import type { Language } from "../../core/language.ts";
import { formatDollars } from "../../ledger/format-money.ts";
import type { ExportedPage, ExportedRow } from "../../store/export.ts";

interface ExportWords {
  readonly locale: string;
  readonly title: string;
  readonly intro: string;
  /** Said in the form that is a document to read. */
  readonly asDocument: string;
  /** By the name of the section; one without a name has its own. */
  readonly sections: Readonly<Record<string, string>>;
  readonly user: string;
  readonly bot: string;
  readonly leftOut: (count: number) => string;
}

const EXPORT_WORDS: Readonly<Record<Language, ExportWords>> = {
  en: {
    locale: "en-GB",
    title: "Your data",
    intro:
      "This is everything that is stored about you. The same is in data.json, for programs, and your files are in the folder “files”.",
    asDocument:
      "Rename this document so that its name ends with .zip to open it as a folder with these.",
    sections: {
      profile: "You and your settings",
      addresses: "Your other addresses",
      facts: "What I remember about you",
      reminders: "Your reminders",
      conversations: "Conversations",
      usage: "Use by day",
      costs: "Costs",
      messages: "Messages",
      attachments: "Files that you sent",
      parts: "Messages as they were sent to you",
      toolCalls: "What I looked up or did for you",
      charges: "Costs of each message",
    },
    user: "You",
    bot: "Answer",
    leftOut: (count) =>
      `${count} of your files are not included, because together they are too large to send here. The owner of this number can export them.`,
  },
  es: {
    locale: "es",
    title: "Tus datos",
    intro:
      "Esto es todo lo que está guardado de ti. Lo mismo está en data.json, para programas, y tus archivos están en la carpeta «files».",
    asDocument:
      "Cambia el nombre de este documento para que termine en .zip y ábrelo como una carpeta con ellos.",
    sections: {
      profile: "Tú y tus ajustes",
      addresses: "Tus otras direcciones",
      facts: "Lo que recuerdo de ti",
      reminders: "Tus recordatorios",
      conversations: "Conversaciones",
      usage: "Uso por día",
      costs: "Costes",
      messages: "Mensajes",
      attachments: "Archivos que enviaste",
      parts: "Mensajes tal como se te enviaron",
      toolCalls: "Lo que busqué o hice por ti",
      charges: "Costes de cada mensaje",
    },
    user: "Tú",
    bot: "Respuesta",
    leftOut: (count) =>
      `Faltan ${count} de tus archivos, porque juntos son demasiado grandes para enviarlos aquí. El responsable de este número puede exportarlos.`,
  },
  pt: {
    locale: "pt-BR",
    title: "Os seus dados",
    intro:
      "Isto é tudo o que está guardado sobre você. O mesmo está em data.json, para programas, e os seus arquivos estão na pasta “files”.",
    asDocument:
      "Mude o nome deste documento para terminar em .zip e abra-o como uma pasta com eles.",
    sections: {
      profile: "Você e as suas configurações",
      addresses: "Os seus outros endereços",
      facts: "O que lembro de você",
      reminders: "Seus lembretes",
      conversations: "Conversas",
      usage: "Uso por dia",
      costs: "Custos",
      messages: "Mensagens",
      attachments: "Arquivos que você enviou",
      parts: "Mensagens como foram enviadas a você",
      toolCalls: "O que procurei ou fiz por você",
      charges: "Custos de cada mensagem",
    },
    user: "Você",
    bot: "Resposta",
    leftOut: (count) =>
      `Faltam ${count} dos seus arquivos, porque juntos são grandes demais para enviar aqui. O responsável por este número pode exportá-los.`,
  },
};

/** Sections that a reader has seen in another one; data.json has them too. */
const FOR_PROGRAMS: ReadonlySet<string> = new Set(["parts", "conversations"]);

/** Writes a user's data as readable lines. */
export async function* exportAsText(
  pages: AsyncIterable<ExportedPage>,
  {
    language,
    isDocument,
    leftOut,
    timezone,
  }: {
    readonly language: Language;
    readonly isDocument: boolean;
    /** The number of files that are not included. */
    readonly leftOut: number;
    readonly timezone: string;
  },
): AsyncGenerator<readonly string[]> {
  const words = EXPORT_WORDS[language];
  const times = { dateStyle: "long", timeStyle: "short", timeZone: timezone } as const;
  const format = new Intl.DateTimeFormat(words.locale, times);
  const describeMoment = (at: number) => format.format(at);
  const notes = [
    ...(isDocument ? [words.asDocument] : []),
    ...(leftOut === 0 ? [] : [words.leftOut(leftOut)]),
  ];
  yield [words.title, "", words.intro, ...notes];
  let last = "";
  for await (const { section, rows } of pages) {
    if (FOR_PROGRAMS.has(section) || rows.length === 0) continue;
    const head =
      section === last ? [] : ["", (words.sections[section] ?? section).toUpperCase(), ""];
    last = section;
    yield [...head, ...rows.flatMap((row) => linesOf(section, row, words, describeMoment))];
  }
}

function linesOf(
  section: string,
  row: ExportedRow,
  words: ExportWords,
  describeMoment: (at: number) => string,
): string[] {
  const told = Object.entries(row).filter(([, value]) => value !== null && value !== "");
  const show = ([name, value]: readonly [string, unknown]) => {
    if (typeof value !== "number") return `${name}: ${String(value)}`;
    if (name === "nanoDollars") return `cost: ${formatDollars(BigInt(value))}`;
    return `${name}: ${name.endsWith("At") ? describeMoment(value) : value}`;
  };
  switch (section) {
    case "messages": {
      const { id, type, text, answer, createdAt } = row;
      // The texts of our notices are those of their parts.
      if (row["direction"] === "outbound") return [];
      const moment = describeMoment(Number(createdAt));
      return [
        `#${id}, ${moment}`,
        `${words.user}: ${String(text ?? "").trim() || `(${type})`}`,
        ...(answer === null ? [] : [`${words.bot}: ${String(answer)}`]),
        "",
      ].flatMap((line) => line.split("\n"));
    }
    case "reminders":
      return [`${row["number"]}. ${row["text"]} (${describeMoment(Number(row["dueAt"]))})`];
    case "facts":
      return [`- ${row["text"]} (${describeMoment(Number(row["createdAt"]))})`];
    case "profile":
      return told.map(show);
    default:
      return told.map(show).join("; ").split("\n");
  }
}
