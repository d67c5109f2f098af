-- Payments from balance and card together, checkout, merchants' keys and webhooks, risk, maintenance.

alter table payment
  drop constraint payment_method_check,
  drop constraint payment_check,
  add check (method in ('balance', 'card', 'balance_and_card')),
  -- Minor units; together the amount. The part of the balance is held while the bank is asked for the rest.
  add column from_balance bigint not null default 0,
  add column from_card bigint not null default 0,
  add column refusal_limit jsonb;
update payment set from_balance = amount where method = 'balance';
update payment set from_card = amount where method = 'card';
alter table payment
  add check (from_balance >= 0 and from_card >= 0 and from_balance + from_card = amount),
  add check ((method = 'balance') = (bank_token is null));

alter table payment_order
  add column return_url text,
  add column refund_terms jsonb,
  -- Why an open order was closed before its time.
  add column closed_by text check (closed_by in ('time', 'merchant'));
create index payment_order_merchant on payment_order (merchant_id, created_at desc, id desc);

-- The terms of refund by version, the highest in force. Orders keep a copy.
create table merchant_refund_terms (
  merchant_id text not null references merchant,
  version int not null,
  window_days int not null check (window_days between 0 and 3650),
  clock_start text not null check (clock_start in ('paid', 'delivered', 'service_date')),
  text_zh text not null,
  text_en text not null,
  created_at timestamptz not null,
  primary key (merchant_id, version)
);

create table merchant_api_key (
  id text primary key,
  merchant_id text not null references merchant,
  name text not null,
  key_hash bytea not null unique,
  hint text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);
create index merchant_api_key_merchant on merchant_api_key (merchant_id, created_at);
insert into merchant_api_key (id, merchant_id, name, key_hash, hint, scopes, created_at)
  select 'key_' || replace(gen_random_uuid()::text, '-', ''), id, 'first key', api_key_hash, 'mk_…',
    array['orders:read', 'orders:write', 'webhooks:read', 'webhooks:write', 'settlements:read', 'keys:write'], created_at
  from merchant where api_key_hash is not null;
alter table merchant drop column api_key_hash;

create table webhook_endpoint (
  id text primary key,
  merchant_id text not null references merchant,
  url text not null,
  events text[] not null,
  enabled boolean not null default true,
  -- Encrypted with the installation's secret: a signing key cannot be kept as a hash.
  secret bytea not null,
  -- The secret before, good until then.
  previous_secret bytea,
  previous_until timestamptz,
  created_at timestamptz not null,
  deleted_at timestamptz
);
create index webhook_endpoint_merchant on webhook_endpoint (merchant_id) where deleted_at is null;

create table webhook_delivery (
  id text primary key,
  merchant_id text not null references merchant,
  endpoint_id text not null references webhook_endpoint,
  event_id text not null,
  event_type text not null,
  -- The exact bytes that are signed and sent.
  body text not null,
  status text not null check (status in ('queued', 'delivered', 'failed')),
  attempts jsonb not null default '[]',
  next_attempt_at timestamptz,
  created_at timestamptz not null,
  unique (endpoint_id, event_id)
);
create index webhook_delivery_merchant on webhook_delivery (merchant_id, created_at desc, id desc);

create table risk_flag (
  id text primary key,
  subject_id text not null,
  level text not null check (level in ('suspicious_payee', 'restricted')),
  reason text not null,
  told_zh text,
  told_en text,
  raised_by text not null,
  raised_at timestamptz not null,
  lifted_by text,
  lifted_at timestamptz
);
create index risk_flag_subject on risk_flag (subject_id) where lifted_at is null;

-- Who wants to be told when the maintenance is over.
create table maintenance_reminder (
  customer_id text primary key,
  created_at timestamptz not null
);
