// From a text to glyphs in lines: which font has which part, in which direction it runs, where it may break.
import bidiFactory from "bidi-js";
import { Buffer as ShapingBuffer, Direction, shape } from "harfbuzzjs";
import LineBreaker from "linebreak";
import { base, Font, fontFor, type Weight } from "./fonts.js";

/** Placed in thousandths of the font size. */
export interface Glyph {
  id: number;
  advance: number;
  x: number;
  y: number;
  /** The characters it stands for, where they are its own; null where several glyphs share them. */
  text: string | null;
}

/** Glyphs of one font in one direction, in the order in which they stand on the line. */
export interface Run {
  font: Font;
  text: string;
  glyphs: Glyph[];
  width: number;
  level: number;
  /** Whether reading the glyphs one by one gives the text. */
  isPlain: boolean;
}

export interface Line {
  runs: Run[];
  width: number;
}

const bidi = bidiFactory();
const buffer = new ShapingBuffer();
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const rightToLeft = /[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const western = /^[\u0020-\u024f\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u2116\u2122\u2212]*$/u;
// Everything that controls instead of being seen, but for the joiners, which shape Indic and Persian words.
const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u2028\u2029\ufeff\ufff9-\ufffb]/gu;

const shaped = new Map<string, Run>();
const maxShaped = 20_000;

/** Words come again and again in a document: each is shaped once. */
function shapeRun(text: string, font: Font, level: number): Run {
  const key = `${font.name}\n${level}\n${text}`;
  const known = shaped.get(key);
  if (known !== undefined) {
    return known;
  }
  buffer.reset();
  buffer.addText(text);
  buffer.setDirection(level % 2 === 1 ? Direction.RTL : Direction.LTR);
  buffer.guessSegmentProperties();
  shape(font.shaper, buffer);
  const scale = 1000 / font.unitsPerEm;
  const infos = buffer.getGlyphInfos();
  const positions = buffer.getGlyphPositions();
  const starts = [...new Set(infos.map(info => info.cluster)), text.length].sort((a, b) => a - b);
  const uses = new Map<number, number>();
  for (const info of infos) {
    uses.set(info.cluster, (uses.get(info.cluster) ?? 0) + 1);
  }
  let isPlain = level % 2 === 0;
  const glyphs = infos.map((info, at): Glyph => {
    const own = uses.get(info.cluster) === 1;
    const characters = text.slice(info.cluster, starts[starts.indexOf(info.cluster) + 1]);
    isPlain &&= own && info.codepoint !== 0;
    const position = positions[at]!;
    return {
      id: info.codepoint,
      advance: position.xAdvance * scale,
      x: position.xOffset * scale,
      y: position.yOffset * scale,
      text: own && info.codepoint !== 0 ? characters : null,
    };
  });
  const width = glyphs.reduce((sum, glyph) => sum + glyph.advance, 0);
  const run = { font, text, glyphs, width, level, isPlain };
  if (shaped.size >= maxShaped) {
    shaped.clear();
  }
  shaped.set(key, run);
  return run;
}

/** A text in logical order as runs of one font and level each. */
function runsOf(text: string, levels: Uint8Array | null, offset: number, weight: Weight): Run[] {
  if (levels === null && western.test(text)) {
    return text === "" ? [] : [shapeRun(text, base(weight), 0)];
  }
  const runs: Run[] = [];
  let start = 0;
  let current: { font: Font; level: number } | null = null;
  const close = (end: number): void => {
    if (current !== null && end > start) {
      runs.push(shapeRun(text.slice(start, end), current.font, current.level));
    }
  };
  for (const { segment, index } of graphemes.segment(text)) {
    const level = levels?.[offset + index] ?? 0;
    // A blank and a full stop go with the word before them, in its font when that has them.
    const font: Font = current !== null && current.level === level && /^[\s.,;:()\-]$/u.test(segment)
      && current.font.has(segment.codePointAt(0)!) ? current.font : fontFor(segment, weight);
    if (current === null || font !== current.font || level !== current.level) {
      close(index);
      start = index;
      current = { font, level };
    }
  }
  close(text.length);
  return runs;
}

/** Rule L2 of Unicode's annex 9: from the highest level down, what runs from right to left is turned round. */
function inVisualOrder(runs: Run[]): Run[] {
  const ordered = [...runs];
  const highest = Math.max(0, ...ordered.map(run => run.level));
  for (let level = highest; level > 0; level--) {
    for (let from = 0; from < ordered.length; from++) {
      let to = from;
      while (to < ordered.length && ordered[to]!.level >= level) {
        to++;
      }
      if (to > from) {
        ordered.splice(from, to - from, ...ordered.slice(from, to).reverse());
        from = to;
      }
    }
  }
  return ordered;
}

function widthOf(runs: Run[]): number {
  return runs.reduce((sum, run) => sum + run.width, 0);
}

/** The width of a text on one line, in points. */
export function measure(text: string, size: number, weight: Weight): number {
  return linesOf(text, size, weight, Number.POSITIVE_INFINITY).reduce((widest, line) => Math.max(widest, line.width), 0);
}

const maxLines = 400;

/** Lines no wider than `width` points. What has no place to break is broken between any two characters. */
export function linesOf(text: string, size: number, weight: Weight, width: number): Line[] {
  const lines: Line[] = [];
  const scale = size / 1000;
  for (const paragraph of text.normalize("NFC").replace(/\r\n?/g, "\n").replace(controls, "").split("\n")) {
    const levels = rightToLeft.test(paragraph) ? bidi.getEmbeddingLevels(paragraph).levels : null;
    const push = (from: number, to: number): void => {
      const shown = paragraph.slice(from, to).trimEnd();
      const runs = inVisualOrder(runsOf(shown, levels, from, weight));
      lines.push({ runs, width: widthOf(runs) * scale });
    };
    const widthOfPart = (from: number, to: number): number =>
      widthOf(runsOf(paragraph.slice(from, to), levels, from, weight)) * scale;
    if (widthOfPart(0, paragraph.length) <= width) {
      push(0, paragraph.length);
      continue;
    }
    let start = 0;
    let end = 0;
    let used = 0;
    const breaker = new LineBreaker(paragraph);
    for (let next = breaker.nextBreak(); next !== null; next = breaker.nextBreak()) {
      const from = end;
      const word = widthOfPart(from, next.position);
      const seen = widthOfPart(from, from + paragraph.slice(from, next.position).trimEnd().length);
      if (used > 0 && used + seen > width) {
        push(start, end);
        start = end;
        used = 0;
      }
      if (seen > width) {
        for (const { segment, index } of graphemes.segment(paragraph.slice(from, next.position))) {
          const one = widthOfPart(from + index, from + index + segment.length);
          if (used > 0 && used + one > width) {
            push(start, from + index);
            start = from + index;
            used = 0;
          }
          used += one;
        }
      } else {
        used += word;
      }
      end = next.position;
    }
    push(start, paragraph.length);
  }
  return lines.length > maxLines ? lines.slice(0, maxLines) : lines;
}
