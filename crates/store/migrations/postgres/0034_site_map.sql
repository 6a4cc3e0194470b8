-- The month in which a story was published, as `yyyymm` in UTC: the maps for search engines have one file for each.
-- And the story that it is a translation of, or itself: translations of one story lead to each other.
ALTER TABLE page ADD COLUMN month BIGINT NOT NULL DEFAULT 0;
ALTER TABLE page ADD COLUMN original TEXT NOT NULL DEFAULT '';
UPDATE page SET month = CAST(to_char(to_timestamp(released / 1000) AT TIME ZONE 'UTC', 'YYYYMM') AS BIGINT), original = item;
CREATE INDEX page_month ON page (kind, language, month, released, number);
CREATE INDEX page_original ON page (original);
-- What a story is a translation of, its topics and the rights to its pictures are on the wire: the follower reads it again.
DELETE FROM cursor WHERE follower = 'site';
