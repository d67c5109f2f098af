-- Platform: settings of this installation, events per stream, idempotent answers, stored files, messages to be sent.

create table setting (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null
);

-- The last number given out in each stream. Its row is locked while a transaction publishes, so numbers have no gaps and commit in order.
create table stream_head (
  stream text primary key,
  last_seq bigint not null
);

create table stream_event (
  stream text not null,
  seq bigint not null,
  event jsonb not null,
  created_at timestamptz not null,
  primary key (stream, seq)
);
create index stream_event_created on stream_event (created_at);

-- The stored answer of an operation that was sent with an Idempotency-Key. `resource_id` is set when the work takes more than one transaction.
create table idempotency_key (
  actor text not null,
  key text not null,
  operation text not null,
  request_hash bytea not null,
  resource_id text,
  status int,
  response jsonb,
  created_at timestamptz not null,
  primary key (actor, key)
);
create index idempotency_key_created on idempotency_key (created_at);

create table file (
  id text primary key,
  sha256 text not null,
  size bigint not null check (size >= 0),
  media_type text not null,
  name text not null,
  owner text not null,
  created_at timestamptz not null
);

-- SMS and e-mail: written in the transaction that causes them, sent by a job afterwards.
create table outbound_message (
  id text primary key,
  channel text not null check (channel in ('sms', 'email')),
  recipient text not null,
  customer_id text,
  template text not null,
  locale text not null,
  subject text,
  -- What is kept: a one-time code is masked in it, unless this is a demo.
  body text not null,
  -- The body with the code, encrypted; there only until the message is sent or given up.
  sealed bytea,
  -- Demo only.
  code text,
  status text not null check (status in ('queued', 'sent', 'failed')),
  attempts int not null default 0,
  -- The worker that sends it has it until then.
  claimed_until timestamptz,
  -- Not worth sending afterwards.
  expires_at timestamptz,
  failure text,
  created_at timestamptz not null,
  sent_at timestamptz,
  check (status = 'queued' or sealed is null)
);
create index outbound_message_recipient on outbound_message (recipient, id desc);

-- Job workers that are alive. A worker that was killed stops saying so, and what it held is given to others.
create table job_worker (
  worker_id text primary key,
  seen_at timestamptz not null
);
