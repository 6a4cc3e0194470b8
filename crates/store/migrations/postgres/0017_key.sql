-- What a key opens (names separated by spaces; all when empty), until when, from which networks (separated by spaces;
-- anywhere when empty), and when it and an API user were used last.
ALTER TABLE api_key ADD COLUMN scopes TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN expires BIGINT;
ALTER TABLE api_key ADD COLUMN addresses TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN used BIGINT;
ALTER TABLE api_user ADD COLUMN used BIGINT;
CREATE INDEX api_key_organisation ON api_key (organisation);
CREATE INDEX api_user_organisation ON api_user (organisation);
