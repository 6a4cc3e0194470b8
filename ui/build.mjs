// Puts every file of src/entries, with all that it imports, into one file of dist. `--check` writes nothing and fails if
// dist is not what would be written.
import { build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

const HERE = import.meta.dirname;
const DIST = join(HERE, "dist");
const entries = (await readdir(join(HERE, "src/entries"))).sort();

const { outputFiles } = await build({
  absWorkingDir: HERE,
  entryPoints: entries.map((name) => `src/entries/${name}`),
  outdir: "dist",
  bundle: true,
  minify: true,
  write: false,
  format: "esm",
  target: ["chrome111", "firefox115", "safari16.4"],
  charset: "utf8",
  legalComments: "inline",
  logLevel: "warning",
});

const built = new Map(outputFiles.map((file) => [basename(file.path), file.text]));
if (process.argv.includes("--check")) {
  const there = await readdir(DIST).catch(() => []);
  const names = new Set([...there, ...built.keys()]);
  const text = (name) => readFile(join(DIST, name), "utf8").catch(() => undefined);
  const stale = [];
  for (const name of names) if ((await text(name)) !== built.get(name)) stale.push(name);
  if (stale.length > 0) {
    console.error(`ui/dist is not what ui/src makes: ${stale.join(", ")}. Run: npm --prefix ui run build`);
    process.exit(1);
  }
} else {
  await rm(DIST, { recursive: true, force: true });
  await mkdir(DIST);
  for (const [name, text] of built) await writeFile(join(DIST, name), text);
}
