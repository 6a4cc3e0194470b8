// The wire in the browser.
export {};
