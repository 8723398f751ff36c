// Looks at pages with Lighthouse as on a phone with a slow line: where a secret link leads, the portal's first page and an invoice.
// Starts the published program with the demonstration; writes artifacts/bench/lighthouse.json.
//   node lighthouse.mjs [--rounds N]
import { spawn, execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, chmodSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { cpus, release, tmpdir, totalmem, type } from "node:os"
import { fileURLToPath } from "node:url"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import lighthouse from "lighthouse"
import puppeteer from "puppeteer-core"

const root = join(dirname(fileURLToPath(import.meta.url)), "../..")
const rounds = process.argv[2] === "--rounds" ? Number(process.argv[3]) : 5
const goal = 98
const categories = ["performance", "accessibility", "best-practices"]

const chromium = ["chromium", "chromium-browser", "google-chrome"]
  .map(name => { try { return execFileSync("which", [name], { encoding: "utf8" }).trim() } catch { return "" } })
  .find(path => path)
if (!chromium) throw new Error("Chromium is missing.")

const port = await new Promise(found => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address()
    probe.close(() => found(port))
  })
})
const folder = mkdtempSync(join(tmpdir(), "ledgerportal-lighthouse-"))
// PostgreSQL runs as a user of its own where the program is started by root.
chmodSync(folder, 0o755)
const assembly = join(root, "artifacts/app/LedgerPortal.WebFront.dll")
const program = spawn("dotnet", [
  assembly, "serve", "--demo",
  "--data", join(folder, "data"), "--urls", `http://localhost:${port}`,
], { stdio: ["ignore", "pipe", "inherit"] })

let browser
try {
  const link = await new Promise((said, ended) => {
    program.once("exit", code => ended(new Error(`The program ended with ${code}.`)))
    createInterface({ input: program.stdout }).on("line", line => {
      const told = line.match(/Demonstration portal:\s*(\S+)/)
      if (told) said(told[1])
    })
  })
  browser = await puppeteer.launch({ executablePath: chromium, headless: true, args: ["--no-sandbox"] })
  const invoice = await openPortal(link)
  const pages = { "secret link": link.replace(/#.*/, "#"), "portal dashboard": `http://localhost:${port}/portal`, invoice }

  const figures = []
  for (const [name, address] of Object.entries(pages)) {
    const scores = Object.fromEntries(categories.map(category => [category, []]))
    for (let round = 0; round < rounds; round++) {
      const { lhr } = await lighthouse(address, {
        port: new URL(browser.wsEndpoint()).port, onlyCategories: categories, disableStorageReset: true, logLevel: "error",
      })
      if (lhr.runtimeError || new URL(lhr.finalDisplayedUrl).pathname !== new URL(address).pathname)
        throw new Error(`${address} led to ${lhr.finalDisplayedUrl}: ${lhr.runtimeError?.message ?? "another page"}`)
      for (const category of categories) scores[category].push(Math.round(lhr.categories[category].score * 100))
    }
    for (const category of categories) {
      const sorted = scores[category].sort((a, b) => a - b)
      figures.push({
        Name: `${name}: ${category.replace("-", " ")}`, Unit: "of 100", Value: sorted[Math.floor(sorted.length / 2)],
        Goal: goal, IsAtLeast: true, Spread: `${sorted[0]}–${sorted.at(-1)}`,
      })
    }
  }

  for (const { Name, Value, Spread } of figures)
    console.log(`${Name.padEnd(40)}${String(Value).padStart(5)}   ≥ ${goal}   ${Spread}${Value < goal ? "   MISSED" : ""}`)
  const audit = `AUDIT OK n=${rounds * Object.keys(pages).length}`
  console.log(audit)
  const output = join(root, "artifacts/bench")
  mkdirSync(output, { recursive: true })
  writeFileSync(join(output, "lighthouse.json"), JSON.stringify({
    machine: {
      program: execFileSync("dotnet", [assembly, "--version"], { encoding: "utf8" }).trim(),
      processor: cpus()[0].model, cores: cpus().length, memoryGiB: totalmem() / 2 ** 30, os: `${type()} ${release()}`,
      node: process.version, chromium: await browser.version(),
      shares: "The browser, the program and PostgreSQL share all cores.",
    },
    settings: { rounds, emulated: "Lighthouse's phone: slow 4G, a processor four times slower" },
    figures, audit,
  }, null, 2))
} finally {
  await browser?.close()
  program.removeAllListeners("exit")
  if (program.exitCode === null) {
    const ended = new Promise(done => program.once("exit", done))
    program.kill("SIGTERM")
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
}

/** Opens the link as the customer does; the browser is signed in from then on. Answers the address of an invoice. */
async function openPortal(link) {
  const page = await browser.newPage()
  await page.goto(link)
  await Promise.all([page.waitForNavigation(), page.locator("main form button").click()])
  const invoice = await page.$eval("a[href*='/portal/invoices/']", shown => shown.href)
  await page.close()
  return invoice
}
