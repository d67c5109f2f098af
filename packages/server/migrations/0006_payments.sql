create table merchant (
  id text primary key,
  name_zh text not null,
  name_en text not null,
  category text not null,
  accepts_payments boolean not null default true,
  offers jsonb not null default '[]',
  api_key_hash bytea unique,
  created_at timestamptz not null
);

create table payment_order (
  id text primary key,
  merchant_id text not null references merchant,
  -- Set when a customer made it at a static code: then nobody else may pay it.
  customer_id text,
  merchant_reference text,
  description text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  status text not null check (status in ('open', 'paid', 'closed')),
  expires_at timestamptz not null,
  payment_id text,
  created_at timestamptz not null,
  check ((status = 'paid') = (payment_id is not null))
);
create unique index payment_order_reference on payment_order (merchant_id, merchant_reference) where merchant_reference is not null;
create index payment_order_expiring on payment_order (expires_at) where status = 'open';

create table payment (
  id text primary key,
  order_id text not null references payment_order,
  customer_id text not null,
  transaction_id text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  method text not null check (method in ('balance', 'card')),
  -- The card as it was when the payment started: it may be unlinked since.
  card_id text,
  card_last4 text,
  bank_token text,
  bank_name_zh text,
  bank_name_en text,
  status text not null check (status in ('pending', 'unknown', 'succeeded', 'failed')),
  failure_code text,
  money_moved text not null check (money_moved in ('no', 'yes', 'held', 'unknown')),
  shortfall bigint,
  tries_left int,
  locked_until timestamptz,
  bank_code text,
  bank_message text,
  queries int not null default 0,
  checked_at timestamptz not null,
  created_at timestamptz not null,
  settled_at timestamptz,
  check ((method = 'card') = (bank_token is not null)),
  check ((status in ('succeeded', 'failed')) = (settled_at is not null)),
  check ((status in ('unknown', 'failed')) = (failure_code is not null))
);
-- An order has at most one payment that succeeded or may still succeed: the database's own guard against paying twice.
create unique index payment_order_once on payment (order_id) where status in ('pending', 'unknown', 'succeeded');
create index payment_order_attempts on payment (order_id);
create index payment_customer on payment (customer_id, created_at desc);
create index payment_unsettled on payment (created_at) where status in ('pending', 'unknown');

-- What happened to an attempt, step by step; the diagnosis reads it.
create table payment_event (
  payment_id text not null references payment,
  seq int not null,
  at timestamptz not null,
  kind text not null,
  detail jsonb not null default '{}',
  primary key (payment_id, seq)
);
