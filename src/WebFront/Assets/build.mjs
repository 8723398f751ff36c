// Makes wwwroot/ from Assets/: one bundle for each entry, the style sheet minified, the icons copied.
// Run by the .NET build; `node Assets/build.mjs` does the same by hand.
import { build } from "esbuild";
import { cp, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const assets = dirname(fileURLToPath(import.meta.url));
const root = join(assets, "..", "wwwroot");

// What a page loads is chosen by the layouts. Nothing is shared between bundles: a page loads two or three of them,
// and a shared chunk would have a name that the fingerprints of the pages do not cover.
const entries = ["site.ts", "fragments.ts", "console.ts", "live.ts", "landing.ts", "passkey.ts", "paper.ts", "site.css"];

/** htmx's own minified build is 2 KB smaller than what comes of minifying its module; it only lacks the export. */
const smallestHtmx = {
  name: "smallest-htmx",
  setup(build) {
    build.onLoad({ filter: /htmx\.esm\.js$/ }, async ({ path }) => ({
      contents: `${await readFile(path.replace("htmx.esm.js", "htmx.min.js"), "utf8")};export default htmx;`,
      loader: "js",
    }));
  },
};

/** The ways of the SignalR client that no page takes: sockets are all that is used, see live.ts. */
const socketsOnly = {
  name: "sockets-only",
  setup(build) {
    build.onLoad({ filter: /signalr.dist.esm.(LongPollingTransport|ServerSentEventsTransport|XhrHttpClient)\.js$/ }, ({ path }) => ({
      contents: `export class ${basename(path, ".js")} { constructor() { throw new Error("Sockets only."); } }`,
      loader: "js",
    }));
  },
};

await rm(root, { recursive: true, force: true });
await mkdir(root, { recursive: true });
await build({
  entryPoints: entries.map(name => join(assets, name)),
  outdir: root,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  platform: "browser",
  charset: "utf8",
  legalComments: "eof",
  plugins: [smallestHtmx, socketsOnly],
  logLevel: "warning",
});
const images = join(assets, "images");
for (const name of await readdir(images)) {
  await cp(join(images, name), join(root, name));
}
