// Makes typesetter/ beside the program: one bundle that Node runs, the shaping engine, and the fonts.
// Run by the .NET build; `node Typesetter/build.mjs` does the same by hand.
import { build } from "esbuild";
import { cp, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "obj", "typesetter");
const packages = join(here, "..", "node_modules");

const scripts = [
  "arabic", "bengali", "devanagari", "gujarati", "gurmukhi", "hebrew", "kannada", "malayalam", "oriya", "sinhala", "tamil",
  "telugu", "thai",
];
const weights = { 400: "400Regular", 600: "600SemiBold" };

await rm(root, { recursive: true, force: true });
await mkdir(join(root, "fonts"), { recursive: true });
await build({
  entryPoints: [join(here, "typesetter.ts")],
  outfile: join(root, "typesetter.mjs"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "node20",
  platform: "node",
  charset: "utf8",
  legalComments: "eof",
  // Packages in the older format ask for Node's modules by require.
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  logLevel: "warning",
});
const harfbuzz = dirname(fileURLToPath(import.meta.resolve("harfbuzzjs")));
await cp(join(harfbuzz, "harfbuzz.wasm"), join(root, "harfbuzz.wasm"));

/** A font as its package has it: `noto-sans-tamil/400Regular/NotoSansTamil_400Regular.ttf`. */
async function font(family, weight, name) {
  const file = family.split("-").map(word => word[0].toUpperCase() + word.slice(1)).join("");
  const from = join(packages, "@expo-google-fonts", family, weights[weight], `${file}_${weights[weight]}.ttf`);
  await cp(from, join(root, "fonts", `${name}-${weight}.ttf`));
}

for (const weight of [400, 600]) {
  await font("noto-sans", weight, "latin");
  for (const script of scripts) {
    await font(`noto-sans-${script}`, weight, script);
  }
}
await font("noto-emoji", 400, "emoji");

// Chinese with Japanese, and Korean: packages of another maker, whose files have cubic outlines.
for (const [from, name] of [["fonts-sc/fonts/NotoSansHans", "han"], ["fonts-kr/fonts/NotoSansKR", "hangul"]]) {
  await cp(join(packages, "@embedpdf", `${from}-Regular.otf`), join(root, "fonts", `${name}-400.otf`));
}
