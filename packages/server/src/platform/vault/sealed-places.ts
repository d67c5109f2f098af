/**
 * Every column whose values `sealField` seals, with the column that names the row: `topay keys rotate` goes through all of them, and what is not here cannot be
 * sealed.
 */
export const sealedColumns = [
  { column: 'customer.verified_name', key: 'id' },
  { column: 'customer_totp.secret', key: 'customer_id' },
  { column: 'staff.totp_secret', key: 'id' },
  { column: 'staff_sign_in.totp_secret', key: 'id' },
  { column: 'staff_sign_in.oidc_state', key: 'id' },
  { column: 'verification.legal_name', key: 'id' },
  { column: 'verification.document_number', key: 'id' },
  { column: 'recovery.legal_name', key: 'id' },
  { column: 'recovery.document_number', key: 'id' },
  { column: 'closed_account.identity', key: 'customer_id' },
] as const

/** A column whose values are sealed, as `table.column`. */
export type SealedColumn = (typeof sealedColumns)[number]['column']

/**
 * Files sealed with a key for documents: `<data folder>/vault/<folder>/<id>`, bound to the id of a row of `table`, whose `key_id` names the key. A row may have no
 * file any more.
 */
export const sealedFiles = [
  { table: 'identity_document', folder: 'documents' },
  { table: 'data_export', folder: 'exports' },
] as const
