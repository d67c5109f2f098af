-- Money or an account in danger comes first.
alter table support_case add column priority text not null default 'normal' check (priority in ('normal', 'urgent'));

-- The order of the inbox: urgent ones that wait, then by the wait.
drop index support_case_open;
create index support_case_open on support_case
  ((priority = 'urgent' and waiting_since is not null) desc, waiting_since, opened_at desc, id desc) where status <> 'closed';
drop index support_case_assignee;
create index support_case_assignee on support_case
  (assignee_id, (priority = 'urgent' and waiting_since is not null) desc, waiting_since, opened_at desc, id desc) where status <> 'closed';
