// What a paper is made of, as it comes over the pipe: a message a line, JSON. Every text is final: nothing is computed
// or formatted here. Lengths are points (1/72 inch).

/** First of all messages. */
export interface Paper {
  t: "paper";
  /** BCP 47. */
  language: string;
  title: string;
  author: string;
  /** `#rrggbb`, dark enough to be read on white; and a tint of it to stand behind text. */
  accent: string;
  ground: string;
  /** Across every page, for a paper that no longer counts. */
  mark?: string;
  /** At the top of the second and later pages. */
  running: string;
  /** At the bottom of every page. */
  foot: string;
  /** `Page {0} of {1}` */
  pageOf: string;
  /** About how many pages there will be: so many digits are kept free for their number. */
  expectedPages: number;
}

/** Who issues it, and what it is. */
export interface Head {
  t: "head";
  initials: string;
  name: string;
  lines: string[];
  title: string;
  number: string;
  note?: string;
  /** In the place of the initials. */
  logo?: Picture;
}

/** A whole PNG or JPEG, in base64. */
export interface Picture {
  widthPixels: number;
  heightPixels: number;
  description: string;
  data: string;
}

export interface Fact {
  label: string;
  value: string;
}

/** Dates and references, side by side in a band. */
export interface Facts {
  t: "facts";
  facts: Fact[];
}

export interface Side {
  title: string;
  name: string;
  lines: string[];
}

/** Who bills whom, side by side. */
export interface Sides {
  t: "sides";
  sides: Side[];
}

export interface Column {
  title: string;
  /** Figures stand at the right. */
  isFigure?: boolean;
  /** The widest text that will stand in it; without one the column takes what is left. */
  widest?: string;
}

/** Begins a table; its rows follow. The column heads are repeated on every page. */
export interface Table {
  t: "table";
  columns: Column[];
}

export interface Row {
  cells: string[];
  /** Smaller lines below the widest column's text. */
  under?: string[];
  isStrong?: boolean;
}

export interface Rows {
  t: "rows";
  rows: Row[];
}

/** From the sum of the lines to the total, at the right; words beside it. */
export interface Sums {
  t: "sums";
  rows: { label: string; value: string; isStrong?: boolean }[];
  words?: { title: string; text: string };
}

/** Figures in a row: a statement's opening, debits, credits, closing. */
export interface Figures {
  t: "figures";
  figures: Fact[];
}

export interface Text {
  t: "text";
  title?: string;
  text: string;
  isSmall?: boolean;
}

/** Facts beside a code that a telephone reads. */
export interface Payment {
  t: "payment";
  title: string;
  facts: Fact[];
  code?: Code;
}

/** A QR code: `1` for a dark module, a string a row, its quiet zone left out. */
export interface Code {
  rows: string[];
  caption: string;
  sidePoints?: number;
}

/** Last of all messages. */
export interface End {
  t: "end";
}

export type Block = Head | Facts | Sides | Table | Rows | Sums | Figures | Text | Payment;
export type Message = Paper | Block | End;
