declare module "bidi-js" {
  export interface Bidi {
    /** A level for each UTF-16 unit; even runs from left to right, odd from right to left. */
    getEmbeddingLevels(text: string, direction?: "ltr" | "rtl" | "auto"): { levels: Uint8Array };
  }
  export default function bidiFactory(): Bidi;
}
declare module "linebreak" {
  export default class LineBreaker {
    constructor(text: string);
    nextBreak(): { position: number; required: boolean } | null;
  }
}
declare module "fontkit" {
  export function create(data: Uint8Array): { hasGlyphForCodePoint(codePoint: number): boolean; layout: unknown };
}
