// The demo agency, started for one test run from the binary that Cargo built.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, openSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const START_SECS_MAX = 90;
const STOP_SECS_MAX = 15;
const POLL_MS = 100;
const LOG_TAIL_CHARS = 4_000;

export const ROOT = resolve(import.meta.dirname, "..");
export const TARGET = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target");

/**
 * Starts `tellal demo` on a free port with a data folder of its own.
 *
 * Returns the contents of its `demo.json` (`site`, `api`, `has`, `desk`, `office`, `staff`, `admin`, `business`,
 * `subscriber`), its folder `data`, `stop()`, and `restart()`, which starts it again on the same folder and gives it the
 * addresses of the new process. `kill()` ends the process at once, as a crash does; `revive()` starts it again where it was.
 */
export async function startDemo() {
  const dir = await mkdtemp(join(tmpdir(), "tellal-demo-"));
  const data = join(dir, "data");
  const demo = { data };
  let running;
  const start = async (listen = "127.0.0.1:0") => {
    running = launch(dir, data, listen);
    try {
      const facts = await waitUntilServing(join(data, "demo.json"), running);
      Object.assign(demo, facts, { site: withSlash(facts.site) });
    } catch (error) {
      const said = tail(join(dir, "server.log"));
      await demo.stop().catch(() => {});
      throw new Error(`the demo did not start: ${error.message}\n${said}`, { cause: error });
    }
  };
  demo.restart = async () => {
    await running.close();
    await start();
  };
  demo.kill = () => running.kill();
  demo.revive = () => start(new URL(demo.office).host.replace("localhost", "127.0.0.1"));
  demo.stop = async () => {
    await running.close().finally(() => rm(dir, { recursive: true, force: true }));
  };
  await start();
  return demo;
}

/** A process of the demo; `close()` ends it, and fails if it does not end as it should. */
function launch(dir, data, listen) {
  const binary = join(TARGET, "debug", "tellal");
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run cargo build first`);
  const log = join(dir, "server.log");
  const output = openSync(log, "a");
  const since = Date.now();
  const server = spawn(binary, ["demo", "--data", data, "--listen", listen], {
    stdio: ["ignore", output, output],
  });
  const ended = new Promise((done) => {
    server.once("exit", (code, signal) => done(signal ?? code));
    server.once("error", done);
  });
  const guard = guardAgainstOurDeath(server.pid, dir);
  const close = async () => {
    server.kill("SIGTERM");
    const status = await Promise.race([ended, sleep(STOP_SECS_MAX * 1000, "late", { ref: false })]);
    if (status === "late") {
      server.kill("SIGKILL");
      await ended;
    }
    guard.kill("SIGKILL");
    const said = tail(log);
    if (status !== 0) throw new Error(`the demo did not stop cleanly within ${STOP_SECS_MAX} s (${status}):\n${said}`);
  };
  const kill = async () => {
    server.kill("SIGKILL");
    await ended;
    guard.kill("SIGKILL");
  };
  return { ended, since, close, kill };
}

/** Runs a command of `tellal` on the folder of a demo that runs, with these variables; answers what it printed. */
export function tellal(data, args, variables = {}) {
  const env = { ...process.env, TELLAL_DATA: data, ...variables };
  return execFileSync(join(TARGET, "debug", "tellal"), args, { env, encoding: "utf8" });
}

/**
 * A shell that holds a pipe from us. When we are killed the pipe closes, and the shell ends the server and removes its
 * folder in our place.
 */
function guardAgainstOurDeath(pid, dir) {
  const script = 'cat >/dev/null; kill -9 "$1" 2>/dev/null; rm -rf "$2"';
  const guard = spawn("sh", ["-c", script, "guard", String(pid), dir], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.unref();
  guard.stdin.unref();
  return guard;
}

async function waitUntilServing(factsFile, { ended, since }) {
  let exit;
  ended.then((status) => (exit = status));
  const deadline = Date.now() + START_SECS_MAX * 1000;
  while (Date.now() < deadline) {
    if (exit !== undefined) throw new Error(`it ended with ${exit}`);
    const facts = readFacts(factsFile, since);
    if (facts && (await answers(facts.site))) return facts;
    await sleep(POLL_MS);
  }
  throw new Error(`${factsFile} and an answer from the site did not come within ${START_SECS_MAX} s`);
}

/** What a process that started at `since` has written; what an earlier one left is passed over. */
function readFacts(file, since) {
  try {
    if (statSync(file).mtimeMs < since) return undefined;
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // Not there, or half written.
    return undefined;
  }
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function tail(file) {
  return readFileSync(file, "utf8").slice(-LOG_TAIL_CHARS);
}

function withSlash(url) {
  return url.endsWith("/") ? url : `${url}/`;
}
