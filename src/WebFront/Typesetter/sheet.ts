// The PDF itself: pages that are written out as soon as they are full, glyphs placed on them, and the count of pages,
// which is known only at the end and stands on every page by reference.
import PDFDocument from "pdfkit";
import type { Paper, Picture } from "./paper.js";
import type { Font, Weight } from "./fonts.js";
import { linesOf, measure, type Glyph, type Line, type Run } from "./shaping.js";

export const ink = "#16201b";
export const soft = "#5a655f";
export const hairline = "#d5dcd7";

export const width = 595.28;
export const height = 841.89;
export const left = 45;
export const right = width - left;
const firstTop = 40;
const laterTop = 66;
export const bottom = height - 62;

/** A font as pdfkit embeds it: the glyphs that were used, and what they mean. */
interface EmbeddedFont {
  id: string;
  ref(): unknown;
  subset: { includeGlyph(id: number): number };
  widths: number[];
  unicode: number[][];
}

/** What pdfkit has and its types do not say. */
interface Internals {
  _font: EmbeddedFont;
  page: { fonts: Record<string, unknown>; xobjects: Record<string, unknown> };
  addContent(operators: string): void;
  ref(data: object): { end(content?: string): void };
}

export class Sheet {
  /** Where the next block begins. */
  y = firstTop;
  pages = 0;
  readonly #document: PDFKit.PDFDocument & Internals;
  readonly #embedded = new Map<Font, EmbeddedFont>();
  readonly #count: { end(content?: string): void };
  readonly #countFonts: Record<string, unknown> = {};
  #onPage: () => void = () => {};

  constructor(readonly paper: Paper, write: (chunk: Uint8Array) => void) {
    this.#document = new PDFDocument({
      size: [width, height],
      margin: 0,
      autoFirstPage: false,
      compress: true,
      pdfVersion: "1.7",
      lang: paper.language,
      displayTitle: true,
      // None: every font is one of ours.
      font: null as unknown as string,
      info: { Title: paper.title, Author: paper.author, Creator: "LedgerPortal", Producer: "LedgerPortal" },
    }) as PDFKit.PDFDocument & Internals;
    this.#document.on("data", write);
    this.#count = this.#document.ref({
      Type: "XObject",
      Subtype: "Form",
      BBox: [0, -4, 80, 12],
      Resources: { Font: this.#countFonts },
    });
    this.addPage();
  }

  /** What is drawn at the top of each further page of a block that goes on: the heads of a table's columns. */
  repeating(draw: () => void): void {
    this.#onPage = draw;
  }

  /** Goes to a new page unless so much is left of this one. */
  need(points: number): void {
    if (this.y + points > bottom) {
      this.addPage();
      this.#onPage();
    }
  }

  /** Nothing stands on this page yet but its head. */
  get isFresh(): boolean {
    return this.y === (this.pages === 1 ? firstTop : laterTop);
  }

  addPage(): void {
    this.#document.addPage();
    this.pages++;
    this.y = this.pages === 1 ? firstTop : laterTop;
    this.box(0, 0, width, this.pages === 1 ? 6 : 3, this.paper.accent);
    if (this.paper.mark !== undefined) {
      this.#mark(this.paper.mark);
    }
    if (this.pages > 1) {
      this.text(this.paper.running, left, 34, { size: 8, colour: soft, width: right - left, maxLines: 1 });
      this.rule(50, hairline, 0.6);
    }
    this.#foot();
  }

  end(done: () => void): void {
    this.#document.on("end", done);
    const text = String(this.pages);
    const operators = this.#operators(linesOf(text, 7.5, 400, 80)[0]!, 0, 0, 7.5, soft, this.#countFonts, 1);
    this.#count.end(operators);
    this.#document.end();
  }

  /** Writes lines from `y` on, their first one's top there; returns where they end. */
  text(text: string, x: number, y: number, style: TextStyle): number {
    const lines = linesOf(text, style.size, style.weight ?? 400, style.width);
    return this.lines(style.maxLines === undefined ? lines : cut(lines, style), x, y, style);
  }

  lines(lines: Line[], x: number, y: number, style: TextStyle): number {
    const step = leading(style.size);
    for (const line of lines) {
      const from = style.isFigure === true ? x + style.width - line.width : x;
      const operators = this.#operators(
        line, from, y + style.size * 1.02, style.size, style.colour ?? ink, this.#document.page.fonts, -1);
      this.#document.addContent(operators);
      y += step;
    }
    return y;
  }

  rule(y: number, colour: string, thickness: number, from = left, to = right): void {
    this.box(from, y, to - from, thickness, colour);
  }

  box(x: number, y: number, w: number, h: number, colour: string): void {
    this.#document.addContent(`${rgb(colour)} rg ${n(x)} ${n(y)} ${n(w)} ${n(h)} re f`);
  }

  rounded(x: number, y: number, w: number, h: number, radius: number, colour: string): void {
    this.#document.roundedRect(x, y, w, h, radius).fill(colour);
  }

  picture(picture: Picture, x: number, y: number, w: number, h: number): void {
    this.#document.addContent(`/Figure <</Alt <feff${utf16(picture.description)}>>> BDC`);
    this.#document.image(Buffer.from(picture.data, "base64"), x, y, { width: w, height: h });
    this.#document.addContent("EMC");
  }

  /** A code's dark modules, each row's neighbours as one box. */
  code(rows: string[], x: number, y: number, size: number): void {
    const module = size / Math.max(1, rows.length);
    const boxes = rows.flatMap((row, at) => [...row.matchAll(/1+/g)].map(match =>
      `${n(x + match.index * module)} ${n(y + at * module)} ${n(match[0].length * module)} ${n(module)} re`));
    this.#document.addContent(`0 0 0 rg ${boxes.join(" ")} f`);
  }

  /** The page's number now, the count of pages by reference to what is written last. */
  #foot(): void {
    const y = height - 40;
    const size = 7.5;
    this.rule(y - 8, hairline, 0.6);
    const [before = "", after = ""] = this.paper.pageOf.replace("{0}", String(this.pages)).split("{1}");
    const digits = measure("0".repeat(String(Math.max(1, this.paper.expectedPages)).length), size, 400);
    // Blanks at the end of a line have no width.
    const blank = before.endsWith(" ") ? measure("0 0", size, 400) - measure("00", size, 400) : 0;
    const start = right - measure(before, size, 400) - blank - digits - measure(after, size, 400);
    this.text(this.paper.foot, left, y, { size, colour: soft, width: start - left - 20, maxLines: 2 });
    this.text(before, start, y, { size, colour: soft, width: 200 });
    this.#document.page.xobjects["Count"] = this.#count;
    const at = right - digits - measure(after, size, 400);
    this.#document.addContent(`q 1 0 0 -1 ${n(at)} ${n(y + size * 1.02)} cm /Count Do Q`);
    this.text(after, right - measure(after, size, 400), y, { size, colour: soft, width: 100 });
  }

  /** Across the page, behind what is written. */
  #mark(text: string): void {
    const size = Math.min(110, 110 * 480 / Math.max(1, measure(text, 110, 600)));
    const line = linesOf(text, size, 600, Number.POSITIVE_INFINITY)[0];
    if (line === undefined) {
      return;
    }
    const turn = Math.PI / 5;
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    this.#document.addContent(
      `q ${n(cos)} ${n(-sin)} ${n(sin)} ${n(cos)} ${n(width / 2)} ${n(height / 2)} cm ` +
      `${this.#operators(line, -line.width / 2, size / 3, size, "#f6dcd8", this.#document.page.fonts, -1)} Q`);
  }

  #operators(
    line: Line, x: number, y: number, size: number, colour: string, fonts: Record<string, unknown>, up: 1 | -1): string {
    let operators = "";
    let at = x;
    for (const run of line.runs) {
      operators += this.#run(run, at, y, size, colour, fonts, up);
      at += run.width * size / 1000;
    }
    return operators;
  }

  #run(run: Run, x: number, y: number, size: number, colour: string, fonts: Record<string, unknown>, up: 1 | -1): string {
    const font = this.#embed(run.font);
    fonts[font.id] ??= font.ref();
    let shown = "";
    let pending = "";
    let drift = 0;
    let rise = 0;
    const flush = (): void => {
      if (pending !== "") {
        shown += `[${pending}] TJ `;
        pending = "";
      }
    };
    for (const glyph of run.glyphs) {
      const id = this.#glyph(font, glyph);
      if (Math.round(glyph.y) !== rise) {
        flush();
        rise = Math.round(glyph.y);
        shown += `${n(rise * size / 1000)} Ts `;
      }
      // What a glyph's own width does not say: kerning before it, marks that are moved over their letter.
      const before = drift + glyph.x;
      if (Math.abs(before) >= 0.5) {
        pending += `${n(-before)} `;
      }
      pending += `<${id.toString(16).padStart(4, "0")}> `;
      drift = glyph.advance - (font.widths[id] ?? 0) - glyph.x;
    }
    flush();
    const text = `BT ${rgb(colour)} rg /${font.id} ${n(size)} Tf 1 0 0 ${up} ${n(x)} ${n(y)} Tm ${shown}${rise === 0 ? "" : "0 Ts "}ET `;
    // Glyphs of Indic and Arabic writing are not its letters: what is copied and searched is said beside them.
    return run.isPlain ? text : `/Span <</ActualText <feff${utf16(run.text)}>>> BDC ${text}EMC `;
  }

  #glyph(font: EmbeddedFont, glyph: Glyph): number {
    const id = font.subset.includeGlyph(glyph.id);
    font.widths[id] ??= glyph.advance;
    font.unicode[id] ??= glyph.text === null ? [0xfffd] : [...glyph.text].map(character => character.codePointAt(0)!);
    return id;
  }

  #embed(font: Font): EmbeddedFont {
    let embedded = this.#embedded.get(font);
    if (embedded === undefined) {
      this.#document.font(font.outlines as unknown as string);
      embedded = this.#document._font;
      this.#embedded.set(font, embedded);
    }
    return embedded;
  }
}

export interface TextStyle {
  size: number;
  weight?: Weight;
  colour?: string;
  width: number;
  /** Stands at the right. */
  isFigure?: boolean;
  /** The rest is cut, and an ellipsis says so. */
  maxLines?: number;
}

export function leading(size: number): number {
  return size * 1.38;
}

function cut(lines: Line[], style: TextStyle): Line[] {
  const kept = lines.slice(0, style.maxLines);
  if (kept.length === lines.length) {
    return kept;
  }
  const text = kept.at(-1)!.runs.map(run => run.text).join("");
  for (let end = text.length; end > 0; end--) {
    const shorter = linesOf(`${text.slice(0, end).trimEnd()}…`, style.size, style.weight ?? 400, style.width);
    if (shorter.length === 1) {
      return [...kept.slice(0, -1), shorter[0]!];
    }
  }
  return kept;
}

function n(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

function rgb(colour: string): string {
  return [1, 3, 5].map(at => n(Number.parseInt(colour.slice(at, at + 2), 16) / 255)).join(" ");
}

function utf16(text: string): string {
  let hex = "";
  for (let at = 0; at < text.length; at++) {
    hex += text.charCodeAt(at).toString(16).padStart(4, "0");
  }
  return hex;
}
