-- When a key was replaced by another: until it ends it still opens what it may, but manages no keys.
alter table merchant_api_key add column rotated_at timestamptz;
