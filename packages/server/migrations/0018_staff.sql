-- Staff: second factor, single sign-on, approvals by two.

alter table staff
  -- Sealed with a key of the vault.
  add column totp_secret bytea,
  add column totp_last_step bigint,
  add column totp_confirmed_at timestamptz,
  -- The password was chosen by an administrator: its owner replaces it before anything else.
  add column must_change_password boolean not null default false,
  -- Of the demo world, where the second factor may be left out.
  add column demo boolean not null default false,
  add column last_seen_at timestamptz,
  add column oidc_issuer text,
  add column oidc_subject text,
  add unique (oidc_issuer, oidc_subject),
  add check ((oidc_issuer is null) = (oidc_subject is null));

create table staff_recovery_code (
  staff_id text not null references staff,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (staff_id, code_hash)
);

create table staff_sign_in (
  id text primary key,
  -- Null while the identity provider has not answered.
  staff_id text references staff,
  step text not null check (step in ('totp', 'set_up_totp', 'new_password', 'single_sign_on')),
  totp_secret bytea,
  -- Of single sign-on: what ties the answer to the question. Sealed.
  oidc_state bytea,
  tries int not null default 0,
  user_agent text not null,
  ip text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index staff_sign_in_expires on staff_sign_in (expires_at);
create index staff_session_staff on staff_session (staff_id, created_at desc);

-- Something that two people must want. `payload` is exactly what is carried out.
create table approval (
  id text primary key,
  kind text not null,
  subject_id text not null,
  customer_id text references customer,
  summary_zh text not null,
  summary_en text not null,
  reason text not null,
  payload jsonb not null,
  status text not null default 'pending' check (status in ('pending', 'approved', 'refused', 'expired')),
  requested_by text not null references staff,
  requested_at timestamptz not null,
  decided_by text references staff,
  decided_at timestamptz,
  note text,
  expires_at timestamptz not null,
  check (decided_by is null or decided_by <> requested_by)
);
create unique index approval_pending on approval (kind, subject_id) where status = 'pending';
create index approval_status on approval (status, expires_at, id);
