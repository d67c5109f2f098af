-- Balances live in the ledger; here is what the ledger does not know: cards, top-ups, the bills.

create table bank_card (
  id text primary key,
  customer_id text not null,
  bank_token text not null,
  bank_name_zh text not null,
  bank_name_en text not null,
  last4 text not null,
  kind text not null check (kind in ('debit', 'credit')),
  created_at timestamptz not null,
  removed_at timestamptz
);
create unique index bank_card_once on bank_card (customer_id, bank_token) where removed_at is null;

create table top_up (
  id text primary key,
  customer_id text not null,
  transaction_id text not null,
  card_id text not null references bank_card,
  amount bigint not null check (amount > 0),
  currency text not null,
  status text not null check (status in ('pending', 'unknown', 'succeeded', 'failed')),
  failure_code text,
  bank_code text,
  bank_message text,
  queries int not null default 0,
  created_at timestamptz not null,
  settled_at timestamptz,
  check ((status in ('succeeded', 'failed')) = (settled_at is not null)),
  check ((status in ('unknown', 'failed')) = (failure_code is not null))
);
create index top_up_unsettled on top_up (created_at) where status in ('pending', 'unknown');

-- One row of the bills for everything a customer did with money, also what failed.
create table wallet_transaction (
  id text primary key,
  customer_id text not null,
  kind text not null check (kind in ('payment', 'top_up')),
  direction text not null check (direction in ('in', 'out')),
  amount bigint not null check (amount > 0),
  currency text not null,
  status text not null check (status in ('pending', 'unknown', 'succeeded', 'failed')),
  failure_code text,
  counterparty_zh text not null,
  counterparty_en text not null,
  description text,
  category text not null,
  method text not null check (method in ('balance', 'card')),
  card_last4 text,
  bank_name_zh text,
  bank_name_en text,
  payment_id text,
  top_up_id text,
  created_at timestamptz not null
);
create index wallet_transaction_customer on wallet_transaction (customer_id, created_at desc, id desc);
