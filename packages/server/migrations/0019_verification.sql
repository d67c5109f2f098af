-- Identity documents, verification classes, getting an account back.

alter table customer
  add column verified_until date,
  add column verified_name bytea;

-- Whom the bank was asked about when the card was linked, to compare with the verified name; unknown for older cards.
alter table bank_card add column holder_name text;

-- A picture; its content lies encrypted in the data folder under the id. One of a submission or a recovery, or waiting for one.
create table identity_document (
  id text primary key,
  customer_id text references customer,
  recovery_id text,
  verification_id text,
  kind text not null check (kind in ('document_front', 'document_back', 'selfie', 'address_proof')),
  media_type text not null,
  size int not null,
  key_id text not null references data_key,
  -- Keyed hash of the content, and what the picture looks like, to find the same one sent for somebody else.
  fingerprint bytea not null,
  look bytea,
  uploaded_at timestamptz not null,
  deleted_at timestamptz,
  check ((customer_id is null) <> (recovery_id is null))
);
create index identity_document_customer on identity_document (customer_id) where deleted_at is null;
create index identity_document_recovery on identity_document (recovery_id) where deleted_at is null;
create index identity_document_fingerprint on identity_document (fingerprint);

create table verification (
  id text primary key,
  customer_id text not null references customer,
  target_class int not null check (target_class in (2, 3)),
  status text not null check (status in ('in_review', 'more_needed', 'passed', 'failed', 'withdrawn', 'expired')),
  document_type text not null,
  -- Sealed with a key of the vault.
  legal_name bytea not null,
  document_number bytea not null,
  legal_name_masked text not null,
  document_number_masked text not null,
  -- Keyed hash of type and number: one document, one account.
  number_fingerprint bytea not null,
  document_expires_on date,
  reasons text[] not null default '{}',
  message text,
  submitted_at timestamptz not null,
  answer_by timestamptz,
  decided_at timestamptz,
  reviewer_id text references staff,
  taken_at timestamptz,
  -- What speaks for and against, found by the machine when it was sent and again when it was taken.
  signals jsonb not null default '[]',
  -- When the overdue answer was brought to a supervisor.
  escalated_at timestamptz,
  -- Set for good once it was passed: its document is this account's and no other's, also when it has expired.
  passed_at timestamptz,
  -- When the customer was told that the document is about to expire.
  warned_at timestamptz,
  case_id text
);
create unique index verification_open on verification (customer_id) where status in ('in_review', 'more_needed');
create index verification_customer on verification (customer_id, submitted_at desc);
create index verification_number on verification (number_fingerprint);
create index verification_status on verification (status, answer_by, id);

create table recovery (
  id text primary key,
  -- Where the applicant is reached, proved by a code.
  kind text not null check (kind in ('email', 'phone')),
  value text not null,
  locale text not null check (locale in ('zh-CN', 'en')),
  code_hash bytea,
  code_expires_at timestamptz,
  tries int not null default 0,
  confirmed_at timestamptz,
  status text not null default 'draft'
    check (status in ('draft', 'in_review', 'more_needed', 'approved', 'rejected', 'withdrawn', 'expired')),
  reason text,
  identifier text,
  customer_id text references customer,
  legal_name bytea,
  document_type text,
  document_number bytea,
  message text not null default '',
  first_reviewer_id text references staff,
  second_reviewer_id text references staff,
  taken_at timestamptz,
  approval_id text references approval,
  signals jsonb not null default '[]',
  escalated_at timestamptz,
  case_id text,
  case_number text,
  answer_by timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index recovery_value on recovery (value, created_at desc);
create index recovery_status on recovery (status, answer_by, id);
create unique index recovery_open on recovery (value) where status in ('draft', 'in_review', 'more_needed') and confirmed_at is not null;

-- Sessions of applicants: opaque tokens, stored as SHA-256 only.
create table applicant_session (
  token_hash bytea primary key,
  recovery_id text not null references recovery,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

create table recovery_step (
  id text primary key,
  recovery_id text not null references recovery,
  at timestamptz not null,
  status text not null,
  by text not null check (by in ('applicant', 'topay')),
  message_zh text,
  message_en text
);
create index recovery_step_recovery on recovery_step (recovery_id, at, id);
