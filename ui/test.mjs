// Runs every src/**/*.test.ts with Node's test runner, each bundled first, as a browser's would be.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const HERE = import.meta.dirname;
const everything = await readdir(join(HERE, "src"), { recursive: true });
const tests = everything.filter((path) => path.endsWith(".test.ts")).map((path) => `src/${path}`);
const out = await mkdtemp(join(HERE, "node_modules/.tests-"));
try {
  await build({
    absWorkingDir: HERE,
    entryPoints: tests.sort(),
    outdir: out,
    outbase: "src",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    sourcemap: "inline",
    logLevel: "warning",
  });
  const files = tests.map((path) => join(out, path.replace(/^src\//, "").replace(/\.ts$/, ".mjs")));
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-reporter=spec", ...files], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} finally {
  await rm(out, { recursive: true, force: true });
}
