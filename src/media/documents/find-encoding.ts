import { detectAll } from "jschardet";

/** The encodings of users' files, by the detector's names, with the label that decodes each. */
const LABELS: Readonly<Record<string, string>> = {
  CP932: "shift_jis",
  SHIFT_JIS: "shift_jis",
  "EUC-JP": "euc-jp",
  "ISO-2022-JP": "iso-2022-jp",
  GB18030: "gb18030",
  Big5: "big5",
  CP949: "euc-kr",
  "EUC-KR": "euc-kr",
  CP874: "windows-874",
  "Windows-1250": "windows-1250",
  "Windows-1251": "windows-1251",
  "Windows-1252": "windows-1252",
  "Windows-1253": "windows-1253",
  "Windows-1254": "windows-1254",
  "Windows-1255": "windows-1255",
  "Windows-1256": "windows-1256",
  "Windows-1257": "windows-1257",
  "ISO-8859-2": "iso-8859-2",
  "ISO-8859-7": "iso-8859-7",
  "KOI8-R": "koi8-r",
  "koi8-u": "koi8-u",
  MacRoman: "macintosh",
  IBM866: "ibm866",
};
/** Corrections of the likelihood by letters alone: few files are as old as these. */
const WEIGHTS: Readonly<Record<string, number>> = { macintosh: 0.65, ibm866: 0.5 };
/** The encodings of other alphabets, whose words have a byte beyond ASCII for each letter. */
const OTHER_ALPHABETS = new Set([
  "windows-874",
  "windows-1251",
  "windows-1253",
  "windows-1255",
  "windows-1256",
  "iso-8859-7",
  "koi8-r",
  "koi8-u",
  "ibm866",
]);
const ASIAN = new Set(["shift_jis", "euc-jp", "gb18030", "big5", "euc-kr"]);
const WESTERN = "windows-1252";
const WESTERN_WITH_EURO = "iso-8859-15";
/** In the place of a sign that is never used, the same one in all other encodings of Latin letters. */
const EURO = 0xa4;
const WESTERN_WEIGHT = 2;
/**
 * The letters and signs of Western European text, except those that are rare in all its languages;
 * `³` and `œ` are Polish letters elsewhere.
 */
const WESTERN_TEXT =
  /^(?:[\p{ASCII}ÄÖÜäöüßÀÁÂÃÇÈÉÊËÍÎÏÑÓÔÕÚàáâãçèéêëìíîïñòóôõùúûÅåØøÆæ€£§°ºª¡¿·«»–—‘’“”„…•²¼½¾±×µ©®™\u00a0]|³(?!\p{L})|œ(?=[iu])|Œ(?=[uU]))*$/u;
/** Below this score the detector has read too little to be reliable. */
const DOUBTFUL = 0.06;
/** This many bytes of lines with letters beyond ASCII are as conclusive as a whole file. */
const SAMPLE_BYTES = 32_768;

export interface FoundEncoding {
  readonly label: string;
  readonly isDoubtful: boolean;
}

/** Detects the encoding of a text that declares none, by the sequences of its letters. */
export function findEncoding(bytes: Uint8Array): FoundEncoding {
  const sample = sampleOf(bytes);
  const isLatin = isInLatin(Buffer.from(sample).toString("latin1"));
  const hasC1 = sample.some((byte) => byte >= 0x80 && byte < 0xa0);
  if (isLatin && !hasC1 && sample.includes(EURO)) {
    return { label: WESTERN_WITH_EURO, isDoubtful: false };
  }
  const isWestern = isLatin && WESTERN_TEXT.test(new TextDecoder(WESTERN).decode(sample));
  let best = { label: WESTERN, score: 0 };
  for (const { encoding, confidence } of detectAll(Buffer.from(sample))) {
    const label = LABELS[encoding ?? ""];
    if (label === undefined || (isLatin && OTHER_ALPHABETS.has(label))) continue;
    if (isWestern && ASIAN.has(label)) continue;
    const weight = label === WESTERN && isWestern ? WESTERN_WEIGHT : (WEIGHTS[label] ?? 1);
    if (confidence * weight > best.score) best = { label, score: confidence * weight };
  }
  const isPlain = best.label === WESTERN && isWestern;
  return { label: best.label, isDoubtful: !isPlain && best.score < DOUBTFUL };
}

/** Returns whether most words with bytes beyond ASCII have ASCII letters too. */
function isInLatin(text: string): boolean {
  const words = text.match(/[A-Za-z\x80-\xff]+/g) ?? [];
  const accented = words.filter((word) => /[a-z]/i.test(word) && /[^a-z]/i.test(word)).length;
  const foreign = words.filter((word) => /^[\x80-\xff]{2,}$/.test(word)).length;
  return accented >= foreign;
}

/** Returns the lines with more than ASCII, as many as the detector needs. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  const lines: Uint8Array[] = [];
  let length = 0;
  for (let start = 0; start < bytes.length && length < SAMPLE_BYTES;) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed === -1 ? bytes.length : feed + 1;
    const line = bytes.subarray(start, Math.min(end, start + SAMPLE_BYTES));
    if (line.some((byte) => byte >= 0x80 || byte === 0x1b)) {
      lines.push(line);
      length += line.length;
    }
    start = end;
  }
  return Buffer.concat(lines);
}
