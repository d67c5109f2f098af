import { chartEntry, CLASSES, type AccountClass } from './chart.ts'
import { LedgerError } from './errors.ts'
import type { Account, OpenAccountInput, Queryable } from './types.ts'
import { checkCurrency, checkId, checkKind, checkMetadata, checkTime } from './validate.ts'

const COLUMNS = `id, type, class, normal_side, currency, allow_negative, metadata, ledger.iso(created_at) AS created_at`

/**
 * Opens an account, or answers the one that is there already when everything but the time is the same.
 * @throws LedgerError ID_REUSED when the id is taken by a different account; ACCOUNT_TYPE_INVALID, ID_INVALID,
 *   CURRENCY_INVALID, METADATA_INVALID
 */
export async function openAccount(q: Queryable, input: OpenAccountInput): Promise<Account> {
  const id = checkId(input.id)
  const type = checkKind(input.type)
  const accountClass = classOf(type, input.class)
  const currency = checkCurrency(input.currency)
  const allowNegative = input.allow_negative ?? chartEntry(type)?.allow_negative ?? false
  const metadata = checkMetadata(input.metadata)
  const values = [id, type, accountClass, CLASSES[accountClass], currency, allowNegative, metadata]
  await q.query('SELECT ledger.open_account($1, $2, $3, $4, $5, $6, $7, $8)', [...values, checkTime(input.at)])
  const { rows } = await q.query<Account & { same: boolean }>(
    `SELECT ${COLUMNS}, type = $2 AND class = $3 AND normal_side = $4 AND currency = $5 AND allow_negative = $6
       AND metadata::text = $7 AS same
     FROM ledger.account WHERE id = $1`,
    values,
  )
  const row = rows[0]
  if (!row?.same) throw new LedgerError('ID_REUSED', 'This account id is taken by a different account.', { id })
  return accountOf(row)
}

/** @throws LedgerError ACCOUNT_NOT_FOUND */
export async function getAccount(q: Queryable, id: string): Promise<Account> {
  const { rows } = await q.query<Account>(`SELECT ${COLUMNS} FROM ledger.account WHERE id = $1`, [checkId(id)])
  const row = rows[0]
  if (!row) throw new LedgerError('ACCOUNT_NOT_FOUND', 'There is no such account.', { account_id: id })
  return accountOf(row)
}

function accountOf(row: Account): Account {
  return {
    id: row.id,
    type: row.type,
    class: row.class,
    normal_side: row.normal_side,
    currency: row.currency,
    allow_negative: row.allow_negative,
    metadata: row.metadata,
    created_at: row.created_at,
  }
}

function classOf(type: string, given: AccountClass | undefined): AccountClass {
  const known = chartEntry(type)?.class
  if (given !== undefined && !Object.hasOwn(CLASSES, given)) {
    throw new LedgerError('ACCOUNT_TYPE_INVALID', 'An account class is asset, expense, liability, equity or income.')
  }
  if (known !== undefined && given !== undefined && known !== given) {
    throw new LedgerError('ACCOUNT_TYPE_INVALID', `In the chart of accounts, ${type} is of class ${known}.`)
  }
  const found = known ?? given
  if (!found) throw new LedgerError('ACCOUNT_TYPE_INVALID', `${type} is not in the chart: give its class.`)
  return found
}
