import { money, type Wallet } from '@topay/contract'
import { type Db, timestamp, type Tx } from '../platform/index.ts'
import { getBalance } from './accounts.ts'
import { cardOf } from './cards.ts'
import { startOfChinaDay } from './china-time.ts'
import { findCards, sumSpent } from './queries.ts'

/** What a customer has, has spent since midnight in China, and can pay with. */
export const getWallet = async (tx: Tx | Db, customerId: string): Promise<Wallet> => {
  const { available, held } = await getBalance(tx, customerId)
  return {
    balance: money(available),
    held: money(held),
    spent_today: money(await sumSpent(tx, customerId, startOfChinaDay(timestamp()))),
    cards: (await findCards(tx, customerId)).map(cardOf),
  }
}
