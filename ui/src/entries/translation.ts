import "../translation/panel.ts";
