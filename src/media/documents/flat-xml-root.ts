const ROOT =
  /<(?:[\w-]{1,20}:)?(Workbook|wordDocument|package|document)\b[^>]{0,4000}?(?:urn:schemas-microsoft-com:office:spreadsheet|microsoft\.com\/office\/word\/2003|microsoft\.com\/office\/2006\/xmlPackage|urn:oasis:names:tc:opendocument)/;
const OPEN_TYPE =
  /office:mimetype\s{0,5}=\s{0,5}["']application\/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)/;

/** `text`, `spreadsheet` and `presentation` are those of OpenDocument. */
export type FlatRoot =
  | "Workbook"
  | "wordDocument"
  | "package"
  | "text"
  | "spreadsheet"
  | "presentation";

/**
 * Returns the kind of a plain XML office file, as Office 2003 and LibreOffice write it; null for
 * any other text.
 */
export function flatRoot(sample: string): FlatRoot | null {
  if (!sample.trimStart().startsWith("<")) return null;
  const root = ROOT.exec(sample)?.[1];
  const found = root === "document" ? OPEN_TYPE.exec(sample)?.[1] : root;
  return KNOWN.find((each) => each === found) ?? null;
}

const KNOWN = [
  "Workbook",
  "wordDocument",
  "package",
  "text",
  "spreadsheet",
  "presentation",
] as const;
