-- The next page that waits for its time.
CREATE INDEX page_due ON page (show_at);
