// Where an item stands after its release, as `/desk/api/items/{id}/after` answers it, and how its acts are sent.

import { ask } from "../http.ts";

/** What follows a release. */
export type FollowingAct = "update" | "correct" | "refile" | "hold" | "resume" | "kill" | "withdraw";

/** What was wrong, and what it says now. */
export interface Correction {
  readonly was: string;
  readonly now: string;
}

/** One version. */
export interface Take {
  readonly name: string;
  readonly version: number;
  readonly time: string;
  readonly act: string;
  readonly correction: Correction | null;
  readonly note: string | null;
  readonly receipts: { readonly called: number; readonly confirmed: number; readonly href: string } | null;
}

/** Where an item stands. */
export interface Standing {
  readonly item: string;
  readonly language: string;
  readonly edit: number;
  readonly state: "usable" | "withheld" | "canceled" | null;
  readonly version: number;
  readonly updates: number;
  readonly corrections: number;
  readonly changed: boolean;
  readonly sent: readonly string[];
  readonly proposed: Correction | null;
  readonly acts: readonly FollowingAct[];
  readonly two_persons: boolean;
  readonly hold: string;
  readonly takes: readonly Take[];
}

/** Asks where an item stands. */
export async function standing(item: string): Promise<Standing> {
  return (await ask<Standing>(`/desk/api/items/${item}/after`)).body;
}

/** What became of an act. */
export type Became = "sent" | "waits";

/** Sends the working copy of the save `edit` as an act. */
export async function send(item: string, act: FollowingAct, edit: number, correction?: Correction): Promise<Became> {
  const asked = { method: "POST", ifMatch: `"${edit}"`, ...(correction ? { json: correction } : {}) } as const;
  const { status } = await ask(`/desk/api/items/${item}/${act}`, asked);
  return status === 202 ? "waits" : "sent";
}

/** Notes what the next update brings; answers the number of the save. */
export async function noteNews(item: string, edit: number, news: string): Promise<number> {
  const { body } = await ask<{ edit: number }>(`/desk/api/items/${item}/news`, { method: "POST", ifMatch: `"${edit}"`, json: { news } });
  return body.edit;
}

/** Tells everyone to stop using the item while it is checked. */
export async function hold(item: string, reason: string): Promise<Became> {
  const { status } = await ask(`/desk/api/items/${item}/hold`, { method: "POST", json: { reason } });
  return status === 202 ? "waits" : "sent";
}

/** Where it stands, in words. */
export function stateInWords(standing: Standing): string {
  if (standing.state === "canceled") return "Killed";
  if (standing.state === "withheld") return "On hold";
  const parts = ["Released", `version ${standing.version}`];
  if (standing.updates > 0) parts.push(`update ${standing.updates}`);
  if (standing.corrections > 0) parts.push(`${standing.corrections} corrected`);
  return parts.join(", ");
}
