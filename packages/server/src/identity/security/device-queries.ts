import { fromNow, type Db, type Tx } from '../../platform/index.ts'

/** The device of a customer that a token names, if the account still knows it. The same work for nobody (''). */
export const selectDevice = async (
  tx: Tx | Db,
  customerId: string,
  tokenHash: Buffer,
  lifeMs: number,
): Promise<string | undefined> =>
  (
    await tx
      .selectFrom('customer_device')
      .select('id')
      .where('token_hash', '=', tokenHash)
      .where('customer_id', '=', customerId)
      .where('removed_at', 'is', null)
      .where('last_seen_at', '>', fromNow(-lifeMs))
      .executeTakeFirst()
  )?.id

export type SeenDevice = { id: string; name: string; ip: string; place: string | null; at: string }

export const touchDevice = async (tx: Tx, { id, name, ip, place, at }: SeenDevice): Promise<void> => {
  await tx.updateTable('customer_device').set({ name, ip, place, last_seen_at: at }).where('id', '=', id).execute()
}

export const insertDevice = async (
  tx: Tx,
  { at, ...device }: SeenDevice & { customer_id: string; token_hash: Buffer },
): Promise<void> => {
  await tx
    .insertInto('customer_device')
    .values({ ...device, first_seen_at: at, last_seen_at: at })
    .execute()
}

/** What one browser is to its other customers moves to its new token. */
export const renameDevice = async (tx: Tx, from: Buffer, to: Buffer): Promise<void> => {
  await tx
    .updateTable('customer_device')
    .set({ token_hash: to })
    .where('token_hash', '=', from)
    .where('removed_at', 'is', null)
    .execute()
}

/** Forgets a device; answers whether there was one. */
export const removeDeviceRow = async (
  tx: Tx,
  customerId: string,
  id: string,
  at: string,
): Promise<string | undefined> =>
  (
    await tx
      .updateTable('customer_device')
      .set({ removed_at: at })
      .where('id', '=', id)
      .where('customer_id', '=', customerId)
      .where('removed_at', 'is', null)
      .returning('name')
      .executeTakeFirst()
  )?.name

/** Devices that an account knows, with how many sessions are open on each, the latest first. */
export const selectDevices = (db: Db, customerId: string, lifeMs: number, at: string) =>
  db
    .selectFrom('customer_device as device')
    .select((row) => [
      'device.id',
      'device.name',
      'device.place',
      'device.first_seen_at',
      'device.last_seen_at',
      row
        .selectFrom('customer_session as session')
        .select((count) => count.fn.countAll<number>().as('open'))
        .whereRef('session.device_id', '=', 'device.id')
        .where('session.customer_id', '=', customerId)
        .where('session.revoked_at', 'is', null)
        .where('session.expires_at', '>', at)
        .as('sessions'),
    ])
    .where('device.customer_id', '=', customerId)
    .where('device.removed_at', 'is', null)
    .where('device.last_seen_at', '>', fromNow(-lifeMs))
    .orderBy('device.last_seen_at', 'desc')
    .orderBy('device.id', 'desc')
    .execute()
