-- Append-only, hash-chained record of who did what. The database makes the chain and refuses changes.

create table audit_entry (
  seq bigint primary key,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('customer', 'staff', 'system')),
  actor_id text not null,
  action text not null,
  subject text not null,
  detail jsonb not null,
  request_id text,
  prev_hash bytea not null,
  hash bytea not null
);
create index audit_entry_subject on audit_entry (subject, seq);
create index audit_entry_actor on audit_entry (actor_id, seq);

create function audit_hash(prev bytea, seq bigint, at timestamptz, actor_kind text, actor_id text, action text, subject text, detail jsonb, request_id text)
returns bytea language sql immutable as $$
  select sha256(prev || convert_to(jsonb_build_array(
    seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), actor_kind, actor_id, action, subject, detail, request_id
  )::text, 'UTF8'))
$$;

-- The end of the chain. Its row stays locked from an insert until commit, so there is one writer at a time and the chain has neither forks nor gaps;
-- and it tells when entries were cut off the end.
create table audit_head (
  only_one boolean primary key default true check (only_one),
  seq bigint not null,
  hash bytea not null
);
insert into audit_head (seq, hash) values (0, '');

create function audit_chain() returns trigger language plpgsql as $$
begin
  update audit_head set seq = seq + 1 returning seq, hash into new.seq, new.prev_hash;
  new.hash := audit_hash(new.prev_hash, new.seq, new.at, new.actor_kind, new.actor_id, new.action, new.subject, new.detail, new.request_id);
  update audit_head set hash = new.hash;
  return new;
end $$;

create trigger audit_entry_chain before insert on audit_entry for each row execute function audit_chain();

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger audit_entry_append_only before update or delete or truncate on audit_entry for each statement execute function refuse_change();
