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
  -- What the case is about, in the words of the kind of case that plugs in (a payment's id, ...).
  reference text,
  status text not null check (status in ('open', 'waiting_customer', 'closed')),
  subject text not null,
  assignee_id text,
  last_seq int not null default 0,
  customer_delivered_seq int not null default 0,
  customer_read_seq int not null default 0,
  staff_delivered_seq int not null default 0,
  staff_read_seq int not null default 0,
  waiting_since timestamptz,
  first_response_at timestamptz,
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz,
  close_reason text,
  rating_score int check (rating_score between 1 and 5),
  rating_comment text,
  check ((status = 'closed') = (closed_at is not null))
);
create index support_case_customer on support_case (customer_id, id desc);
create index support_case_open on support_case (status, waiting_since) where status <> 'closed';
create index support_case_assignee on support_case (assignee_id) where status <> 'closed';
-- One open case per matter, however often "get help" is tapped.
create unique index support_case_once on support_case (customer_id, reference) where status <> 'closed' and reference is not null;

create table case_message (
  case_id text not null references support_case,
  seq int not null,
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
