-- Second factor and verification class.

-- I, II or III; what each allows is configuration.
alter table customer add column verification_class int not null default 1 check (verification_class between 1 and 3);

-- A code sent for one operation: `binding` is the hash of whom it pays and how much, so it is good for nothing else.
create table challenge (
  id text primary key,
  customer_id text not null references customer,
  binding bytea not null,
  code_hash bytea not null,
  tries int not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index challenge_customer on challenge (customer_id, created_at desc);
