// How each block of a paper looks.
import type { Block, Column, Fact, Facts, Figures, Head, Payment, Row, Sides, Sums, Table, Text } from "./paper.js";
import { hairline, ink, leading, left, right, type Sheet, soft } from "./sheet.js";
import { type Line, linesOf, measure } from "./shaping.js";

const label = 7.5;
const body = 9;
const cell = 8.5;
const under = 7.5;
const gap = 14;
const width = right - left;

/** A table that rows are still coming for. */
interface OpenTable {
  columns: (Column & { x: number; width: number; isWidest: boolean })[];
}

export class Blocks {
  #table: OpenTable | null = null;

  constructor(readonly sheet: Sheet) {}

  add(block: Block): void {
    if (block.t !== "rows" && this.#table !== null) {
      this.#closeTable();
    }
    switch (block.t) {
      case "head": return this.#head(block);
      case "facts": return this.#facts(block);
      case "sides": return this.#sides(block);
      case "table": return this.#openTable(block);
      case "rows": return block.rows.forEach(row => this.#row(row));
      case "sums": return this.#sums(block);
      case "figures": return this.#figures(block);
      case "text": return this.#text(block);
      case "payment": return this.#payment(block);
    }
  }

  #head(head: Head): void {
    const { sheet } = this;
    const top = sheet.y;
    const half = width * 0.56;
    const beside = this.#sign(head);
    // A broad logo has the name below it, any other beside it.
    const isBroad = beside.width > 90;
    const x0 = isBroad ? left : left + beside.width + 12;
    let y = sheet.text(head.name, x0, isBroad ? top + beside.height + 6 : top - 1,
      { size: isBroad ? 11 : 14, weight: 600, width: left + half - x0, maxLines: 3 }) + 1;
    for (const line of head.lines) {
      y = sheet.text(line, x0, y, { size: 8, colour: soft, width: left + half - x0, maxLines: 3 });
    }
    const x = left + half + 12;
    const rest = width - half - 12;
    let end = sheet.text(
      head.title, x, top - 4, { size: 19, weight: 600, colour: sheet.paper.accent, width: rest, isFigure: true, maxLines: 2 });
    end = sheet.text(head.number, x, end, { size: 11, weight: 600, width: rest, isFigure: true, maxLines: 2 });
    if (head.note !== undefined) {
      end = sheet.text(head.note, x, end + 2, { size: 8, colour: soft, width: rest, isFigure: true, maxLines: 4 });
    }
    sheet.y = Math.max(y, end, top + beside.height) + gap;
  }

  /** The logo within its box, or the initials on a square. */
  #sign(head: Head): { width: number; height: number } {
    const { sheet } = this;
    if (head.logo !== undefined) {
      const { widthPixels, heightPixels } = head.logo;
      const scale = Math.min(180 / widthPixels, 44 / heightPixels);
      const size = { width: widthPixels * scale, height: heightPixels * scale };
      sheet.picture(head.logo, left, sheet.y, size.width, size.height);
      return size;
    }
    sheet.rounded(left, sheet.y, 36, 36, 8, sheet.paper.accent);
    const initials = measure(head.initials, 14, 600);
    sheet.text(head.initials, left + 18 - initials / 2, sheet.y + 8.5, { size: 14, weight: 600, colour: "#ffffff", width: 60 });
    return { width: 36, height: 36 };
  }

  #facts(block: Facts): void {
    const { sheet } = this;
    const columns = block.facts.length <= 5 ? Math.max(1, block.facts.length) : 4;
    const each = (width - 24) / columns;
    for (let from = 0; from < block.facts.length; from += columns) {
      const row = block.facts.slice(from, from + columns).map(fact => ({
        fact,
        lines: linesOf(fact.value, body, 600, each - 12).slice(0, 4),
      }));
      const tall = 16 + leading(label) + Math.max(...row.map(one => one.lines.length)) * leading(body);
      sheet.need(tall);
      sheet.box(left, sheet.y, width, tall, sheet.paper.ground);
      row.forEach(({ fact, lines }, at) => {
        const x = left + 12 + at * each;
        const y = sheet.text(fact.label, x, sheet.y + 7, { size: label, colour: soft, width: each - 12, maxLines: 1 });
        sheet.lines(lines, x, y, { size: body, weight: 600, width: each - 12 });
      });
      sheet.y += tall;
    }
    sheet.y += gap;
  }

  #figures(block: Figures): void {
    const { sheet } = this;
    const each = width / Math.max(1, block.figures.length);
    sheet.need(44);
    sheet.box(left, sheet.y, width, 40, sheet.paper.ground);
    block.figures.forEach((figure, at) => {
      const x = left + 12 + at * each;
      const y = sheet.text(figure.label, x, sheet.y + 7, { size: label, colour: soft, width: each - 14, maxLines: 1 });
      const size = Math.min(11, 11 * (each - 14) / Math.max(1, measure(figure.value, 11, 600)));
      sheet.text(figure.value, x, y, { size, weight: 600, width: each });
    });
    sheet.y += 40 + gap;
  }

  #sides(block: Sides): void {
    const { sheet } = this;
    const each = width / Math.max(1, block.sides.length);
    const parts = block.sides.map(side => ({
      side,
      name: linesOf(side.name, 10, 600, each - 16).slice(0, 6),
      lines: side.lines.flatMap(line => linesOf(line, 8.5, 400, each - 16).slice(0, 4)),
    }));
    const tall = Math.max(...parts.map(part =>
      leading(label) + 1 + part.name.length * leading(10) + part.lines.length * leading(8.5)));
    sheet.need(tall);
    parts.forEach(({ side, name, lines }, at) => {
      const x = left + at * each;
      let y = sheet.text(side.title, x, sheet.y, { size: label, colour: soft, width: each - 16, maxLines: 1 }) + 1;
      y = sheet.lines(name, x, y, { size: 10, weight: 600, width: each - 16 });
      sheet.lines(lines, x, y, { size: 8.5, colour: "#34403a", width: each - 16 });
    });
    sheet.y += tall + gap + 2;
  }

  /** Columns with a widest text are as wide as it and their head; one column takes what is left, at least a fifth. */
  #openTable(block: Table): void {
    const padding = 10;
    const wanted = block.columns.map(column => column.widest === undefined
      ? 0
      : Math.max(measure(column.widest, cell, 400) + 1, measure(column.title, label, 600)) + padding);
    const taken = wanted.reduce((sum, one) => sum + one, 0);
    const most = width * 0.79;
    const shrink = taken > most ? most / taken : 1;
    const rest = width - taken * shrink;
    let x = left;
    this.#table = {
      columns: block.columns.map((column, at) => {
        const isWidest = column.widest === undefined;
        const own = isWidest ? rest : wanted[at]! * shrink;
        const placed = { ...column, x, width: own - (at === block.columns.length - 1 ? 0 : padding), isWidest };
        x += own;
        return placed;
      }),
    };
    // A head alone at the foot of a page says nothing.
    this.sheet.need(60);
    this.#columnHeads();
    this.sheet.repeating(() => this.#columnHeads());
  }

  #closeTable(): void {
    this.#table = null;
    this.sheet.repeating(() => {});
    this.sheet.y += gap;
  }

  #columnHeads(): void {
    const { sheet } = this;
    const heads = this.#table!.columns.map(column => linesOf(column.title, label, 600, column.width).slice(0, 2));
    const tall = Math.max(...heads.map(lines => lines.length)) * leading(label);
    this.#table!.columns.forEach((column, at) => {
      const lines = heads[at]!;
      sheet.lines(lines, column.x, sheet.y + tall - lines.length * leading(label),
        { size: label, weight: 600, colour: soft, width: column.width, isFigure: column.isFigure === true });
    });
    sheet.y += tall + 4;
    sheet.rule(sheet.y, sheet.paper.accent, 1);
    sheet.y += 1;
  }

  #row(row: Row): void {
    const { sheet } = this;
    if (this.#table === null) {
      throw new Error("Rows came before their table.");
    }
    const weight = row.isStrong === true ? 600 : 400;
    const cells = this.#table.columns.map((column, at) => ({
      column,
      lines: linesOf(row.cells[at] ?? "", cell, weight, column.width),
      under: [] as Line[],
    }));
    const widest = cells.find(one => one.column.isWidest);
    // Beside its smaller lines a row is empty, unless another cell is taller than its text.
    const room = widest === undefined ? 0
      : cells.every(one => one.lines.length <= widest.lines.length) ? right - widest.column.x : widest.column.width;
    if (widest !== undefined) {
      widest.under = (row.under ?? []).flatMap(line => linesOf(line, under, 400, room));
    }
    const tall = 7.5 + Math.max(...cells.map(one => one.lines.length * leading(cell) + one.under.length * leading(under)));
    // A row stays whole as long as a page could hold it; a longer one is cut at the page's end.
    sheet.need(Math.min(tall, 560));
    if (row.isStrong === true) {
      sheet.box(left, sheet.y, width, tall, sheet.paper.ground);
    }
    for (const { column, lines, under: smaller } of cells) {
      const style = { width: column.width, isFigure: column.isFigure === true };
      const y = sheet.lines(lines.slice(0, 40), column.x, sheet.y + 3, { ...style, size: cell, weight });
      sheet.lines(smaller.slice(0, 8), column.x, y, { ...style, size: under, colour: soft });
    }
    sheet.y += Math.min(tall, 560);
    sheet.rule(sheet.y - 0.5, hairline, 0.5);
  }

  #sums(block: Sums): void {
    const { sheet } = this;
    const half = width * 0.5;
    const x = left + half;
    const value = Math.max(...block.rows.map(row => measure(row.value, row.isStrong === true ? 11 : body, 600))) + 8;
    const rows = block.rows.map(row => ({
      row,
      lines: linesOf(row.label, row.isStrong === true ? 10 : cell, row.isStrong === true ? 600 : 400, half - value - 20),
    }));
    const tall = rows.reduce((sum, { row, lines }) =>
      sum + lines.length * leading(row.isStrong === true ? 10 : cell) + (row.isStrong === true ? 14 : 4), 0);
    const words = block.words === undefined ? [] : linesOf(block.words.text, cell, 400, half - 40);
    sheet.need(Math.max(tall, words.length * leading(cell) + leading(label)));
    const top = sheet.y;
    let y = top;
    for (const { row, lines } of rows) {
      const isStrong = row.isStrong === true;
      const size = isStrong ? 10 : cell;
      if (isStrong) {
        y += 4;
        sheet.box(x, y, half, lines.length * leading(size) + 10, sheet.paper.ground);
        y += 5;
      }
      // On the line of its label, though larger.
      sheet.text(row.value, x, isStrong ? y - 1.02 : y,
        { size: isStrong ? 11 : cell, weight: isStrong ? 600 : 400, width: half - 10, isFigure: true });
      y = sheet.lines(lines, x + 10, y, { size, weight: isStrong ? 600 : 400, colour: isStrong ? ink : soft, width: half })
        + (isStrong ? 5 : 4);
    }
    let end = top;
    if (block.words !== undefined) {
      end = sheet.text(block.words.title, left, top, { size: label, colour: soft, width: half - 40 });
      end = sheet.lines(words, left, end, { size: cell, width: half - 40 });
    }
    sheet.y = Math.max(y, end) + gap;
  }

  #text(block: Text): void {
    const { sheet } = this;
    const size = block.isSmall === true ? under : cell;
    const lines = linesOf(block.text, size, 400, width);
    sheet.need(Math.min(lines.length, 4) * leading(size) + (block.title === undefined ? 0 : leading(label)));
    if (block.title !== undefined) {
      sheet.y = sheet.text(block.title, left, sheet.y, { size: label, colour: soft, width });
    }
    for (const line of lines) {
      sheet.need(leading(size));
      sheet.y = sheet.lines([line], left, sheet.y, { size, colour: block.isSmall === true ? soft : ink, width });
    }
    sheet.y += gap;
  }

  #payment(block: Payment): void {
    const { sheet } = this;
    const side = block.code === undefined ? 0 : block.code.sidePoints ?? 84;
    const beside = side === 0 ? 0 : side + 24;
    const columns = chunk(block.facts, Math.ceil(block.facts.length / 2));
    const each = (width - 24 - beside) / Math.max(1, columns.length);
    const parts = columns.map(facts => facts.map(fact => ({
      fact, lines: linesOf(fact.value, cell, 600, each - 14).slice(0, 4),
    })));
    const factTall = Math.max(0, ...parts.map(part =>
      part.reduce((sum, one) => sum + leading(label) + one.lines.length * leading(cell) + 4, 0)));
    const tall = 20 + Math.max(leading(10) + 4 + factTall, side === 0 ? 0 : side + leading(label) + 2);
    sheet.need(tall);
    if (!sheet.isFresh) {
      sheet.rule(sheet.y, hairline, 0.6);
    }
    const top = sheet.y + 10;
    if (block.code !== undefined) {
      sheet.code(block.code.rows, left, top, side);
      sheet.text(block.code.caption, left, top + side + 3, { size: label, colour: soft, width: beside - 8, maxLines: 1 });
    }
    const y = sheet.text(block.title, left + beside, top - 1, { size: 10, weight: 600, width: width - beside }) + 4;
    parts.forEach((part, at) => {
      let down = y;
      const x = left + beside + at * each;
      for (const { fact, lines } of part) {
        down = sheet.text(fact.label, x, down, { size: label, colour: soft, width: each - 14, maxLines: 1 });
        down = sheet.lines(lines, x, down, { size: cell, weight: 600, width: each - 14 }) + 4;
      }
    });
    sheet.y += tall + gap - 10;
  }
}

function chunk(facts: Fact[], size: number): Fact[][] {
  return facts.length === 0 ? [] : [facts.slice(0, size), facts.slice(size)].filter(part => part.length > 0);
}
