create table customer (
  id text primary key,
  name text not null,
  locale text not null check (locale in ('zh-CN', 'en')),
  password_hash text not null,
  payment_password_hash text,
  payment_password_failures int not null default 0,
  payment_password_locked_until timestamptz,
  created_at timestamptz not null
);

-- Addresses a customer signs in with and is reached at; `value` is normalised (lower-case e-mail, E.164 phone).
create table customer_contact (
  customer_id text not null references customer,
  kind text not null check (kind in ('email', 'phone')),
  value text not null,
  verified_at timestamptz not null,
  primary key (kind, value)
);
create index customer_contact_customer on customer_contact (customer_id);

-- Opaque tokens, stored as SHA-256 only.
create table customer_session (
  id text primary key,
  customer_id text not null references customer,
  token_hash bytea not null unique,
  user_agent text not null,
  ip text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index customer_session_customer on customer_session (customer_id, created_at desc);

-- A sign-up waiting for its code. `existing` sign-ups look the same from outside: no code fits them.
create table sign_up (
  id text primary key,
  kind text not null check (kind in ('email', 'phone')),
  value text not null,
  locale text not null,
  code_hash bytea,
  tries int not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index sign_up_value on sign_up (value, created_at desc);
