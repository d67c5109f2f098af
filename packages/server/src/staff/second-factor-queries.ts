import { timestamp, type Tx } from '../platform/index.ts'

/** The sealed secret of a factor that is switched on. */
export const selectTotpSecret = async (tx: Tx, staffId: string): Promise<Buffer | null> =>
  (
    await tx
      .selectFrom('staff')
      .select('totp_secret')
      .where('id', '=', staffId)
      .where('totp_confirmed_at', 'is not', null)
      .executeTakeFirst()
  )?.totp_secret ?? null

export const storeTotp = async (
  tx: Tx,
  staffId: string,
  { secret, last_step }: { secret: Buffer; last_step: number },
): Promise<void> => {
  await tx
    .updateTable('staff')
    .set({ totp_secret: secret, totp_last_step: last_step, totp_confirmed_at: timestamp() })
    .where('id', '=', staffId)
    .execute()
}

/** False when this step, or a later one, was used already. */
export const noteTotpStep = async (tx: Tx, staffId: string, step: number): Promise<boolean> => {
  const updated = await tx
    .updateTable('staff')
    .set({ totp_last_step: step })
    .where('id', '=', staffId)
    .where((row) => row.or([row('totp_last_step', 'is', null), row('totp_last_step', '<', step)]))
    .returning('id')
    .executeTakeFirst()
  return updated !== undefined
}

/** Replaces the recovery codes. */
export const insertRecoveryCodes = async (tx: Tx, staffId: string, hashes: readonly Buffer[]): Promise<void> => {
  await tx.deleteFrom('staff_recovery_code').where('staff_id', '=', staffId).execute()
  await tx
    .insertInto('staff_recovery_code')
    .values(hashes.map((code_hash) => ({ staff_id: staffId, code_hash })))
    .execute()
}

/** False when there is no such code, or it was used. */
export const takeRecoveryCode = async (tx: Tx, staffId: string, hash: Buffer): Promise<boolean> => {
  const taken = await tx
    .updateTable('staff_recovery_code')
    .set({ used_at: timestamp() })
    .where('staff_id', '=', staffId)
    .where('code_hash', '=', hash)
    .where('used_at', 'is', null)
    .returning('staff_id')
    .executeTakeFirst()
  return taken !== undefined
}

/** Switches the second factor off, to be set up anew. */
export const removeSecondFactor = async (tx: Tx, staffId: string): Promise<void> => {
  await tx.deleteFrom('staff_recovery_code').where('staff_id', '=', staffId).execute()
  await tx
    .updateTable('staff')
    .set({ totp_secret: null, totp_last_step: null, totp_confirmed_at: null })
    .where('id', '=', staffId)
    .execute()
}
