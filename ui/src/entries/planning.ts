import "../planning/plan.ts";
