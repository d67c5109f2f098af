import { getCustomer } from '../identity/index.ts'
import { openField, sealField, type Tx, type Db } from '../platform/index.ts'

type Keeper = { TOPAY_SECRET: string }

/** What identity documents say of a person, sealed for the row that it stands in. */
type Sealed = { legal_name: Buffer; document_number: Buffer }

const place = (table: 'verification' | 'recovery', column: keyof Sealed, row: string) =>
  ({ column: `${table}.${column}`, row }) as const

/** Seals name and number of a row of `verification` or `recovery`. */
export const sealPerson = async (
  tx: Tx,
  config: Keeper,
  table: 'verification' | 'recovery',
  id: string,
  person: { legal_name: string; document_number: string },
): Promise<Sealed> => ({
  legal_name: await sealField(tx, config.TOPAY_SECRET, place(table, 'legal_name', id), person.legal_name),
  document_number: await sealField(
    tx,
    config.TOPAY_SECRET,
    place(table, 'document_number', id),
    person.document_number,
  ),
})

/** Opens what `sealPerson` sealed. */
export const openPerson = async (
  tx: Tx | Db,
  config: Keeper,
  table: 'verification' | 'recovery',
  row: { id: string } & Sealed,
): Promise<{ legal_name: string; document_number: string }> => ({
  legal_name: await openField(tx, config.TOPAY_SECRET, place(table, 'legal_name', row.id), row.legal_name),
  document_number: await openField(
    tx,
    config.TOPAY_SECRET,
    place(table, 'document_number', row.id),
    row.document_number,
  ),
})

const verifiedName = (customerId: string) => ({ column: 'customer.verified_name', row: customerId }) as const

/** The name that a class rests on, sealed for the customer's row. */
export const sealVerifiedName = (tx: Tx, config: Keeper, customerId: string, name: string): Promise<Buffer> =>
  sealField(tx, config.TOPAY_SECRET, verifiedName(customerId), name)

export const openVerifiedName = (tx: Tx | Db, config: Keeper, customerId: string, sealed: Buffer): Promise<string> =>
  openField(tx, config.TOPAY_SECRET, verifiedName(customerId), sealed)

export const getCustomerName = async (tx: Tx | Db, customerId: string): Promise<string> =>
  (await getCustomer(tx, customerId)).name
