import "../planning/plan.ts";
import { keep } from "../release/badge.ts";

keep();
