import "../portal/terminal";
