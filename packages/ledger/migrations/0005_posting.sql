-- Posting made cheaper; every promise stays as it was.
--
-- 1. The guard on ledger.entry looks up the entry before each new one in the table, where the new ones are already, and
--    so needs neither a sort nor a window: one pass.
-- 2. ledger.post() finds targets and ids used before by one index probe each. As joins they had been planned as a walk
--    over all holds that ever ended, which grew with the books.
-- 3. ledger.post_one(): the common case, one transfer of one leg that simply applies, without arrays.

-- Checks every new entry without trusting the code that wrote it: each transfer balances in each currency, each entry
-- follows the one before it, nobody goes below zero who may not.
-- LATERAL with OFFSET 0 or LIMIT 1 keeps each lookup an index probe; as joins they would be planned as scans of the whole
-- table, whose cost grows with the books.
CREATE OR REPLACE FUNCTION ledger.check_entries() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, ledger, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $fn$
DECLARE
  bad record;
BEGIN
  SELECT g.transfer_id, g.wrong, g.account_no INTO bad
  FROM (
    SELECT n.transfer_id, sum(n.amount) <> 0 OR a.currency IS NULL AS unbalanced, min(n.account_no) AS account_no,
      min(n.seq) FILTER (WHERE n.seq <> coalesce(p.seq, 0) + 1
        OR n.balance_after <> coalesce(p.balance_after, 0)
          + CASE a.normal_side WHEN 'debit' THEN n.amount ELSE -n.amount END
        OR n.held_after <> coalesce(p.held_after, 0) + n.held
        OR n.at < p.at
        OR NOT (a.allow_negative OR n.balance_after - n.held_after >= 0)) AS wrong
    FROM new_entries n
    LEFT JOIN LATERAL (
      SELECT x.currency, x.allow_negative, x.normal_side FROM ledger.account x WHERE x.no = n.account_no OFFSET 0
    ) a ON true
    LEFT JOIN LATERAL (
      SELECT x.seq, x.balance_after, x.held_after, x.at FROM ledger.entry x
      WHERE x.account_no = n.account_no AND x.seq = n.seq - 1 LIMIT 1
    ) p ON true
    GROUP BY n.transfer_id, a.currency
  ) g
  WHERE g.unbalanced OR g.wrong IS NOT NULL
  ORDER BY g.unbalanced DESC LIMIT 1;
  IF FOUND AND bad.wrong IS NULL THEN
    RAISE EXCEPTION 'transfer % does not balance', bad.transfer_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balanced';
  ELSIF FOUND THEN
    RAISE EXCEPTION 'entry % of transfer % does not follow from the one before it', bad.wrong, bad.transfer_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_follows';
  END IF;
  RETURN NULL;
END
$fn$;

-- Posts one transfer of one leg if nothing at all is in its way, by the rules of ledger.post() and with the same rows.
-- Otherwise writes nothing and answers false: ledger.post() then says what it is. What stands in the way may be a refusal,
-- an id used before, the first entry of an account, or a hold that may have run out.
CREATE FUNCTION ledger.post_one(
  p_id text,
  p_kind text,
  p_reference text,
  p_legs text,
  p_metadata text,
  p_at timestamptz,
  p_debit text,
  p_credit text,
  p_amount bigint,
  p_currency text
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, ledger, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $fn$
DECLARE
  -- f is the account that comes first in the order of locks, s the second
  debit_first boolean := p_debit < p_credit COLLATE "C";
  f_no bigint; f_up boolean; f_free boolean; f_currency text; f_amount bigint;
  f_balance bigint; f_held bigint; f_seq bigint; f_hash bytea; f_at timestamptz;
  s_no bigint; s_up boolean; s_free boolean; s_currency text; s_amount bigint;
  s_balance bigint; s_held bigint; s_seq bigint; s_hash bytea; s_at timestamptz;
  used boolean;
  digest bytea;
BEGIN
  SELECT f.no, (f.normal_side = 'debit') = debit_first, f.allow_negative, f.currency,
    s.no, (s.normal_side = 'debit') <> debit_first, s.allow_negative, s.currency
  INTO f_no, f_up, f_free, f_currency, s_no, s_up, s_free, s_currency
  FROM ledger.account f, ledger.account s
  WHERE f.id = CASE WHEN debit_first THEN p_debit ELSE p_credit END
    AND s.id = CASE WHEN debit_first THEN p_credit ELSE p_debit END
  FOR NO KEY UPDATE;
  IF s_no IS NULL OR f_currency <> s_currency OR p_currency <> f_currency THEN
    RETURN false;
  END IF;

  -- a new statement, so that it sees what the lock waited for
  SELECT f.balance_after, f.held_after, f.seq, f.hash, f.at, s.balance_after, s.held_after, s.seq, s.hash, s.at,
    EXISTS (SELECT 1 FROM ledger.transfer x WHERE x.id = p_id)
  INTO f_balance, f_held, f_seq, f_hash, f_at, s_balance, s_held, s_seq, s_hash, s_at, used
  FROM (
    SELECT z.balance_after, z.held_after, z.seq, z.hash, z.at FROM ledger.entry z
    WHERE z.account_no = f_no ORDER BY z.seq DESC LIMIT 1
  ) f, (
    SELECT z.balance_after, z.held_after, z.seq, z.hash, z.at FROM ledger.entry z
    WHERE z.account_no = s_no ORDER BY z.seq DESC LIMIT 1
  ) s;
  IF used IS DISTINCT FROM false THEN
    RETURN false;
  END IF;

  f_balance := CASE WHEN f_up THEN f_balance + p_amount ELSE f_balance - p_amount END;
  s_balance := CASE WHEN s_up THEN s_balance + p_amount ELSE s_balance - p_amount END;
  IF NOT (f_up OR f_free) AND f_balance < f_held OR NOT (s_up OR s_free) AND s_balance < s_held
    OR abs(f_balance) > 9007199254740991 OR abs(s_balance) > 9007199254740991
  THEN
    RETURN false;
  END IF;

  f_amount := CASE WHEN debit_first THEN p_amount ELSE -p_amount END;
  f_seq := f_seq + 1;
  s_seq := s_seq + 1;
  f_at := greatest(f_at, p_at);
  s_at := greatest(s_at, p_at);
  digest := ledger.transfer_digest(p_id, 'transfer', p_kind, NULL, p_reference, p_legs, p_metadata, p_at, NULL);
  WITH written AS (
    INSERT INTO ledger.transfer (id, op, kind, reference, legs, metadata, at)
    VALUES (p_id, 'transfer', p_kind, p_reference, p_legs::json, p_metadata::json, p_at)
  )
  INSERT INTO ledger.entry (account_no, seq, amount, held, balance_after, held_after, at, leg, transfer_id, hash)
  VALUES
    (f_no, f_seq, f_amount, 0, f_balance, f_held, f_at, 0, p_id,
      ledger.entry_hash(f_hash, digest, f_no, f_seq, 0, f_amount, 0, f_balance, f_held, f_at)),
    (s_no, s_seq, -f_amount, 0, s_balance, s_held, s_at, 0, p_id,
      ledger.entry_hash(s_hash, digest, s_no, s_seq, 0, -f_amount, 0, s_balance, s_held, s_at));
  RETURN true;
END
$fn$;
REVOKE ALL ON FUNCTION ledger.post_one FROM PUBLIC;

-- Whoever may call ledger.post() may call this.
DO $do$
DECLARE
  who text;
BEGIN
  FOR who IN
    SELECT a.grantee::regrole::text FROM pg_proc p, aclexplode(p.proacl) a
    WHERE p.oid = 'ledger.post'::regproc AND a.grantee <> p.proowner AND a.privilege_type = 'EXECUTE'
  LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION ledger.post_one TO %s', who);
  END LOOP;
END
$do$;

-- As in 0002, but for the lookups of ids used before and of targets.
CREATE OR REPLACE FUNCTION ledger.post(
  p_accounts text[],
  p_ids text[],
  p_ops text[],
  p_kinds text[],
  p_targets text[],
  p_references text[],
  p_legs text[],
  p_metadata text[],
  p_at timestamptz[],
  p_expires_at timestamptz[],
  -- the target's legs as the caller read them; NULL when there is no target or it was not found
  p_target_legs text[],
  -- legs of operation t: positions p_leg_start[t] .. p_leg_start[t + 1] - 1 of the arrays below
  p_leg_start integer[],
  p_leg_debit integer[],
  p_leg_credit integer[],
  p_leg_amount bigint[],
  -- what the hold had set aside for this leg (capture, release, expire), else 0
  p_leg_held bigint[],
  -- currency the caller believes in, or NULL
  p_leg_currency text[],
  p_record_refusals boolean,
  -- do not wait for accounts that somebody else has locked: answer '~BUSY' for what touches them
  p_skip_locked boolean
) RETURNS TABLE (pos integer, replayed boolean, refusal text, detail json, at text, expires_at text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, ledger, pg_temp
SET plan_cache_mode = force_generic_plan
SET jit = off
SET enable_seqscan = off
AS $fn$
#variable_conflict use_column
DECLARE
  n integer := cardinality(p_ids);
  -- accounts by position
  a_id text[]; a_no bigint[]; a_debit boolean[]; a_free boolean[]; a_currency text[];
  a_balance bigint[]; a_held bigint[]; a_seq bigint[]; a_hash bytea[]; a_at timestamptz[];
  -- operations by position: done = answered from the books; code = refused
  t_done boolean[]; t_code text[]; t_detail json[]; t_digest bytea[]; t_write boolean[];
  -- targets by position of the operation
  g_code text[]; g_detail json[]; g_locked text[]; g_found integer := 0;
  a_busy boolean[]; any_busy boolean := false;
  has_targets boolean := false; has_done boolean := false; has_refused boolean := false;
  ends_hold boolean;
  -- new entries
  e integer := 0; mark integer;
  e_acc integer[]; e_op integer[]; e_leg integer[]; e_amount bigint[]; e_held bigint[]; e_balance bigint[];
  e_held_after bigint[]; e_no bigint[]; e_seq bigint[]; e_at timestamptz[]; e_hash bytea[]; e_id text[];
  t integer; l integer; i integer; a integer; side integer; amount bigint; held bigint; d integer; c integer;
  up boolean; code text; what json; op text; v bigint; expired bigint; r record;
BEGIN
  -- 1. Lock, always in the same order. What an account promises never changes, so it may be read here.
  IF p_skip_locked THEN
    SELECT array_agg(s.id), array_agg(s.no), array_agg(s.debit), array_agg(s.allow_negative), array_agg(s.currency)
    INTO a_id, a_no, a_debit, a_free, a_currency
    FROM (
      SELECT x.id, x.no, x.normal_side = 'debit' AS debit, x.allow_negative, x.currency
      FROM ledger.account x WHERE x.id = ANY (p_accounts) ORDER BY x.id FOR NO KEY UPDATE SKIP LOCKED
    ) s;
  ELSE
    SELECT array_agg(s.id), array_agg(s.no), array_agg(s.debit), array_agg(s.allow_negative), array_agg(s.currency)
    INTO a_id, a_no, a_debit, a_free, a_currency
    FROM (
      SELECT x.id, x.no, x.normal_side = 'debit' AS debit, x.allow_negative, x.currency
      FROM ledger.account x WHERE x.id = ANY (p_accounts) ORDER BY x.id FOR NO KEY UPDATE
    ) s;
  END IF;
  IF a_id IS DISTINCT FROM p_accounts THEN
    -- Some are unknown or busy, or came in another order: read them again, by position.
    SELECT array_agg(x.no), array_agg(x.normal_side = 'debit'), array_agg(x.allow_negative), array_agg(x.currency),
      array_agg(x.id)
    INTO a_no, a_debit, a_free, a_currency, g_locked
    FROM (SELECT u.id FROM unnest(p_accounts) WITH ORDINALITY u (id, pos) ORDER BY u.pos) u
    LEFT JOIN LATERAL (SELECT * FROM ledger.account y WHERE y.id = u.id OFFSET 0) x ON true;
    IF p_skip_locked AND coalesce(cardinality(a_id), 0) < cardinality(array_remove(g_locked, NULL)) THEN
      any_busy := true;
      a_busy := array_fill(false, ARRAY[cardinality(p_accounts)]);
      -- EXCEPT and not a join: without statistics a join of two lists may be planned as one loop in the other
      FOR r IN
        SELECT u.id FROM unnest(g_locked) u (id) WHERE u.id IS NOT NULL EXCEPT SELECT k.id FROM unnest(a_id) k (id)
      LOOP
        a_busy[array_position(p_accounts, r.id)] := true;
      END LOOP;
    END IF;
  END IF;
  IF cardinality(array_remove(p_targets, NULL)) > 0 THEN
    has_targets := true;
    IF p_skip_locked THEN
      SELECT array_agg(s.id) INTO g_locked FROM (
        SELECT x.id FROM ledger.transfer x WHERE x.id = ANY (p_targets) ORDER BY x.id FOR NO KEY UPDATE SKIP LOCKED
      ) s;
    ELSE
      PERFORM 1 FROM ledger.transfer x WHERE x.id = ANY (p_targets) ORDER BY x.id FOR NO KEY UPDATE;
    END IF;
  END IF;

  -- 2. Read the state, in a new statement so that it sees what the lock waited for. One statement for three questions:
  -- starting a statement costs as much as posting a transfer.
  SELECT array_agg(coalesce(h.balance_after, 0)), array_agg(coalesce(h.held_after, 0)), array_agg(coalesce(h.seq, 0)),
    array_agg(CASE WHEN h.seq IS NOT NULL THEN h.hash
      ELSE (SELECT ledger.account_digest(x) FROM ledger.account x WHERE x.no = u.no) END),
    array_agg(coalesce(h.at, '-infinity')),
    EXISTS (SELECT 1 FROM ledger.transfer x WHERE x.id = ANY (p_ids)),
    (SELECT array_agg(ledger.transfer_digest(d.id, d.op, d.kind, d.target, d.reference, d.legs, d.metadata, d.at,
        d.expires_at) ORDER BY d.pos)
      FROM unnest(p_ids, p_ops, p_kinds, p_targets, p_references, p_legs, p_metadata, p_at, p_expires_at)
        WITH ORDINALITY d (id, op, kind, target, reference, legs, metadata, at, expires_at, pos))
  INTO a_balance, a_held, a_seq, a_hash, a_at, has_done, t_digest
  FROM (SELECT u.no FROM unnest(a_no) WITH ORDINALITY u (no, pos) ORDER BY u.pos) u
  LEFT JOIN LATERAL (
    SELECT z.balance_after, z.held_after, z.seq, z.hash, z.at
    FROM ledger.entry z WHERE z.account_no = u.no ORDER BY z.seq DESC LIMIT 1
  ) h ON true;

  t_done := array_fill(false, ARRAY[n]);
  IF has_done THEN
    FOR r IN
      SELECT u.pos::integer AS pos, x.refusal, x.refusal_detail, x.at, x.expires_at,
        x.op = p_ops[u.pos] AND x.kind = p_kinds[u.pos] AND x.target IS NOT DISTINCT FROM p_targets[u.pos]
          AND x.reference IS NOT DISTINCT FROM p_references[u.pos] AND x.legs::text = p_legs[u.pos]
          AND x.metadata::text = p_metadata[u.pos] AS same
      FROM unnest(p_ids) WITH ORDINALITY u (id, pos)
      CROSS JOIN LATERAL (SELECT * FROM ledger.transfer y WHERE y.id = u.id OFFSET 0) x
    LOOP
      t_done[r.pos] := true;
      IF r.same THEN
        RETURN QUERY SELECT r.pos, true, r.refusal, r.refusal_detail, ledger.iso(r.at), ledger.iso(r.expires_at);
      ELSE
        RETURN QUERY SELECT r.pos, false, 'ID_REUSED', NULL::json, NULL::text, NULL::text;
      END IF;
    END LOOP;
  END IF;

  IF has_targets THEN
    g_code := array_fill(NULL::text, ARRAY[n]);
    g_detail := array_fill(NULL::json, ARRAY[n]);
    FOR r IN
      SELECT u.pos::integer AS pos, p_ops[u.pos] AS op, x.id, x.op AS target_op, x.refusal, x.legs::text AS legs,
        x.expires_at, z.id AS end_id, z.op AS end_op
      FROM unnest(p_targets) WITH ORDINALITY u (id, pos)
      LEFT JOIN LATERAL (SELECT * FROM ledger.transfer y WHERE y.id = u.id OFFSET 0) x ON true
      LEFT JOIN LATERAL (
        SELECT y.id, y.op FROM ledger.transfer y
        WHERE y.target = u.id AND y.op IN ('capture', 'release', 'expire') AND y.refusal IS NULL OFFSET 0
      ) z ON true
      WHERE u.id IS NOT NULL
    LOOP
      g_found := g_found + (r.id IS NOT NULL)::integer;
      CONTINUE WHEN t_done[r.pos];
      IF r.op = 'reverse' THEN
        IF r.id IS NULL OR r.refusal IS NOT NULL THEN
          g_code[r.pos] := 'TRANSFER_NOT_FOUND';
        ELSIF r.target_op NOT IN ('transfer', 'capture', 'reverse') THEN
          g_code[r.pos] := 'NOT_REVERSIBLE';
        ELSIF p_target_legs[r.pos] IS DISTINCT FROM r.legs THEN
          g_code[r.pos] := '~STALE';
        ELSE
          SELECT s.code, s.detail INTO code, what FROM ledger.check_reversal(r.id, r.legs::json, p_legs[r.pos]::json) s;
          g_code[r.pos] := code;
          g_detail[r.pos] := what;
        END IF;
      ELSIF r.id IS NULL OR r.target_op <> 'hold' OR r.refusal IS NOT NULL THEN
        g_code[r.pos] := 'HOLD_NOT_FOUND';
      ELSIF r.end_id IS NOT NULL THEN
        g_code[r.pos] := CASE r.end_op WHEN 'capture' THEN 'HOLD_CAPTURED' WHEN 'release' THEN 'HOLD_RELEASED'
          ELSE 'HOLD_EXPIRED' END;
        g_detail[r.pos] := json_build_object('ended_by', r.end_id);
      ELSIF p_target_legs[r.pos] IS DISTINCT FROM r.legs THEN
        g_code[r.pos] := '~STALE';
      ELSIF r.op = 'capture' AND p_at[r.pos] >= r.expires_at THEN
        g_code[r.pos] := 'HOLD_EXPIRED';
        g_detail[r.pos] := json_build_object('expires_at', ledger.iso(r.expires_at));
      ELSIF r.op = 'expire' AND p_at[r.pos] < coalesce(r.expires_at, 'infinity') THEN
        g_code[r.pos] := 'HOLD_NOT_EXPIRED';
        g_detail[r.pos] := json_build_object('expires_at', ledger.iso(r.expires_at));
      ELSIF r.op = 'capture' THEN
        FOR l IN p_leg_start[r.pos] .. p_leg_start[r.pos + 1] - 1 LOOP
          IF p_leg_amount[l] > p_leg_held[l] THEN
            g_code[r.pos] := 'CAPTURE_TOO_LARGE';
            g_detail[r.pos] := json_build_object('leg', l - p_leg_start[r.pos], 'held', p_leg_held[l]);
          END IF;
        END LOOP;
      END IF;
    END LOOP;
    IF p_skip_locked AND g_found > coalesce(cardinality(g_locked), 0) THEN
      FOR r IN
        SELECT u.pos::integer AS pos FROM unnest(p_targets) WITH ORDINALITY u (id, pos)
        CROSS JOIN LATERAL (SELECT y.id FROM ledger.transfer y WHERE y.id = u.id OFFSET 0) x
        WHERE g_locked IS NULL OR x.id <> ALL (g_locked)
      LOOP
        g_code[r.pos] := '~BUSY';
      END LOOP;
    END IF;
  END IF;

  -- 3. Decide, in the order of the batch. A refused operation gives back what it had taken; the others go on.
  t_code := array_fill(NULL::text, ARRAY[n]);
  t_detail := array_fill(NULL::json, ARRAY[n]);
  FOR t IN 1 .. n LOOP
    CONTINUE WHEN t_done[t];
    op := p_ops[t];
    code := NULL;
    what := NULL;
    mark := e;
    ends_hold := op IN ('capture', 'release', 'expire');
    IF any_busy THEN
      FOR l IN p_leg_start[t] .. p_leg_start[t + 1] - 1 LOOP
        IF a_busy[p_leg_debit[l]] OR a_busy[p_leg_credit[l]] THEN
          code := '~BUSY';
        END IF;
      END LOOP;
    END IF;
    IF has_targets AND code IS NULL THEN
      code := g_code[t];
      what := g_detail[t];
    END IF;
    IF code IS NULL THEN
      <<legs>>
      FOR l IN p_leg_start[t] .. p_leg_start[t + 1] - 1 LOOP
        d := p_leg_debit[l];
        c := p_leg_credit[l];
        amount := p_leg_amount[l];
        IF a_no[d] IS NULL OR a_no[c] IS NULL THEN
          code := 'ACCOUNT_NOT_FOUND';
          what := json_build_object('account_id', p_accounts[CASE WHEN a_no[d] IS NULL THEN d ELSE c END]);
          EXIT legs;
        END IF;
        IF a_currency[d] <> a_currency[c] OR p_leg_currency[l] <> a_currency[d] THEN
          code := 'CURRENCY_MISMATCH';
          what := json_build_object('debit', a_currency[d], 'credit', a_currency[c], 'asked', p_leg_currency[l]);
          EXIT legs;
        END IF;
        FOR side IN 0 .. 1 LOOP
          IF side = 0 THEN
            a := d;
            up := a_debit[d];
          ELSE
            a := c;
            up := NOT a_debit[c];
          END IF;
          -- A hold reserves on every account the transfer would lower; ending it frees just that.
          held := 0;
          IF op = 'hold' THEN
            CONTINUE WHEN up;
            held := amount;
            v := a_balance[a];
          ELSE
            IF ends_hold AND NOT up THEN
              held := -p_leg_held[l];
            END IF;
            CONTINUE WHEN amount = 0 AND held = 0;
            IF up THEN
              v := a_balance[a] + amount;
            ELSE
              v := a_balance[a] - amount;
            END IF;
          END IF;
          IF NOT (up OR a_free[a]) AND v - a_held[a] - held < 0 THEN
            -- Holds that ran out but were not yet swept do not count.
            SELECT coalesce(sum(x.amount), 0) INTO expired FROM ledger.open_hold x
              WHERE x.account_no = a_no[a] AND x.expires_at <= p_at[t] AND x.hold_id IS DISTINCT FROM p_targets[t];
            IF v - a_held[a] - held + expired >= 0 THEN
              code := '~EXPIRED_HOLDS';
              what := json_build_object('account_id', p_accounts[a]);
              EXIT legs;
            END IF;
            code := 'INSUFFICIENT_FUNDS';
            what := json_build_object('account_id', p_accounts[a], 'required', amount,
              'available', a_balance[a] - a_held[a] + expired);
            EXIT legs;
          END IF;
          IF abs(v) > 9007199254740991 OR a_held[a] + held > 9007199254740991 THEN
            code := 'BALANCE_LIMIT';
            what := json_build_object('account_id', p_accounts[a]);
            EXIT legs;
          END IF;
          e := e + 1;
          e_acc[e] := a;
          e_op[e] := t;
          e_leg[e] := l - p_leg_start[t];
          e_amount[e] := CASE WHEN op = 'hold' THEN 0 WHEN side = 0 THEN amount ELSE -amount END;
          e_held[e] := held;
          a_balance[a] := v;
          a_held[a] := a_held[a] + held;
          e_balance[e] := v;
          e_held_after[e] := a_held[a];
        END LOOP;
      END LOOP legs;
    END IF;
    IF code IS NOT NULL THEN
      has_refused := true;
      t_code[t] := code;
      t_detail[t] := what;
      WHILE e > mark LOOP
        a := e_acc[e];
        a_balance[a] := a_balance[a] - CASE WHEN a_debit[a] THEN e_amount[e] ELSE -e_amount[e] END;
        a_held[a] := a_held[a] - e_held[e];
        e := e - 1;
      END LOOP;
      RETURN QUERY SELECT t, false, code, what, NULL::text, NULL::text;
    END IF;
  END LOOP;

  IF has_done OR has_refused THEN
    SELECT array_agg(NOT t_done[u] AND (t_code[u] IS NULL OR (p_record_refusals AND t_code[u] !~ '^~')) ORDER BY u)
    INTO t_write FROM generate_series(1, n) u;
  ELSE
    t_write := array_fill(true, ARRAY[n]);
  END IF;

  -- 4. Link the new entries to the chains of their accounts.
  FOR i IN 1 .. e LOOP
    a := e_acc[i];
    t := e_op[i];
    a_seq[a] := a_seq[a] + 1;
    IF p_at[t] > a_at[a] THEN
      a_at[a] := p_at[t];
    END IF;
    a_hash[a] := ledger.entry_hash(a_hash[a], t_digest[t], a_no[a], a_seq[a], e_leg[i], e_amount[i], e_held[i],
      e_balance[i], e_held_after[i], a_at[a]);
    e_no[i] := a_no[a];
    e_seq[i] := a_seq[a];
    e_at[i] := a_at[a];
    e_hash[i] := a_hash[a];
    e_id[i] := p_ids[t];
  END LOOP;

  -- 5. Write. What a refused operation at the end of the batch left behind is cut off first.
  IF cardinality(e_acc) > e THEN
    e_op := e_op[1:e];
    e_leg := e_leg[1:e];
    e_amount := e_amount[1:e];
    e_held := e_held[1:e];
    e_balance := e_balance[1:e];
    e_held_after := e_held_after[1:e];
  END IF;
  WITH written AS (
    INSERT INTO ledger.transfer
      (id, op, kind, target, reference, legs, metadata, refusal, refusal_detail, at, expires_at)
    SELECT u.id, u.op, u.kind, u.target, u.reference, u.legs::json, u.metadata::json, u.code, u.detail, u.at, u.expires_at
    FROM unnest(p_ids, p_ops, p_kinds, p_targets, p_references, p_legs, p_metadata, t_code, t_detail, p_at,
      p_expires_at, t_write) u (id, op, kind, target, reference, legs, metadata, code, detail, at, expires_at, write)
    WHERE u.write
  )
  INSERT INTO ledger.entry
    (account_no, seq, amount, held, balance_after, held_after, at, leg, transfer_id, hash)
  SELECT u.no, u.seq, u.amount, u.held, u.balance, u.held_after, u.at, u.leg, u.id, u.hash
  FROM unnest(e_no, e_seq, e_amount, e_held, e_balance, e_held_after, e_at, e_leg, e_id, e_hash)
    u (no, seq, amount, held, balance, held_after, at, leg, id, hash);

  IF array_position(p_ops, 'hold') IS NOT NULL THEN
    INSERT INTO ledger.open_hold (account_no, hold_id, leg, amount, expires_at)
    SELECT u.no, u.id, u.leg, u.held, coalesce(p_expires_at[u.op], 'infinity')
    FROM unnest(e_no, e_id, e_leg, e_held, e_op) u (no, id, leg, held, op)
    WHERE u.held > 0;
  END IF;
  IF has_targets THEN
    DELETE FROM ledger.open_hold x
    WHERE x.hold_id IN (
      SELECT u.target FROM unnest(p_targets, p_ops, t_write, t_code) u (target, op, write, code)
      WHERE u.op IN ('capture', 'release', 'expire') AND u.write AND u.code IS NULL
    );
  END IF;
END
$fn$;
