// A process that makes papers: messages come over stdin, a line each, and the PDF goes back over stdout in frames. It is
// given everything it needs: it opens no address and no file but its own fonts, and is started without the rights to.
//
// A frame: one byte that says what it is, four bytes of length (big-endian), the content.
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { Blocks } from "./blocks.js";
import type { Message } from "./paper.js";
import { Sheet } from "./sheet.js";

const frames = { ready: 0, part: 1, done: 2, failed: 3 } as const;

/** Whole, also where the pipe takes it piece by piece: nobody else writes here, so this may wait. */
function send(kind: number, content: Uint8Array): void {
  const frame = Buffer.alloc(5 + content.length);
  frame.writeUInt8(kind, 0);
  frame.writeUInt32BE(content.length, 1);
  frame.set(content, 5);
  for (let sent = 0; sent < frame.length;) {
    try {
      sent += writeSync(1, frame, sent);
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== "EAGAIN") {
        throw failure;
      }
      Atomics.wait(pause, 0, 0, 2);
    }
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4));
const nothing = new Uint8Array(0);

let blocks: Blocks | null = null;
/** After a failure the rest of the same paper is read and thrown away. */
let isFailed = false;

function take(line: string): void {
  const message = JSON.parse(line) as Message;
  if (message.t === "paper") {
    isFailed = false;
    blocks = new Blocks(new Sheet(message, part => send(frames.part, part)));
  } else if (isFailed) {
    return;
  } else if (blocks === null) {
    throw new Error("A block came before its paper.");
  } else if (message.t === "end") {
    const { sheet } = blocks;
    blocks = null;
    sheet.end(() => send(frames.done, nothing));
  } else {
    blocks.add(message);
  }
}

createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }).on("line", line => {
  try {
    take(line);
  } catch (failure) {
    isFailed = true;
    blocks = null;
    send(frames.failed, Buffer.from(failure instanceof Error ? failure.message : String(failure)));
  }
});
send(frames.ready, nothing);
