create sequence staff_badge start 1001;

create table staff (
  id text primary key,
  email text not null unique,
  name_zh text not null,
  name_en text not null,
  badge text not null unique,
  roles text[] not null,
  locale text not null default 'zh-CN' check (locale in ('zh-CN', 'en')),
  password_hash text not null,
  active boolean not null default true,
  created_at timestamptz not null
);

create table staff_session (
  id text primary key,
  staff_id text not null references staff,
  token_hash bytea not null unique,
  user_agent text not null,
  ip text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
