-- How many letters somebody was sent lately.
CREATE INDEX alert_written ON alert (person, time) WHERE mail IS NOT NULL;
