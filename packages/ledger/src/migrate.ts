import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { Queryable } from './types.ts'

const FOLDER = new URL('../migrations/', import.meta.url)
const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/
const TAG = '$ledger_migrate$'

/**
 * Brings the schema `ledger` up to date: applies the package's numbered SQL files that were not applied yet, in order,
 * all or none. Safe at every start and beside other processes that do the same. Needs the right to create a schema.
 * @throws a database error when a file that was applied has been changed since
 */
export async function migrate(q: Queryable): Promise<void> {
  const names = (await readdir(FOLDER)).filter((name) => FILE_NAME.test(name)).toSorted()
  const steps = await Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, FOLDER), 'utf8')
      return step(name, createHash('sha256').update(sql).digest('hex'), sql)
    }),
  )
  // One statement, so that lock, check and work share one transaction even when `q` is a pool.
  await q.query(`DO ${TAG}
DECLARE
  known text;
BEGIN
  PERFORM pg_advisory_xact_lock(7805324611);
  IF to_regclass('ledger.migration') IS NULL THEN
    CREATE SCHEMA IF NOT EXISTS ledger;
    CREATE TABLE ledger.migration (
      name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()
    );
  END IF;
${steps.join('\n')}
END
${TAG}`)
}

function step(name: string, checksum: string, sql: string): string {
  if (sql.includes('$ledger_')) throw new Error(`${name} must not use the tag $ledger_...$`)
  return `  known := (SELECT checksum FROM ledger.migration WHERE name = '${name}');
  IF known IS NULL THEN
    EXECUTE $ledger_step$${sql}$ledger_step$;
    INSERT INTO ledger.migration (name, checksum) VALUES ('${name}', '${checksum}');
  ELSIF known <> '${checksum}' THEN
    RAISE EXCEPTION 'ledger migration ${name} was changed after it had been applied';
  END IF;`
}
