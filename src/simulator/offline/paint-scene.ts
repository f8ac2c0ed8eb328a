import { type Colour, mix, paintPixels, type Pixels, repaint } from "./pixels.ts";

const SKY: readonly [Colour, Colour] = [
  [92, 170, 235],
  [206, 234, 250],
];
const SUN: Colour = [255, 205, 70];
const FAR_HILL: Colour = [122, 184, 120];
const NEAR_HILL: Colour = [76, 150, 84];
const WALL: Colour = [236, 214, 182];
const ROOF: Colour = [186, 74, 58];
const DOOR: Colour = [110, 70, 48];
const PANE: Colour = [250, 238, 160];
const TRUNK: Colour = [112, 78, 52];
const LEAVES: Colour = [48, 118, 66];
const FUR: Colour = [230, 150, 70];
const FACE: Colour = [50, 40, 40];
const WHITE: Colour = [255, 255, 255];
/** The light of a winter's day. */
const DULL: Colour = [205, 214, 226];
const NIGHT: Colour = [18, 26, 66];

const CAT = /\b(?:cats?|kitten|gat[oa]s?|gatinh[oa]|gatit[oa])\b/i;
const WINTER =
  /\b(?:winter|snow\w*|christmas|invierno|nieve|nevad\w*|navidad|inverno|neve|natal)\b/i;
const EVENING = /\b(?:night|dark|moon|evening|noche|oscur\w*|luna|noite|escur\w*|lua)\b/i;

/** Paints what a description asks for, as far as it is a cat, or a house among hills. */
export function paintScene(description: string, width: number, height: number): Pixels {
  const subject = CAT.test(description) ? catAt : houseAt;
  const stretch = width / height;
  const painted = paintPixels(width, height, (x, y) => {
    // Round things stay round in any shape of picture.
    const [left, top] =
      stretch > 1 ? [(x - 0.5) * stretch + 0.5, y] : [x, (y - 0.5) / stretch + 0.5];
    return subject(left, top) ?? sceneryAt(x, y, left);
  });
  return changeScene(painted, description);
}

/** Changes a picture as a description asks for: to winter or night, else to the colours of an old photograph. */
export function changePicture(picture: Pixels, description: string): Pixels {
  const isKnown = WINTER.test(description) || EVENING.test(description);
  return isKnown ? changeScene(picture, description) : repaint(picture, aged);
}

function changeScene(picture: Pixels, description: string): Pixels {
  const snowed = WINTER.test(description) ? repaint(picture, snowy) : picture;
  return EVENING.test(description) ? repaint(snowed, (colour) => mix(colour, NIGHT, 0.6)) : snowed;
}

const isNear = (x: number, y: number, atX: number, atY: number, radius: number) =>
  (x - atX) ** 2 + (y - atY) ** 2 < radius ** 2;

function sceneryAt(x: number, y: number, round: number): Colour {
  if (y > 0.72 + 0.05 * Math.sin(x * 5 + 1)) return mix(NEAR_HILL, LEAVES, (y - 0.7) * 2);
  if (y > 0.6 + 0.08 * Math.sin(x * 7)) return FAR_HILL;
  if (isNear(round, y, 0.78, 0.2, 0.09)) return SUN;
  return mix(SKY[0], SKY[1], y / 0.65);
}

function houseAt(x: number, y: number): Colour | null {
  const isTree = isNear(x, y, 0.75, 0.55, 0.09) || isNear(x, y, 0.71, 0.6, 0.07);
  if (isTree || isNear(x, y, 0.8, 0.61, 0.07)) return LEAVES;
  if (Math.abs(x - 0.755) < 0.014 && y > 0.6 && y < 0.8) return TRUNK;
  if (y < 0.52 && y > 0.34 && Math.abs(x - 0.42) < (y - 0.34) * 1.2) return ROOF;
  if (Math.abs(x - 0.42) > 0.17 || y < 0.5 || y > 0.79) return null;
  if (Math.abs(x - 0.42) < 0.035 && y > 0.65) return DOOR;
  const isWindow = Math.abs(Math.abs(x - 0.42) - 0.105) < 0.035 && y > 0.57 && y < 0.65;
  return isWindow ? PANE : WALL;
}

function catAt(x: number, y: number): Colour | null {
  const side = Math.abs(x - 0.5);
  if (isNear(side, y, 0.085, 0.5, 0.022) || isNear(x, y, 0.5, 0.58, 0.018)) return FACE;
  if (side < 0.06 && Math.abs(y - 0.62 - 0.02 * Math.cos(side * 60)) < 0.006) return FACE;
  const isWhisker = side > 0.09 && side < 0.24 && Math.abs(y - 0.59 - (side - 0.09) * 0.1) < 0.004;
  if (isWhisker) return FACE;
  const isEar =
    side > 0.07 && side < 0.19 && y > 0.3 && y < 0.45 && y > 0.3 + Math.abs(side - 0.15) * 2;
  return isEar || isNear(x, y, 0.5, 0.54, 0.2) ? FUR : null;
}

/** Snow lies on what is green, and on red roofs, and falls everywhere. */
function snowy(colour: Colour, x: number, y: number): Colour {
  const [red, green, blue] = colour;
  if (isFlake(x, y)) return WHITE;
  const isCovered = (green > red && green > blue) || (red > 150 && green < 110);
  return isCovered ? mix(colour, WHITE, 0.8) : mix(colour, DULL, 0.3);
}

/** The flakes of a grid, each moved from its place by a number of its own. */
function isFlake(x: number, y: number): boolean {
  const [column, row] = [Math.floor(x * 14), Math.floor(y * 14)];
  const noise = Math.abs(Math.sin(column * 12.9898 + row * 78.233) * 43_758.5453) % 1;
  const [centre, middle] = [(column + 0.2 + noise * 0.6) / 14, (row + 0.8 - noise * 0.6) / 14];
  return isNear(x, y, centre, middle, 0.006 + noise * 0.004);
}

function aged([red, green, blue]: Colour): Colour {
  const light = 0.3 * red + 0.59 * green + 0.11 * blue;
  return mix([50, 30, 15], [255, 240, 205], light / 255);
}
