-- Proof that the books are whole, in pieces: the entries in the order of their key so many at a time, so that books of any
-- size are checked in bounded memory, and then what only all of them together can show. Reads everything, trusts nothing
-- that was posted.

-- Entries after one key up to another: numbered without gaps, each following from the one before it, each with the right
-- hash. LATERAL with OFFSET 0 makes each lookup an index probe; as a join every piece would read all transfers.
CREATE FUNCTION ledger.verify_entries(
  p_after_account bigint, p_after_seq bigint, p_account bigint, p_seq bigint, p_limit integer
)
RETURNS TABLE (problem text, account_id text, version bigint, transfer_id text, detail json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, ledger, pg_temp
SET jit = off
SET enable_seqscan = off
AS $fn$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT p.problem, p.id, p.seq, p.transfer_id, NULL::json
  FROM (
    SELECT w.id, w.seq, w.transfer_id, CASE
      WHEN w.id IS NULL THEN 'ENTRY_WITHOUT_ACCOUNT'
      WHEN w.seq <> coalesce(w.seq_before, 0) + 1 THEN 'ENTRY_MISSING'
      WHEN w.digest IS NULL THEN 'ENTRY_WITHOUT_TRANSFER'
      WHEN w.balance_after <> coalesce(w.balance_before, 0)
        + CASE w.normal_side WHEN 'debit' THEN w.amount ELSE -w.amount END
        OR w.held_after <> coalesce(w.held_before, 0) + w.held THEN 'BALANCE_NOT_SUM'
      WHEN NOT w.allow_negative AND w.balance_after - w.held_after < 0 THEN 'BALANCE_NEGATIVE'
      WHEN w.at < coalesce(w.at_before, w.at) THEN 'TIME_GOES_BACK'
      WHEN w.hash IS DISTINCT FROM ledger.entry_hash(coalesce(w.hash_before, w.account_digest), w.digest, w.account_no,
        w.seq, w.leg, w.amount, w.held, w.balance_after, w.held_after, w.at) THEN 'HASH_WRONG'
      END AS problem
    FROM (
      SELECT e.*, a.id, a.normal_side, a.allow_negative, a.account_digest, t.digest,
        lag(e.seq) OVER w AS seq_before, lag(e.balance_after) OVER w AS balance_before,
        lag(e.held_after) OVER w AS held_before, lag(e.at) OVER w AS at_before, lag(e.hash) OVER w AS hash_before
      FROM ledger.entry e
      LEFT JOIN LATERAL (
        SELECT x.id, x.normal_side, x.allow_negative,
          CASE WHEN e.seq = 1 THEN ledger.account_digest(x) END AS account_digest
        FROM ledger.account x WHERE x.no = e.account_no OFFSET 0
      ) a ON true
      LEFT JOIN LATERAL (
        SELECT ledger.transfer_digest(x.id, x.op, x.kind, x.target, x.reference, x.legs::text, x.metadata::text, x.at,
          x.expires_at) AS digest
        FROM ledger.transfer x WHERE x.id = e.transfer_id AND x.refusal IS NULL LIMIT 1
      ) t ON true
      -- the entry before the first one comes along to be compared with
      WHERE (e.account_no, e.seq) >= (p_after_account, p_after_seq) AND (e.account_no, e.seq) <= (p_account, p_seq)
      WINDOW w AS (PARTITION BY e.account_no ORDER BY e.seq)
    ) w
    WHERE (w.account_no, w.seq) > (p_after_account, p_after_seq)
  ) p
  WHERE p.problem IS NOT NULL
  LIMIT p_limit;
END
$fn$;

-- What only the books as a whole can show. Sorts that do not fit into memory go to disk.
CREATE FUNCTION ledger.verify_sums(p_limit integer)
RETURNS TABLE (problem text, account_id text, version bigint, transfer_id text, detail json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, ledger, pg_temp
SET jit = off
AS $fn$
#variable_conflict use_column
BEGIN
  -- An id is there once, whatever became of the index that says so.
  RETURN QUERY
  SELECT 'ID_TWICE', NULL::text, NULL::bigint, t.id, NULL::json FROM ledger.transfer t GROUP BY t.id HAVING count(*) > 1
  LIMIT p_limit;

  RETURN QUERY
  SELECT 'ID_TWICE', a.id, NULL::bigint, NULL::text, NULL::json FROM ledger.account a GROUP BY a.id HAVING count(*) > 1
  LIMIT p_limit;

  -- Transfers: the entries that their legs call for, no more and no fewer; refused ones have none.
  RETURN QUERY
  SELECT CASE WHEN x.found = 0 THEN 'TRANSFER_WITHOUT_ENTRIES' ELSE 'TRANSFER_NOT_ITS_LEGS' END,
    NULL::text, NULL::bigint, x.id, NULL::json
  FROM (
    SELECT t.id, coalesce(l.lines, 0) AS wanted, coalesce(l.total, 0) AS wanted_total, coalesce(e.lines, 0) AS found,
      coalesce(e.debit, 0) AS debit, coalesce(e.credit, 0) AS credit
    FROM ledger.transfer t
    LEFT JOIN LATERAL (
      SELECT count(*) * 2 AS lines, sum((g ->> 2)::bigint) AS total FROM json_array_elements(t.legs) g
      WHERE (g ->> 2)::bigint > 0 AND t.op IN ('transfer', 'capture', 'reverse') AND t.refusal IS NULL
    ) l ON true
    LEFT JOIN (
      SELECT z.transfer_id, count(*) FILTER (WHERE z.amount <> 0) AS lines, sum(z.amount) FILTER (WHERE z.amount > 0) AS debit,
        -sum(z.amount) FILTER (WHERE z.amount < 0) AS credit
      FROM ledger.entry z GROUP BY z.transfer_id
    ) e ON e.transfer_id = t.id
  ) x
  WHERE x.wanted <> x.found OR x.wanted_total <> x.debit OR x.wanted_total <> x.credit
  LIMIT p_limit;

  -- All books of a currency together: debits equal credits.
  RETURN QUERY
  SELECT 'BOOKS_NOT_ZERO', NULL::text, NULL::bigint, NULL::text,
    json_build_object('currency', a.currency, 'difference', sum(e.amount))
  FROM ledger.entry e JOIN ledger.account a ON a.no = e.account_no
  GROUP BY a.currency HAVING sum(e.amount) <> 0;

  -- What is held is what the open holds hold, and those are the holds that nothing ended.
  RETURN QUERY
  SELECT 'HELD_NOT_SUM', a.id, h.seq, NULL::text,
    json_build_object('books', coalesce(h.held_after, 0), 'open_holds', coalesce(o.amount, 0))
  FROM ledger.account a
  LEFT JOIN LATERAL (
    SELECT z.held_after, z.seq FROM ledger.entry z WHERE z.account_no = a.no ORDER BY z.seq DESC LIMIT 1
  ) h ON true
  LEFT JOIN (SELECT x.account_no, sum(x.amount) AS amount FROM ledger.open_hold x GROUP BY x.account_no) o
    ON o.account_no = a.no
  WHERE coalesce(h.held_after, 0) <> coalesce(o.amount, 0)
  LIMIT p_limit;

  RETURN QUERY
  SELECT 'HOLD_ENDED_BUT_OPEN', NULL::text, NULL::bigint, x.hold_id, NULL::json
  FROM ledger.open_hold x
  LEFT JOIN ledger.transfer t ON t.id = x.hold_id AND t.op = 'hold' AND t.refusal IS NULL
  LEFT JOIN ledger.transfer z ON z.target = x.hold_id AND z.op IN ('capture', 'release', 'expire') AND z.refusal IS NULL
  WHERE t.id IS NULL OR z.id IS NOT NULL
  LIMIT p_limit;

  -- Nothing was taken back more than once.
  RETURN QUERY
  SELECT 'REVERSED_TOO_MUCH', NULL::text, NULL::bigint, t.id, json_build_object('leg', b.leg, 'amount', b.amount,
    'taken', b.taken)
  FROM ledger.transfer t CROSS JOIN LATERAL ledger.taken_back(t.id, t.legs) b
  WHERE b.taken > b.amount AND t.refusal IS NULL
    AND EXISTS (SELECT 1 FROM ledger.transfer r WHERE r.target = t.id AND r.op = 'reverse' AND r.refusal IS NULL)
  LIMIT p_limit;
END
$fn$;

-- Whoever could verify still can.
DO $do$
DECLARE
  who text;
BEGIN
  REVOKE ALL ON FUNCTION ledger.verify_entries, ledger.verify_sums FROM PUBLIC;
  FOR who IN
    SELECT a.grantee::regrole::text FROM pg_proc p, aclexplode(p.proacl) a
    WHERE p.oid = 'ledger.verify_books'::regproc AND a.grantee <> p.proowner AND a.privilege_type = 'EXECUTE'
  LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION ledger.verify_entries, ledger.verify_sums TO %s', who);
  END LOOP;
END
$do$;

DROP FUNCTION ledger.verify_books(integer);
