-- Several cards, withdrawals, person to person, limits; the bills know all of it.

alter table bank_card add column is_default boolean not null default false;
update bank_card set is_default = true
  where id in (select distinct on (customer_id) id from bank_card where removed_at is null order by customer_id, created_at, id);
create unique index bank_card_default on bank_card (customer_id) where is_default;

alter table wallet_transaction
  drop constraint wallet_transaction_kind_check,
  drop constraint wallet_transaction_status_check,
  drop constraint wallet_transaction_method_check,
  add check (kind in ('payment', 'top_up', 'withdrawal', 'transfer', 'compensation')),
  add check (status in ('pending', 'unknown', 'succeeded', 'failed', 'returned')),
  add check (method in ('balance', 'card', 'balance_and_card')),
  -- The part that comes from the balance, minor units: what limits of the balance count.
  add column from_balance bigint not null default 0,
  add column withdrawal_id text,
  add column transfer_id text;
update wallet_transaction set from_balance = amount where method = 'balance' and direction = 'out';
alter table wallet_transaction add check (from_balance between 0 and amount);

-- What a customer allows themselves, minor units; null: no limit of their own.
create table own_limit (
  customer_id text primary key,
  per_payment bigint check (per_payment > 0),
  per_day bigint check (per_day > 0),
  updated_at timestamptz not null,
  check (per_payment <= per_day)
);

create table withdrawal (
  id text primary key,
  customer_id text not null,
  transaction_id text not null,
  -- The card as it was when it was asked for: it may be unlinked since.
  card_id text not null references bank_card,
  bank_token text not null,
  bank_name_zh text not null,
  bank_name_en text not null,
  card_last4 text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  status text not null check (status in ('pending', 'unknown', 'succeeded', 'failed', 'returned')),
  failure_code text,
  -- The facts that go with the code (shortfall, tries left, limit ...), as they go to the wire.
  refusal jsonb,
  bank_code text,
  bank_message text,
  queries int not null default 0,
  arrives_by timestamptz,
  created_at timestamptz not null,
  settled_at timestamptz,
  check ((status in ('succeeded', 'failed', 'returned')) = (settled_at is not null)),
  check ((status in ('unknown', 'failed')) = (failure_code is not null))
);
create index withdrawal_unsettled on withdrawal (created_at) where status in ('pending', 'unknown');

-- Whom a customer looked up or paid. Its id is what a payer holds: it says nothing about the payee.
create table payee (
  id text primary key,
  customer_id text not null,
  payee_customer_id text not null,
  -- The address it was found by; null when found by code.
  found_by text,
  last_used_at timestamptz,
  created_at timestamptz not null,
  unique (customer_id, payee_customer_id),
  check (customer_id <> payee_customer_id)
);
create index payee_recent on payee (customer_id, last_used_at desc) where last_used_at is not null;

-- Every search for a payee, found or not: searches are counted, or addresses could be tried one by one.
create table payee_lookup (
  id bigint generated always as identity primary key,
  customer_id text not null,
  found boolean not null,
  at timestamptz not null
);
create index payee_lookup_customer on payee_lookup (customer_id, at desc);

create table receive_code (
  customer_id text primary key,
  code text not null unique,
  created_at timestamptz not null
);

create table money_request (
  id text primary key,
  requester_id text not null,
  payer_id text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  note text,
  status text not null check (status in ('open', 'paid', 'declined', 'cancelled', 'expired')),
  transfer_id text,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  check ((status = 'paid') = (transfer_id is not null)),
  check ((status = 'open') = (ended_at is null)),
  check (requester_id <> payer_id)
);
create index money_request_requester on money_request (requester_id, created_at desc, id desc);
create index money_request_payer on money_request (payer_id, created_at desc, id desc);
create index money_request_expiring on money_request (expires_at) where status = 'open';

create table wallet_transfer (
  id text primary key,
  payer_id text not null,
  payee_id text not null references payee,
  payee_customer_id text not null,
  payer_transaction_id text not null,
  -- The receiver's row of the bills; null when it failed.
  payee_transaction_id text,
  amount bigint not null check (amount > 0),
  currency text not null,
  note text,
  style text not null check (style in ('plain', 'red_packet')),
  opened_at timestamptz,
  money_request_id text references money_request,
  status text not null check (status in ('succeeded', 'failed')),
  failure_code text,
  refusal jsonb,
  created_at timestamptz not null,
  check ((status = 'failed') = (failure_code is not null)),
  check ((status = 'succeeded') = (payee_transaction_id is not null))
);
create index wallet_transfer_payer on wallet_transfer (payer_id, created_at desc);
create index wallet_transfer_payee on wallet_transfer (payee_customer_id, created_at desc);
-- A request is paid once: the database's own guard.
create unique index wallet_transfer_request on wallet_transfer (money_request_id) where status = 'succeeded' and money_request_id is not null;
