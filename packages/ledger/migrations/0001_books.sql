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
  -- one constraint and not four: each is read anew by every statement that inserts
  CONSTRAINT transfer_sound CHECK (
    length(id) BETWEEN 1 AND 200
    AND op IN ('transfer', 'hold', 'capture', 'release', 'expire', 'reverse')
    AND (target IS NOT NULL) = (op IN ('capture', 'release', 'expire', 'reverse'))
    AND (expires_at IS NULL OR op = 'hold')
  )
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
  -- what a JavaScript number holds exactly
  CONSTRAINT entry_exact CHECK (
    balance_after BETWEEN -9007199254740991 AND 9007199254740991 AND held_after BETWEEN 0 AND 9007199254740991
  )
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
-- LATERAL with OFFSET 0 or LIMIT 1 keeps each lookup an index probe; as joins they would be planned as scans of the whole
-- table, whose cost grows with the books.
CREATE FUNCTION ledger.check_entries() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, ledger, pg_temp
SET plan_cache_mode = force_generic_plan
SET jit = off
SET enable_seqscan = off
AS $fn$
DECLARE
  bad_transfer text;
  bad_entry text;
BEGIN
  WITH n AS MATERIALIZED (
    SELECT e.account_no, e.seq, e.amount, e.held, e.balance_after, e.held_after, e.at, e.transfer_id,
      a.currency, a.allow_negative, CASE a.normal_side WHEN 'debit' THEN e.amount ELSE -e.amount END AS change,
      lag(e.seq) OVER w AS seq_before, lag(e.balance_after) OVER w AS balance_before,
      lag(e.held_after) OVER w AS held_before, lag(e.at) OVER w AS at_before
    FROM new_entries e
    LEFT JOIN LATERAL (
      SELECT x.currency, x.allow_negative, x.normal_side FROM ledger.account x WHERE x.no = e.account_no OFFSET 0
    ) a ON true
    WINDOW w AS (PARTITION BY e.account_no ORDER BY e.seq)
  )
  SELECT (
    SELECT n.transfer_id FROM n GROUP BY n.transfer_id, n.currency
    HAVING sum(n.amount) <> 0 OR n.currency IS NULL LIMIT 1
  ), (
    SELECT format('%s of account number %s', n.seq, n.account_no)
    FROM n LEFT JOIN LATERAL (
      SELECT x.seq, x.balance_after, x.held_after, x.at FROM ledger.entry x
      WHERE n.seq_before IS NULL AND x.account_no = n.account_no AND x.seq = n.seq - 1 LIMIT 1
    ) p ON true
    WHERE n.seq <> coalesce(n.seq_before, p.seq, 0) + 1
      OR n.balance_after <> coalesce(n.balance_before, p.balance_after, 0) + n.change
      OR n.held_after <> coalesce(n.held_before, p.held_after, 0) + n.held
      OR n.at < coalesce(n.at_before, p.at, n.at)
      OR NOT (n.allow_negative OR n.balance_after - n.held_after >= 0)
    LIMIT 1
  ) INTO bad_transfer, bad_entry;
  IF bad_transfer IS NOT NULL THEN
    RAISE EXCEPTION 'transfer % does not balance', bad_transfer
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balanced';
  END IF;
  IF bad_entry IS NOT NULL THEN
    RAISE EXCEPTION 'entry % does not follow from the one before it', bad_entry
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
