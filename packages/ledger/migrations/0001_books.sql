-- The books. Every table but ledger.open_hold is append-only: there is no stored balance to go wrong, an account's
-- state is its newest entry. ledger.open_hold is a working list that can be rebuilt from ledger.transfer.
--
-- No foreign keys on purpose: they double the cost of posting. ledger.post() resolves every account before it writes,
-- the guard on ledger.entry joins to ledger.account, and ledger.verify_books() looks for orphans.

CREATE TABLE ledger.account (
  no bigint GENERATED ALWAYS AS IDENTITY,
  id text COLLATE "C" NOT NULL,
  type text NOT NULL,
  class text NOT NULL,
  normal_side text NOT NULL,
  currency text COLLATE "C" NOT NULL,
  allow_negative boolean NOT NULL,
  -- json, not jsonb: the exact text is part of what the hash chain protects
  metadata json NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT account_pkey PRIMARY KEY (no),
  CONSTRAINT account_id_key UNIQUE (id),
  CONSTRAINT account_id_length CHECK (length(id) BETWEEN 1 AND 200),
  CONSTRAINT account_currency_form CHECK (currency ~ '^[A-Z][A-Z0-9]{2,11}$'),
  CONSTRAINT account_class_side CHECK (
    (class IN ('asset', 'expense') AND normal_side = 'debit')
    OR (class IN ('liability', 'equity', 'income') AND normal_side = 'credit')
  )
);

-- One row for each accepted operation, and for each refused one that the caller wants remembered.
CREATE TABLE ledger.transfer (
  id text COLLATE "C" NOT NULL,
  op text NOT NULL,
  kind text NOT NULL,
  -- the hold that a capture, release or expiry ends; the transfer that a reversal takes back
  target text COLLATE "C",
  reference text,
  -- [["debited account", "credited account", amount in minor units], ...]; exact text, part of the hash chain
  legs json NOT NULL,
  metadata json NOT NULL,
  refusal text,
  refusal_detail json,
  at timestamptz NOT NULL,
  expires_at timestamptz,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT transfer_pkey PRIMARY KEY (id),
  CONSTRAINT transfer_id_length CHECK (length(id) BETWEEN 1 AND 200),
  CONSTRAINT transfer_op_known CHECK (op IN ('transfer', 'hold', 'capture', 'release', 'expire', 'reverse')),
  CONSTRAINT transfer_target_given CHECK ((target IS NOT NULL) = (op IN ('capture', 'release', 'expire', 'reverse'))),
  CONSTRAINT transfer_only_holds_expire CHECK (expires_at IS NULL OR op = 'hold')
);

-- A hold ends once, whoever races for it.
CREATE UNIQUE INDEX transfer_hold_ends_once ON ledger.transfer (target)
  WHERE op IN ('capture', 'release', 'expire') AND refusal IS NULL;

CREATE INDEX transfer_reversals ON ledger.transfer (target) WHERE op = 'reverse' AND refusal IS NULL;

-- One row for each change of one account. The primary key is also the guard against two writers.
CREATE TABLE ledger.entry (
  account_no bigint NOT NULL,
  -- 1, 2, 3 ... without gaps: the version of the account after this entry
  seq bigint NOT NULL,
  -- debits are positive, credits negative, so every transfer sums to zero
  amount bigint NOT NULL,
  -- change of the amount set aside by holds
  held bigint NOT NULL,
  -- both measured in the account's own normal side
  balance_after bigint NOT NULL,
  held_after bigint NOT NULL,
  -- never earlier than the entry before it in the same account
  at timestamptz NOT NULL,
  leg integer NOT NULL,
  transfer_id text COLLATE "C" NOT NULL,
  -- sha256 over the hash of the entry before it, the whole transfer and this row
  hash bytea NOT NULL,
  CONSTRAINT entry_pkey PRIMARY KEY (account_no, seq),
  CONSTRAINT entry_seq_positive CHECK (seq > 0),
  CONSTRAINT entry_held_positive CHECK (held_after >= 0),
  -- what a JavaScript number holds exactly
  CONSTRAINT entry_balance_exact CHECK (balance_after BETWEEN -9007199254740991 AND 9007199254740991),
  CONSTRAINT entry_held_exact CHECK (held_after <= 9007199254740991),
  CONSTRAINT entry_hash_length CHECK (octet_length(hash) = 32)
);

-- What is set aside right now, one row for each account and leg of an open hold. Rebuildable, so rows may be deleted.
CREATE TABLE ledger.open_hold (
  account_no bigint NOT NULL,
  hold_id text COLLATE "C" NOT NULL,
  leg integer NOT NULL,
  amount bigint NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT open_hold_pkey PRIMARY KEY (hold_id, leg, account_no),
  CONSTRAINT open_hold_amount_positive CHECK (amount > 0)
);
CREATE INDEX open_hold_by_account ON ledger.open_hold (account_no, expires_at);
CREATE INDEX open_hold_by_expiry ON ledger.open_hold (expires_at) WHERE expires_at < 'infinity';

-- Guards ------------------------------------------------------------------------------------------------------------

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  RAISE EXCEPTION 'ledger.% is append-only: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation', HINT = 'Post a reversal instead.';
END
$fn$;

CREATE TRIGGER account_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.account
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER transfer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.transfer
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- Checks every new entry without trusting the code that wrote it: each transfer balances in each currency, each entry
-- follows the one before it, nobody goes below zero who may not.
CREATE FUNCTION ledger.check_entries() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, ledger, pg_temp
AS $fn$
DECLARE
  bad record;
BEGIN
  SELECT n.transfer_id, a.currency, sum(n.amount) AS difference INTO bad
  FROM new_entries n LEFT JOIN ledger.account a ON a.no = n.account_no
  GROUP BY n.transfer_id, a.currency
  HAVING sum(n.amount) <> 0 OR a.currency IS NULL
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'transfer % does not balance in %: off by %', bad.transfer_id, bad.currency, bad.difference
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balanced';
  END IF;

  SELECT w.account_no, w.seq INTO bad
  FROM (
    SELECT n.account_no, n.seq, n.amount, n.held, n.balance_after, n.held_after, n.at,
      a.normal_side, a.allow_negative,
      lag(n.seq) OVER w AS seq_before, lag(n.balance_after) OVER w AS balance_before,
      lag(n.held_after) OVER w AS held_before, lag(n.at) OVER w AS at_before
    FROM new_entries n JOIN ledger.account a ON a.no = n.account_no
    WINDOW w AS (PARTITION BY n.account_no ORDER BY n.seq)
  ) w
  LEFT JOIN ledger.entry p
    ON w.seq_before IS NULL AND p.account_no = w.account_no AND p.seq = w.seq - 1
  WHERE w.seq <> coalesce(w.seq_before, p.seq, 0) + 1
    OR w.balance_after <> coalesce(w.balance_before, p.balance_after, 0)
      + CASE w.normal_side WHEN 'debit' THEN w.amount ELSE -w.amount END
    OR w.held_after <> coalesce(w.held_before, p.held_after, 0) + w.held
    OR w.at < coalesce(w.at_before, p.at, w.at)
    OR NOT (w.allow_negative OR w.balance_after - w.held_after >= 0)
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'entry % of account number % does not follow from the one before it', bad.seq, bad.account_no
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_follows';
  END IF;
  RETURN NULL;
END
$fn$;

CREATE TRIGGER entry_checked AFTER INSERT ON ledger.entry
  REFERENCING NEW TABLE AS new_entries FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_entries();

-- ALWAYS: not switched off by session_replication_role.
ALTER TABLE ledger.account ENABLE ALWAYS TRIGGER account_append_only;
ALTER TABLE ledger.transfer ENABLE ALWAYS TRIGGER transfer_append_only;
ALTER TABLE ledger.entry ENABLE ALWAYS TRIGGER entry_append_only;
ALTER TABLE ledger.entry ENABLE ALWAYS TRIGGER entry_checked;

-- What is hashed ------------------------------------------------------------------------------------------------------

-- The start of an account's chain: everything the account promises.
CREATE FUNCTION ledger.account_digest(a ledger.account) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.json_build_array(
  a.no, a.id, a.type, a.class, a.normal_side, a.currency, a.allow_negative, a.metadata)::text, 'UTF8'));

-- Everything a transfer says, its times included. Ids, kinds and references hold no line breaks (checked before).
CREATE FUNCTION ledger.transfer_digest(
  id text, op text, kind text, target text, reference text, legs text, metadata text, at timestamptz,
  expires_at timestamptz
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_catalog.sha256(
  pg_catalog.convert_to(pg_catalog.concat_ws(E'\n', id, op, kind,
    coalesce('t' || target, '-'), coalesce('r' || reference, '-'), legs, metadata), 'UTF8')
  || pg_catalog.timestamptz_send(at) || coalesce(pg_catalog.timestamptz_send(expires_at), ''::bytea));

-- One link of the chain.
CREATE FUNCTION ledger.entry_hash(
  before bytea, transfer_digest bytea, account_no bigint, seq bigint, leg integer, amount bigint, held bigint,
  balance_after bigint, held_after bigint, at timestamptz
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_catalog.sha256(before || transfer_digest || pg_catalog.int8send(account_no) || pg_catalog.int8send(seq)
  || pg_catalog.int4send(leg) || pg_catalog.int8send(amount) || pg_catalog.int8send(held)
  || pg_catalog.int8send(balance_after) || pg_catalog.int8send(held_after) || pg_catalog.timestamptz_send(at));

-- RFC 3339 UTC with milliseconds, as it goes over the wire.
CREATE FUNCTION ledger.iso(t timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_catalog.to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
