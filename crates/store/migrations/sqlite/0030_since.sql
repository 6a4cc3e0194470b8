-- Since when a saved search asks what it asks, and since when somebody wants to hear of it: a dispatch that is looked at late
-- is told as if it had been looked at in time.
ALTER TABLE saved_search ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE search_delivery ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
UPDATE saved_search SET since = changed;
