import { listen } from "../keys.ts";
import { keep } from "../release/badge.ts";

listen([]);

keep();
