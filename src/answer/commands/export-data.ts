import type { Language } from "../../core/language.ts";
import type { ExportStore } from "../../store/export.ts";
import { DOCX, ZIP } from "../export/export-format.ts";
import {
  type CommandDeps,
  type CommandReply,
  type CommandWords,
  defineCommand,
} from "./command.ts";

const NAME = "export";
const DAY_MS = 24 * 60 * 60_000;
/** Of the largest file that is sent: the rest is left for the texts. */
const SHARE_OF_FILES = 0.5;

interface ExportDeps extends Pick<CommandDeps, "clock" | "timezone"> {
  readonly files: Pick<NonNullable<CommandDeps["files"]>, "documents" | "maxFileSize"> | null;
  readonly store: ExportStore;
}

interface ExportCommandWords extends CommandWords {
  /** Without what comes after the dot. */
  readonly fileName: string;
  readonly sent: string;
  readonly leftOut: (count: number) => string;
  readonly again: string;
  readonly noFiles: string;
  readonly tooLarge: string;
}

const en: ExportCommandWords = {
  words: ["export"],
  help: "everything that I have stored about you, as a file",
  fileName: "my-data",
  sent: "Here is everything that I have stored about you, as a document to read. Rename it so that its name ends with .zip, and it opens as a folder with the same data for programs and your files.",
  leftOut: (count) =>
    `${count} of your files are not in it, because together they are too large to send here.`,
  again: "I have sent you your data within the last 24 hours. Please ask again tomorrow.",
  noFiles:
    "I cannot send files here. The owner of this number can export your data for you; “/human” reaches them.",
  tooLarge:
    "Your data is too large to send here. The owner of this number can export it for you; “/human” reaches them.",
};

const es: ExportCommandWords = {
  words: ["exportar", "exporta"],
  help: "todo lo que he guardado de ti, como archivo",
  fileName: "mis-datos",
  sent: "Aquí tienes todo lo que he guardado de ti, como documento para leer. Cámbiale el nombre para que termine en .zip y se abre como una carpeta con los mismos datos para programas y tus archivos.",
  leftOut: (count) =>
    `Faltan ${count} de tus archivos, porque juntos son demasiado grandes para enviarlos aquí.`,
  again: "Ya te envié tus datos en las últimas 24 horas. Vuelve a pedirlos mañana, por favor.",
  noFiles:
    "Aquí no puedo enviar archivos. El responsable de este número puede exportar tus datos; «/humano» le avisa.",
  tooLarge:
    "Tus datos son demasiado grandes para enviarlos aquí. El responsable de este número puede exportarlos; «/humano» le avisa.",
};

const pt: ExportCommandWords = {
  words: ["exportar", "exporta"],
  help: "tudo o que guardei sobre você, como arquivo",
  fileName: "meus-dados",
  sent: "Aqui está tudo o que guardei sobre você, como documento para ler. Mude o nome para terminar em .zip e ele abre como uma pasta com os mesmos dados para programas e os seus arquivos.",
  leftOut: (count) =>
    `Faltam ${count} dos seus arquivos, porque juntos são grandes demais para enviar aqui.`,
  again: "Já enviei os seus dados nas últimas 24 horas. Peça de novo amanhã, por favor.",
  noFiles:
    "Não consigo enviar arquivos aqui. O responsável por este número pode exportar os seus dados; “/humano” avisa.",
  tooLarge:
    "Os seus dados são grandes demais para enviar aqui. O responsável por este número pode exportá-los; “/humano” avisa.",
};

/** Sends users what is stored of them, once a day; the file is erased once it is delivered. */
export const exportData = defineCommand({
  name: NAME,
  argument: "none",
  isSuggested: false,
  languages: { en, es, pt },
  run: ({ turn: { userId }, own, sentences }, deps) =>
    replyWithData({ userId, own, language: sentences.language }, deps),
});

/** Returns the reply to a user who asks for their data. */
export async function replyWithData(
  {
    userId,
    own,
    language,
  }: {
    readonly userId: number;
    readonly own: ExportCommandWords;
    readonly language: Language;
  },
  { store, clock, timezone, files }: ExportDeps,
): Promise<string | CommandReply> {
  const format = files === null ? undefined : formatFor(files);
  if (files === null || format === undefined) return own.noFiles;
  if (await store.hasSentFile(userId, NAME, clock.now() - DAY_MS)) return own.again;
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Loaded only for those who ask: it would slow every start.
  const { writeExport } = await import("../export/write-export.ts");
  const { leftOut } = await writeExport({
    store,
    userId,
    format,
    language,
    timezone,
    maxFilesSize: files.maxFileSize * SHARE_OF_FILES,
    write: (chunk) => {
      size += chunk.byteLength;
      if (size <= files.maxFileSize) chunks.push(chunk);
    },
  });
  if (size > files.maxFileSize) return own.tooLarge;
  return {
    text: [own.sent, ...(leftOut === 0 ? [] : [own.leftOut(leftOut)])].join(" "),
    topic: NAME,
    file: {
      contentType: format,
      name: `${own.fileName}.${format === ZIP ? "zip" : "docx"}`,
      bytes: Buffer.concat(chunks),
    },
    isPrivate: true,
  };
}

const formatFor = ({ documents }: NonNullable<ExportDeps["files"]>) =>
  ([ZIP, DOCX] as const).find((type) => documents.includes(type));
