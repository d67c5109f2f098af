-- Numbers per day for case numbers that people read to each other.
create table case_number (
  day date primary key,
  last int not null
);

create table support_case (
  id text primary key,
  number text not null unique,
  customer_id text not null,
  topic text not null,
  channel text not null check (channel in ('chat', 'email', 'phone')),
  -- What the case is about: the kind of case that plugs in (`payment`, ...) and its own id of the matter (a payment's id, ...).
  kind text,
  reference text,
  status text not null check (status in ('open', 'waiting_customer', 'closed')),
  subject text not null,
  assignee_id text,
  -- Highest message number given out, and the highest that the customer may see (notes are numbered too).
  last_seq int not null default 0,
  last_public_seq int not null default 0,
  customer_delivered_seq int not null default 0,
  customer_read_seq int not null default 0,
  staff_delivered_seq int not null default 0,
  staff_read_seq int not null default 0,
  waiting_since timestamptz,
  first_response_at timestamptz,
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  -- Set once a customer's message has reopened the case.
  reopened_at timestamptz,
  closed_at timestamptz,
  close_reason text check (close_reason in ('solved', 'no_answer', 'duplicate', 'other')),
  -- The customer was told about answers up to this message by e-mail or SMS.
  told_seq int not null default 0,
  rating_score int check (rating_score between 1 and 5),
  rating_comment text,
  check ((status = 'closed') = (closed_at is not null)),
  check ((status = 'closed') = (close_reason is not null)),
  check ((kind is null) = (reference is null)),
  check (last_public_seq <= last_seq and told_seq <= last_seq),
  check (customer_read_seq <= customer_delivered_seq and customer_delivered_seq <= last_seq),
  check (staff_read_seq <= staff_delivered_seq and staff_delivered_seq <= last_seq)
);
create index support_case_customer on support_case (customer_id, opened_at desc, id desc);
create index support_case_open on support_case (waiting_since, opened_at desc, id desc) where status <> 'closed';
create index support_case_assignee on support_case (assignee_id, waiting_since, opened_at desc, id desc) where status <> 'closed';
create index support_case_closed on support_case (closed_at desc, id desc) where status = 'closed';
create index support_case_matter on support_case (reference) where status <> 'closed' and reference is not null;
-- One open case per matter, however often "get help" is tapped. A case that its customer's message reopened does not count: no message is ever refused.
create unique index support_case_once on support_case (customer_id, kind, reference)
  where status <> 'closed' and reopened_at is null and reference is not null;

create table case_message (
  case_id text not null references support_case,
  seq int not null check (seq > 0),
  id text not null unique,
  author text not null check (author in ('customer', 'staff', 'system')),
  author_id text,
  kind text not null check (kind in ('text', 'note', 'card', 'event')),
  text text not null,
  card jsonb,
  event jsonb,
  attachments jsonb not null default '[]',
  client_id text,
  created_at timestamptz not null,
  primary key (case_id, seq)
);
-- A message that is sent again with the same client-made id is stored once.
create unique index case_message_once on case_message (case_id, author_id, client_id) where client_id is not null;
-- Finds the case that a file was sent in.
create index case_message_file on case_message using gin (attachments jsonb_path_ops) where attachments <> '[]';
