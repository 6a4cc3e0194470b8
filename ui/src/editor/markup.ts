// Blocks as the markup that the schema reads.

import { DOMSerializer } from "prosemirror-model";
import type { Block } from "../manuscript.ts";
import { fromBlocks } from "./blocks.ts";
import { schema } from "./schema.ts";

const serializer = DOMSerializer.fromSchema(schema);

/** The markup of these blocks; none for none. */
export function markup(blocks: readonly Block[]): string {
  if (blocks.length === 0) return "";
  const holder = document.createElement("div");
  holder.append(serializer.serializeFragment(fromBlocks(blocks).content, { document }));
  return holder.innerHTML;
}
