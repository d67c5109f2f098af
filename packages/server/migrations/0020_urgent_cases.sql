-- Money or an account in danger comes first.
alter table support_case add column priority text not null default 'normal' check (priority in ('normal', 'urgent'));
