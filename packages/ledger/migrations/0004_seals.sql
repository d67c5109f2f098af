-- Seals: what the newest entry of every account was at some moment. The chain of an account shows a row that was changed
-- or taken out of its middle; only a seal shows that its newest rows were taken away together with all that belongs to
-- them. Whoever keeps the digest of a seal outside the database can tell even when the seals were rewritten too.

CREATE TABLE ledger.seal (
  no bigint NOT NULL,
  at timestamptz NOT NULL,
  -- newest entries recorded by this seal: those of accounts that changed since the one before
  heads bigint NOT NULL,
  -- sha256 over the digest of the seal before and these entries
  digest bytea NOT NULL,
  CONSTRAINT seal_pkey PRIMARY KEY (no)
);

CREATE TABLE ledger.seal_head (
  account_no bigint NOT NULL,
  seal_no bigint NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT seal_head_pkey PRIMARY KEY (account_no, seal_no)
);

CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.seal
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER seal_head_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.seal_head
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.seal ENABLE ALWAYS TRIGGER seal_append_only;
ALTER TABLE ledger.seal_head ENABLE ALWAYS TRIGGER seal_head_append_only;

CREATE FUNCTION ledger.seal_digest(p_before bytea, p_no bigint) RETURNS bytea LANGUAGE sql STABLE
SET search_path = pg_catalog, ledger, pg_temp
RETURN sha256(p_before || int8send(p_no) || coalesce((
  SELECT string_agg(int8send(h.account_no) || int8send(h.seq) || h.hash, ''::bytea ORDER BY h.account_no)
  FROM ledger.seal_head h WHERE h.seal_no = p_no), ''::bytea));

CREATE FUNCTION ledger.seal_books(p_at timestamptz) RETURNS ledger.seal LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, ledger, pg_temp
AS $fn$
DECLARE
  made ledger.seal;
  before ledger.seal;
BEGIN
  PERFORM pg_advisory_xact_lock(7805324612);
  SELECT * INTO before FROM ledger.seal s ORDER BY s.no DESC LIMIT 1;
  made.no := coalesce(before.no, 0) + 1;
  made.at := p_at;
  INSERT INTO ledger.seal_head (account_no, seal_no, seq, hash)
  SELECT a.no, made.no, e.seq, e.hash
  FROM ledger.account a
  CROSS JOIN LATERAL (
    SELECT x.seq, x.hash FROM ledger.entry x WHERE x.account_no = a.no ORDER BY x.seq DESC LIMIT 1
  ) e
  LEFT JOIN LATERAL (
    SELECT h.seq FROM ledger.seal_head h WHERE h.account_no = a.no ORDER BY h.seal_no DESC LIMIT 1
  ) s ON true
  WHERE e.seq > coalesce(s.seq, 0);
  GET DIAGNOSTICS made.heads = ROW_COUNT;
  made.digest := ledger.seal_digest(coalesce(before.digest, ''::bytea), made.no);
  INSERT INTO ledger.seal SELECT made.*;
  RETURN made;
END
$fn$;

CREATE FUNCTION ledger.verify_seals(p_limit integer)
RETURNS TABLE (problem text, account_id text, version bigint, transfer_id text, detail json)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, ledger, pg_temp
AS $fn$
  (SELECT 'SEALED_ENTRY_GONE', a.id, h.seq, NULL::text, json_build_object('seal', h.seal_no)
  FROM ledger.seal_head h
  LEFT JOIN ledger.entry e ON e.account_no = h.account_no AND e.seq = h.seq
  LEFT JOIN ledger.account a ON a.no = h.account_no
  WHERE e.hash IS DISTINCT FROM h.hash
  LIMIT p_limit)
  UNION ALL
  (SELECT 'SEAL_CHANGED', NULL, NULL, NULL, json_build_object('seal', w.no)
  FROM (
    SELECT s.no, s.heads, s.digest, lag(s.digest, 1, ''::bytea) OVER (ORDER BY s.no) AS before,
      row_number() OVER (ORDER BY s.no) AS place
    FROM ledger.seal s
  ) w
  WHERE w.place <> w.no OR w.digest <> ledger.seal_digest(w.before, w.no)
    OR w.heads <> (SELECT count(*) FROM ledger.seal_head h WHERE h.seal_no = w.no)
  LIMIT p_limit)
$fn$;

REVOKE ALL ON TABLE ledger.seal, ledger.seal_head FROM PUBLIC;
REVOKE ALL ON FUNCTION ledger.seal_digest, ledger.seal_books, ledger.verify_seals FROM PUBLIC;
