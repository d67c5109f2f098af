-- Money that a bank took and that did not arrive: how it goes back. Comparing with the bank's file. Cases among colleagues.

create table money_return (
  id text primary key,
  customer_id text not null,
  -- What the bank charged for: a payment or a top-up that did not go through.
  source text not null check (source in ('payment', 'top_up')),
  source_id text not null unique,
  amount bigint not null check (amount > 0),
  currency text not null,
  bank_token text not null,
  status text not null check (status in ('pending', 'unknown', 'succeeded', 'to_balance')),
  -- By when it was promised back (T+1); later than that is compensated.
  due_at timestamptz not null,
  compensation bigint not null default 0 check (compensation >= 0),
  queries int not null default 0,
  created_at timestamptz not null,
  settled_at timestamptz,
  check ((status in ('succeeded', 'to_balance')) = (settled_at is not null))
);
create index money_return_unsettled on money_return (created_at) where status in ('pending', 'unknown');

create table bank_callback (
  -- The bank's own id of the message: the same one twice changes nothing.
  id text primary key,
  received_at timestamptz not null,
  operation text not null,
  reference text not null,
  status text not null
);

create table reconciliation (
  id text primary key,
  date date not null unique,
  status text not null check (status in ('clean', 'differences', 'failed')),
  bank_count int not null,
  matched_count int not null,
  bank_total bigint not null,
  books_total bigint not null,
  ran_at timestamptz not null
);

create table reconciliation_difference (
  id text primary key,
  date date not null,
  kind text not null check (kind in ('bank_only', 'books_only', 'amount', 'status', 'unreadable')),
  operation text not null check (operation in ('debit', 'payout', 'refund', 'file')),
  reference text not null,
  customer_id text,
  bank_amount bigint,
  books_amount bigint,
  detail_zh text not null,
  detail_en text not null,
  case_id text,
  status text not null check (status in ('open', 'resolved')),
  resolution text,
  resolved_by text,
  found_at timestamptz not null,
  resolved_at timestamptz,
  -- However often a day is compared, a difference is filed once.
  unique (date, operation, reference, kind),
  check ((status = 'resolved') = (resolved_at is not null))
);
create index reconciliation_difference_date on reconciliation_difference (date);

-- A case among colleagues: no customer sees it; it may be about nobody.
alter table support_case
  add column internal boolean not null default false,
  alter column customer_id drop not null,
  add check (internal or customer_id is not null);
create unique index support_case_internal_once on support_case (kind, reference) where internal and status <> 'closed';
