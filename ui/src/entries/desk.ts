import { listen } from "../keys.ts";

listen([]);
