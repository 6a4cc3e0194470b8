// Requests to the server the page came from. An answer that is no success becomes a `Refusal` with its problem document.

/** A field that the server found wrong (RFC 9457, with the members that the server adds). */
export interface FieldFault {
  readonly field: string;
  readonly why: string;
}

/** A problem document. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly FieldFault[];
  readonly [member: string]: unknown;
}

/** The server answered, and refused. */
export class Refusal extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }

  /** Somebody has to sign in (again). */
  get isSignedOut(): boolean {
    return this.problem.status === 401;
  }

  /** What the request was based on is not what stands now. */
  get isStale(): boolean {
    return this.problem.status === 412 || this.problem.type === "/problems/stale-edit";
  }
}

/** No answer came: the line is cut, or the server is away. */
export class Unreachable extends Error {}

/** An answer, with the save that it shows. */
export interface Answer<T> {
  readonly body: T;
  readonly etag: string | null;
  readonly status: number;
}

export interface Asked {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly json?: unknown;
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
  readonly keepalive?: boolean;
}

/** Asks for JSON. */
export async function ask<T>(path: string, { method = "GET", json, ifMatch, signal, keepalive }: Asked = {}): Promise<Answer<T>> {
  const headers = new Headers({ accept: "application/json" });
  if (json !== undefined) headers.set("content-type", "application/json");
  if (ifMatch !== undefined) headers.set("if-match", ifMatch);
  const request: RequestInit = { method, headers, credentials: "same-origin", redirect: "error" };
  if (json !== undefined) request.body = written(json);
  if (signal) request.signal = signal;
  if (keepalive) request.keepalive = true;
  let response: Response;
  try {
    response = await fetch(path, request);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable("The server cannot be reached.", { cause: error });
  }
  if (!response.ok) throw new Refusal(await problem(response));
  const body = response.status === 204 ? (undefined as T) : ((await response.json()) as T);
  return { body, etag: response.headers.get("etag"), status: response.status };
}

/**
 * As JSON. Half of a pair of surrogates, which a field can hold, is no character: no server reads a text with one in it, so
 * U+FFFD stands in its place (as `String.toWellFormed`, which Firefox 115 does not have).
 */
function written(json: unknown): string {
  return JSON.stringify(json, (_, value: unknown) => (typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : value));
}

async function problem(response: Response): Promise<Problem> {
  const unknown = { type: "about:blank", title: response.statusText, status: response.status, detail: "" };
  try {
    return { ...unknown, ...((await response.json()) as object) };
  } catch {
    return unknown;
  }
}
