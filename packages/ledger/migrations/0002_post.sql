-- Posting: lock, read, decide in a loop, write in one set-based statement. The only way anything gets into the books.

-- Posts a batch of operations in order. Returns one row for each operation that did not simply apply: refused, replayed,
-- or (refusal starting with '~', nothing written) to be prepared again by the caller. Called by the library only, which
-- sends every account id once and refers to it by position, and never two operations with one id or one target.
--
-- Why one function: accounts are locked in one order (no deadlocks between batches), ids are looked up only after the
-- lock (a retry touches the same accounts, so the lock makes it wait for the first try), and a batch costs one round trip
-- and one commit however many operations it holds.
CREATE FUNCTION ledger.post(
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
      FROM unnest(p_ids) WITH ORDINALITY u (id, pos) JOIN ledger.transfer x ON x.id = u.id
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
      LEFT JOIN ledger.transfer x ON x.id = u.id
      LEFT JOIN ledger.transfer z
        ON z.target = u.id AND z.op IN ('capture', 'release', 'expire') AND z.refusal IS NULL
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
        JOIN ledger.transfer x ON x.id = u.id
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

-- What reversals took back of each leg of a transfer, less what was given again by reversing those reversals (a refund
-- that failed at the bank). The legs of a reversal run from the last leg of its target to the first.
CREATE FUNCTION ledger.taken_back(target_id text, target_legs json)
RETURNS TABLE (leg integer, amount bigint, taken bigint) LANGUAGE sql STABLE
SET search_path = pg_catalog, ledger, pg_temp
SET enable_seqscan = off
AS $fn$
  SELECT o.ord::integer - 1, (o.leg ->> 2)::bigint, coalesce((
    SELECT sum((x.legs -> (json_array_length(target_legs) - o.ord::integer) ->> 2)::bigint - coalesce((
      SELECT sum((y.legs -> (o.ord::integer - 1) ->> 2)::bigint) FROM ledger.transfer y
      WHERE y.target = x.id AND y.op = 'reverse' AND y.refusal IS NULL
    ), 0))
    FROM ledger.transfer x WHERE x.target = target_id AND x.op = 'reverse' AND x.refusal IS NULL
  ), 0)::bigint
  FROM json_array_elements(target_legs) WITH ORDINALITY o (leg, ord)
$fn$;

-- May these legs of the target still be taken back? A reversal of a reversal of a reversal is refused: make a new
-- reversal of the original instead.
CREATE FUNCTION ledger.check_reversal(target_id text, target_legs json, wanted_legs json)
RETURNS TABLE (code text, detail json) LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, ledger, pg_temp
SET enable_seqscan = off
AS $fn$
DECLARE
  last_leg integer := json_array_length(target_legs) - 1;
  bad record;
BEGIN
  IF EXISTS (
    SELECT 1 FROM ledger.transfer x JOIN ledger.transfer y ON y.id = x.target
    WHERE x.id = target_id AND x.op = 'reverse' AND y.op = 'reverse'
  ) THEN
    RETURN QUERY SELECT 'NOT_REVERSIBLE', NULL::json;
    RETURN;
  END IF;
  SELECT b.leg, b.amount - b.taken AS remaining INTO bad FROM ledger.taken_back(target_id, target_legs) b
  WHERE (wanted_legs -> (last_leg - b.leg) ->> 2)::bigint > b.amount - b.taken
  ORDER BY b.leg LIMIT 1;
  IF FOUND THEN
    RETURN QUERY SELECT 'REVERSAL_TOO_LARGE', json_build_object('leg', bad.leg, 'remaining', bad.remaining);
  END IF;
END
$fn$;

-- The newest entry of an account not later than a time, found in log2(n) steps: times never go back within an account.
CREATE FUNCTION ledger.seq_at(p_account_no bigint, p_at timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, ledger, pg_temp
SET enable_seqscan = off
AS $fn$
DECLARE
  low bigint := 0;
  high bigint;
  mid bigint;
BEGIN
  SELECT x.seq INTO high FROM ledger.entry x WHERE x.account_no = p_account_no ORDER BY x.seq DESC LIMIT 1;
  high := coalesce(high, 0);
  WHILE low < high LOOP
    mid := (low + high + 1) / 2;
    IF EXISTS (SELECT 1 FROM ledger.entry x WHERE x.account_no = p_account_no AND x.seq = mid AND x.at <= p_at) THEN
      low := mid;
    ELSE
      high := mid - 1;
    END IF;
  END LOOP;
  RETURN low;
END
$fn$;

-- Opens an account unless the id is taken; who asks compares what is there.
CREATE FUNCTION ledger.open_account(
  p_id text, p_type text, p_class text, p_normal_side text, p_currency text, p_allow_negative boolean, p_metadata text,
  p_at timestamptz
) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, ledger, pg_temp
AS $fn$
  INSERT INTO ledger.account (id, type, class, normal_side, currency, allow_negative, metadata, created_at)
  VALUES (p_id, p_type, p_class, p_normal_side, p_currency, p_allow_negative, p_metadata::json, p_at)
  ON CONFLICT (id) DO NOTHING
$fn$;

-- Rights: nobody but the owner may write, everybody else goes through ledger.post().
REVOKE ALL ON SCHEMA ledger FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA ledger FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
