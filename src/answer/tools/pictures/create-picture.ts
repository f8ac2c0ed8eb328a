import { createDayNamer } from "../../../core/calendar.ts";
import { UserFacingError } from "../../../core/errors.ts";
import type { PictureAnswer, PictureShape } from "../../../core/picture-model.ts";
import { fitPicture } from "../../../media/fit-picture.ts";
import type { ToolContext, ToolDeps, ToolMaker } from "../tool.ts";
import { findReferences } from "./find-references.ts";

const CREATE_PICTURE = "create_picture";

/** Of one answer; each is a message that is billed. */
const MAX_PICTURES = 2;
/** Longer than the request may take: what became of it is known then. */
const TIMEOUT_MS = 170_000;
const SHAPES: readonly PictureShape[] = ["square", "portrait", "landscape"];

/** Makes and changes pictures, which go out with the answer. */
export const createPicture: ToolMaker = (deps) => {
  const { pictureModel, costs, filesOf } = deps;
  if (pictureModel === null) return null;
  return {
    definition: {
      name: CREATE_PICTURE,
      description:
        "Makes a picture, or changes one, and sends it to the user together with your answer. Call it once " +
        "when the user asks for a picture, drawing, logo, sticker or the like, or wants a picture changed. " +
        "It takes up to a minute. Then answer with one short sentence about the picture, in the user's " +
        "language, without a link. If none was made, say so kindly, say why, and offer what you can do.",
      parameters: {
        type: "object",
        properties: {
          description: {
            type: "string",
            description:
              "What the picture shows: subject, surroundings, style, colours, light, and words in it if " +
              "any. For a change: what becomes different, and that the rest stays as it is.",
          },
          shape: { type: "string", enum: SHAPES },
          changes_picture: {
            type: "boolean",
            description:
              "True to start from the picture that the user has sent or quoted with this message, else " +
              "from the newest one of this chat, whether theirs or yours. False for a new picture.",
          },
        },
        required: ["description", "shape", "changes_picture"],
        additionalProperties: false,
      },
    },
    help: {
      en: "I can make pictures and change them: ask me to draw something, or send me a picture and say what is to be different.",
      es: "Puedo crear imágenes y cambiarlas: pídeme que dibuje algo, o envíame una imagen y dime qué debe ser distinto.",
      pt: "Posso criar imagens e alterá-las: peça para eu desenhar algo, ou envie uma imagem e diga o que deve mudar.",
    },
    // One that a crash may have lost is charged as if it had been made, and made anew.
    isRepeatable: true,
    costsAtMost: costs
      .chargesOf(pictureModel.most, null)
      .reduce((sum, one) => sum + one.nanoDollars, 0n),
    maxAtOnce: 1,
    timeoutMs: TIMEOUT_MS,
    isOffered: ({ sid }) => filesOf(sid) !== null,
    run: async (args, context) => {
      const { references, ...request } = await readRequest(args, context, deps);
      const files = filesOf(context.turn.sid);
      if (files === null) throw new UserFacingError("Pictures cannot be sent here.");
      const answer = await makeCounted({ ...request, references }, context, deps);
      if (answer.outcome === "refused") {
        throw new UserFacingError(
          "The provider's filter declined this picture. Tell the user kindly that you cannot make it, and suggest another one; do not try again by yourself.",
        );
      }
      if (answer.outcome === "unsupported") {
        throw new UserFacingError(
          "The server of pictures cannot change pictures; it can only make new ones. Offer the user to make one by a description.",
        );
      }
      const { usage } = answer;
      const file =
        answer.outcome === "lost" ? null : await fitPicture(answer.bytes, files.maxPictureSize);
      if (file === null) {
        return {
          result:
            "The picture did not arrive, and was not sent. Tell the user so, and offer to try again.",
          usage,
        };
      }
      const { contentType, name, bytes } = file;
      const base64 = Buffer.from(bytes).toString("base64");
      return {
        result: "The picture is made, and is sent together with your answer.",
        effect: { kind: "send-file", contentType, name, base64 },
        usage,
      };
    },
  };
};

interface Wanted {
  readonly description: string;
  readonly shape: PictureShape;
  readonly references: Awaited<ReturnType<typeof findReferences>>;
}

async function readRequest(
  { description, shape, changes_picture: isChange }: Readonly<Record<string, unknown>>,
  { turn, pending }: ToolContext,
  { store }: ToolDeps,
): Promise<Wanted> {
  const wanted = typeof description === "string" ? description.trim() : "";
  if (wanted === "") throw new UserFacingError("The description is empty.");
  if (pending.filter(({ kind }) => kind === "send-file").length >= MAX_PICTURES) {
    throw new UserFacingError(`One answer has at most ${MAX_PICTURES} pictures.`);
  }
  const references = isChange === true ? await findReferences(turn, store) : [];
  if (isChange === true && references.length === 0) {
    throw new UserFacingError(
      "There is no picture any more that could be changed. Ask the user to send it again, or to describe a new one.",
    );
  }
  return {
    description: wanted,
    shape: SHAPES.find((one) => one === shape) ?? "square",
    references,
  };
}

/** Makes a picture within the user's daily limit; one that was not made is not counted. */
async function makeCounted(
  wanted: Wanted,
  { turn: { userId }, isRepeated = false, signal }: ToolContext,
  { store, pictureModel, dailyImageLimit, timezone, clock, pseudonym }: ToolDeps,
): Promise<PictureAnswer> {
  if (pictureModel === null) throw new Error("there is no model of pictures");
  const day = createDayNamer(timezone)(clock.now());
  // A repeated call was counted before it was interrupted.
  if (!isRepeated && !(await store.countPicture(userId, day, dailyImageLimit))) {
    throw new UserFacingError(
      `This user has had ${dailyImageLimit} pictures today, which is the limit of a day. Tell them that you can make more tomorrow.`,
    );
  }
  let isMade = false;
  try {
    const userKey = pseudonym(`user:${userId}`);
    const answer = await pictureModel.make({ ...wanted, userKey, signal });
    isMade = answer.outcome === "made" || answer.outcome === "lost";
    return answer;
  } finally {
    // An interrupted call is made again.
    if (!isMade && !signal.aborted) await store.uncountPicture(userId, day);
  }
}
