-- Getting in, staying safe, getting back in.

alter table customer
  -- `code`: an SMS or e-mail code at each sign-in; `totp`: an authenticator app.
  add column two_factor text not null default 'off' check (two_factor in ('off', 'code', 'totp')),
  add column password_changed_at timestamptz,
  add column payment_password_changed_at timestamptz,
  -- Nothing goes out of a frozen account. `topay`: the customer alone cannot unfreeze it.
  add column frozen_at timestamptz,
  add column frozen_by text check (frozen_by in ('customer', 'topay')),
  -- Money leaves only in small amounts to payees used before.
  add column outbound_hold_until timestamptz,
  add column outbound_hold_reason text
    check (outbound_hold_reason in ('password_reset', 'payment_password_reset', 'contact_changed', 'support_assisted')),
  -- Shown in every message of ours.
  add column phrase text,
  -- What authenticators know the customer by; says nothing of who it is.
  add column webauthn_user_id bytea unique,
  add column closed_at timestamptz,
  add check ((frozen_at is null) = (frozen_by is null)),
  add check ((outbound_hold_until is null) = (outbound_hold_reason is null));
update customer set password_changed_at = created_at,
  payment_password_changed_at = case when payment_password_hash is null then null else created_at end;
alter table customer alter column password_changed_at set not null;

alter table customer_contact add column id text;
update customer_contact set id = 'con_' || replace(gen_random_uuid()::text, '-', '');
alter table customer_contact alter column id set not null, add unique (id);

-- A browser or program that a customer proved to be theirs. One browser may be known to several customers.
create table customer_device (
  id text primary key,
  customer_id text not null references customer,
  token_hash bytea not null,
  name text not null,
  ip text not null,
  place text,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  removed_at timestamptz,
  unique (token_hash, customer_id)
);
create index customer_device_customer on customer_device (customer_id, last_seen_at desc);

alter table customer_session
  add column device_id text references customer_device,
  -- A browser's session hides money when it was idle; a program's does not.
  add column kind text not null default 'program' check (kind in ('browser', 'program')),
  add column place text,
  add column last_seen_at timestamptz,
  -- Until when the last proof (sign-in, payment password) lets a browser see money without another.
  add column idle_at timestamptz;
update customer_session set last_seen_at = created_at;
alter table customer_session alter column last_seen_at set not null;

-- Wrong tries. `account`: by strangers, all ways to name the account together; `device`: on a device that the account knows;
-- `address`: of one e-mail or phone as typed, whether or not it has an account, so that a pause can be told without telling
-- who is a customer; `staff`: of a staff account. Keys of addresses are keyed hashes.
create table sign_in_lock (
  scope text not null check (scope in ('account', 'device', 'address', 'staff')),
  key bytea not null,
  failures int not null default 0,
  -- How many locks there have been in a row: each lasts longer.
  level int not null default 0,
  locked_until timestamptz,
  updated_at timestamptz not null,
  primary key (scope, key)
);
create index sign_in_lock_updated on sign_in_lock (updated_at);

-- One row per code that went to an address, so that they can be counted. `open`: anybody can cause it (sign-up, sign-in,
-- reset); `own`: only the customer can, so a stranger cannot use these up.
create table code_sent (
  value text not null,
  budget text not null check (budget in ('open', 'own')),
  sent_at timestamptz not null
);
create index code_sent_value on code_sent (value, budget, sent_at desc);

-- A sign-in on its way: by password and a second step, by code, by passkey. Without a customer it looks the same from outside.
create table sign_in (
  id text primary key,
  way text not null check (way in ('password', 'code', 'passkey')),
  customer_id text references customer,
  kind text check (kind in ('email', 'phone')),
  value text,
  -- What the second step is for; null when there is none, or not yet.
  reason text check (reason in ('two_factor', 'new_device')),
  -- Of the code that was sent: the first step of `code`, or the second step.
  code_hash bytea,
  code_method text check (code_method in ('sms', 'email')),
  code_expires_at timestamptz,
  code_tries int not null default 0,
  passkey_challenge bytea,
  -- Tries of the second step, all methods together.
  tries int not null default 0,
  device_token_hash bytea,
  user_agent text not null,
  ip text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index sign_in_expires on sign_in (expires_at);

create table password_reset (
  id text primary key,
  customer_id text references customer,
  kind text not null check (kind in ('email', 'phone')),
  value text not null,
  code_hash bytea,
  -- Of the long code in the link of an e-mail, which lives longer than the six digits.
  link_hash bytea,
  code_expires_at timestamptz not null,
  tries int not null default 0,
  -- Of the second factor.
  factor_tries int not null default 0,
  passkey_challenge bytea,
  -- From here on the same code is good until `expires_at`, while the new password is typed.
  verified_at timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index password_reset_expires on password_reset (expires_at);
create index password_reset_customer on password_reset (customer_id) where used_at is null;

-- A new address waiting for its code. Without a code hash the address belongs to somebody else, and no code fits.
create table contact_change (
  id text primary key,
  customer_id text not null references customer,
  kind text not null check (kind in ('email', 'phone')),
  value text not null,
  code_hash bytea,
  tries int not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table customer_totp (
  customer_id text primary key references customer,
  -- Sealed with a key of the vault.
  secret bytea not null,
  -- The last time step that was used: a code counts once.
  last_step bigint,
  -- In a row; until when they pause all tries.
  failures int not null default 0,
  paused_until timestamptz,
  created_at timestamptz not null,
  confirmed_at timestamptz
);

create table recovery_code (
  customer_id text not null references customer,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (customer_id, code_hash)
);

create table passkey (
  id text primary key,
  customer_id text not null references customer,
  credential_id bytea not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  synced boolean not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkey_customer on passkey (customer_id);

-- The one registration a customer may have on its way.
create table passkey_registration (
  customer_id text primary key references customer,
  challenge bytea not null,
  expires_at timestamptz not null
);

alter table challenge
  add column method text not null default 'code' check (method in ('code', 'totp', 'passkey')),
  add column passkey_challenge bytea,
  alter column code_hash drop not null,
  add check ((method = 'code') = (code_hash is not null)),
  add check ((method = 'passkey') = (passkey_challenge is not null));

-- What happened to the security of an account, as its owner may see it.
create table security_event (
  id text primary key,
  customer_id text not null references customer,
  kind text not null,
  at timestamptz not null,
  session_id text,
  device text,
  place text,
  ip text,
  detail text
);
create index security_event_customer on security_event (customer_id, at desc, id desc);

-- The links in messages about such events.
create table security_alert (
  token_hash bytea primary key,
  event_id text not null references security_event,
  expires_at timestamptz not null,
  reported_at timestamptz,
  -- The urgent case that the report opened.
  case_number text
);
create index security_alert_event on security_alert (event_id);

-- Keys that seal single fields and identity documents, each wrapped by the key that is made of TOPAY_SECRET.
create table data_key (
  id text primary key,
  purpose text not null check (purpose in ('field', 'document')),
  wrapped bytea not null,
  created_at timestamptz not null,
  retired_at timestamptz
);
create unique index data_key_current on data_key (purpose) where retired_at is null;
