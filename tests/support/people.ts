import { randomUUID } from 'node:crypto'
import { money } from '@topay/contract'
import { hashRequest, inTx, type RequestKey } from '../../packages/server/src/platform/index.ts'
import { bindingOf, startChallenge, type Verification } from '../../packages/server/src/identity/index.ts'
import { createMoneyRequest, rememberPayee, sendTransfer, withdraw } from '../../packages/server/src/wallet/index.ts'
import { type MoneyWorld, PIN } from './money-world.ts'

const keyOf = (customer: string, operation: string, key: string | undefined, content: unknown): RequestKey => ({
  actor: `customer:${customer}`,
  key: key ?? randomUUID(),
  operation,
  hash: hashRequest(operation, content),
})

type More = { pin?: string | undefined; verification?: Verification; key?: string }

/** What people of a money world do with each other's money and their own. Amounts in minor units. */
export const peopleOf = (world: MoneyWorld) => {
  const knows = async (customer_id: string, payee_customer_id: string): Promise<string> =>
    (await inTx(world.db, (tx) => rememberPayee(tx, { customer_id, payee_customer_id, found_by: null }))).id
  return {
    /** The id under which one customer holds another. */
    knows,
    send: async (
      from: string,
      to: string,
      amount: number,
      more: More & { note?: string; style?: 'plain' | 'red_packet'; name?: string; request?: string } = {},
    ) =>
      sendTransfer(
        world.deps,
        {
          customer_id: from,
          payee_id: await knows(from, to),
          amount: money(amount),
          note: more.note,
          style: more.style ?? 'plain',
          payee_name: more.name,
          money_request_id: more.request,
          payment_password: 'pin' in more ? more.pin : PIN,
          verification: more.verification,
        },
        keyOf(from, 'sendTransfer', more.key, [to, amount, more.note, more.request]),
      ),
    ask: async (from: string, payer: string, amount: number, note?: string) => {
      const payee_id = await knows(from, payer)
      return inTx(world.db, (tx) =>
        createMoneyRequest(tx, { customer_id: from, payee_id, amount: money(amount), note }),
      )
    },
    withdraw: (customer_id: string, card_id: string, amount: number, more: More = {}) =>
      withdraw(
        world.deps,
        {
          customer_id,
          card_id,
          amount: money(amount),
          payment_password: 'pin' in more ? more.pin : PIN,
          verification: more.verification,
        },
        keyOf(customer_id, 'withdraw', more.key, [card_id, amount]),
      ),
    /** The code that a customer gets for an operation. */
    challenge: async (customer_id: string, parts: (string | number)[]): Promise<Verification> => {
      const input = { customer_id, binding: bindingOf(parts), payee: { zh: '林*', en: 'L.' }, amount: money(1) }
      const { id } = await inTx(world.db, (tx) => startChallenge(tx, world.deps.config, input))
      const { code } = await world.db
        .selectFrom('outbound_message')
        .select('code')
        .where('customer_id', '=', customer_id)
        .where('template', '=', 'confirm_payment_code')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow()
      return { challenge_id: id, code: code ?? '' }
    },
  }
}
