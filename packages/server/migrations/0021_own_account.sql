-- What customers do with their account as a whole: months looked through, data taken along, the account closed.

create table month_review (
  customer_id text not null references customer,
  month text not null check (month ~ '^20[0-9]{2}-(0[1-9]|1[0-2])$'),
  reviewed_at timestamptz not null,
  -- Transactions that the customer does not know.
  unknown text[] not null default '{}',
  primary key (customer_id, month)
);

create table data_export (
  id text primary key,
  customer_id text not null references customer,
  status text not null check (status in ('preparing', 'ready', 'failed', 'expired')),
  requested_at timestamptz not null,
  ready_at timestamptz,
  expires_at timestamptz,
  size int,
  -- The file lies encrypted in the data folder.
  key_id text references data_key
);
create unique index data_export_preparing on data_export (customer_id) where status = 'preparing';
create index data_export_customer on data_export (customer_id, requested_at desc);

-- What is kept of a closed account, apart and sealed, and until when.
create table closed_account (
  customer_id text primary key references customer,
  closed_at timestamptz not null,
  reason text not null,
  -- Name and addresses, for authorities that may ask; sealed with a key of the vault.
  identity bytea not null,
  keep_until timestamptz not null
);
