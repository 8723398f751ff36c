// The fonts of the program: one family, a file a script and weight. Each is read when a text first needs it.
import { create } from "fontkit";
import { Blob, Face, Font as HarfBuzzFont } from "harfbuzzjs";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(fileURLToPath(new URL(".", import.meta.url)), "fonts");

export type Weight = 400 | 600;

export class Font {
  /** For embedding: which glyphs there are, and a subset of them. */
  readonly outlines: ReturnType<typeof create>;
  /** For shaping. */
  readonly shaper: HarfBuzzFont;
  readonly unitsPerEm: number;

  constructor(readonly name: string) {
    const data = readFileSync(join(folder, name));
    this.outlines = create(data);
    const face = new Face(new Blob(new Uint8Array(data).buffer));
    this.unitsPerEm = face.upem;
    this.shaper = new HarfBuzzFont(face);
  }

  has(codePoint: number): boolean {
    return this.outlines.hasGlyphForCodePoint(codePoint);
  }
}

type Script = [name: string, ...ranges: [number, number][]];

/** What a font beside the first is asked for; ranges are Unicode blocks, both ends included. */
const scripts: Script[] = [
  ["hebrew", [0x0590, 0x05ff], [0xfb1d, 0xfb4f]],
  ["arabic", [0x0600, 0x06ff], [0x0750, 0x077f], [0x0870, 0x08ff], [0xfb50, 0xfdff], [0xfe70, 0xfeff]],
  ["devanagari", [0x0900, 0x097f], [0xa8e0, 0xa8ff], [0x1cd0, 0x1cff]],
  ["bengali", [0x0980, 0x09ff]],
  ["gurmukhi", [0x0a00, 0x0a7f]],
  ["gujarati", [0x0a80, 0x0aff]],
  ["oriya", [0x0b00, 0x0b7f]],
  ["tamil", [0x0b80, 0x0bff]],
  ["telugu", [0x0c00, 0x0c7f]],
  ["kannada", [0x0c80, 0x0cff]],
  ["malayalam", [0x0d00, 0x0d7f]],
  ["sinhala", [0x0d80, 0x0dff]],
  ["thai", [0x0e00, 0x0e7f]],
];

/** Those that have one weight only: a second one would add as much as all others together, or there is none. */
const singleWeights: Script[] = [
  ["emoji-400.ttf", [0x2190, 0x2bff], [0x3030, 0x3030], [0x303d, 0x303d], [0x3297, 0x3297], [0x3299, 0x3299],
    [0x1f000, 0x1faff]],
  ["hangul-400.otf", [0x1100, 0x11ff], [0x3130, 0x318f], [0xa960, 0xa97f], [0xac00, 0xd7ff]],
  ["han-400.otf", [0x2e80, 0x2fdf], [0x3000, 0x9fff], [0xf900, 0xfaff], [0xfe30, 0xfe4f], [0xff00, 0xffef],
    [0x20000, 0x3ffff]],
];

const loaded = new Map<string, Font>();

function load(name: string): Font {
  let font = loaded.get(name);
  if (font === undefined) {
    font = new Font(name);
    loaded.set(name, font);
  }
  return font;
}

/** Latin, Greek, Cyrillic, figures and signs: what nearly everything is set in. */
export function base(weight: Weight): Font {
  return load(`latin-${weight}.ttf`);
}

const joiners = /^[\u200c\u200d\ufe0e\ufe0f]$/u;

/**
 * The font that has every character of a grapheme cluster. The script's own comes first: the base has a few letters of
 * some scripts, and a word in two fonts cannot be shaped. Where none has it, the base shows its sign for "missing".
 */
export function fontFor(cluster: string, weight: Weight): Font {
  const characters = [...cluster].filter(character => !joiners.test(character)).map(character => character.codePointAt(0)!);
  const first = characters[0];
  if (first !== undefined) {
    const covers = ([, ...ranges]: Script) => ranges.some(([from, to]) => first >= from && first <= to);
    const script = scripts.find(covers);
    const name = script !== undefined ? `${script[0]}-${weight}.ttf` : singleWeights.find(covers)?.[0];
    if (name !== undefined) {
      const font = load(name);
      if (font.has(first)) {
        return font;
      }
    }
  }
  return base(weight);
}
