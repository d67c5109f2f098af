import type { Transaction } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import type { IconName } from '#shared/icons/icon.tsx'
import { ListAmount } from '#shared/ui/amount.tsx'
import { Tile } from '#shared/ui/surface.tsx'
import { classes } from '#shared/ui/tone.ts'
import { Link, type Target } from '../navigation.tsx'
import { paths } from '../paths.ts'
import { billState } from './bill-state.ts'
import { categoryIcon } from '#shared/icons/category-icon.ts'
import styles from './row.module.css'

/** Kinds that are named by what they are, not by the other side. */
const NAMES = {
  top_up: 'bill.topUp',
  withdrawal: 'bill.withdrawal',
  compensation: 'bill.compensation',
} as const satisfies Partial<Record<Transaction['kind'], string>>

/** Where a bill leads: one that is over to all that is known of it, any other to where it stands and what is next. */
const targetOfBill = (bill: Transaction): Target => {
  if (bill.status === 'succeeded' || bill.kind === 'compensation') return paths.bill(bill.id)
  if (bill.payment_id !== null) return paths.payment(bill.payment_id)
  if (bill.top_up_id !== null) return paths.topUpDetail(bill.top_up_id)
  if (bill.withdrawal_id !== null) return paths.withdrawal(bill.withdrawal_id)
  if (bill.transfer_id !== null) return paths.transferDetail(bill.transfer_id)
  return paths.bill(bill.id)
}

/** The icon of what a bill is. */
export const iconOfBill = (bill: Transaction): IconName => {
  if (bill.kind === 'top_up') return 'top-up'
  if (bill.kind === 'withdrawal') return 'withdraw'
  if (bill.kind === 'transfer') return 'transfer'
  return bill.kind === 'compensation' ? 'shield-ok' : categoryIcon(bill.category)
}

/** One bill: who, when and how, the amount, and where the money is when it did not move. */
export const BillRow = ({ bill, hidden = false }: { bill: Transaction; hidden?: boolean }) => {
  const { t } = useTranslation('customer')
  const { moment, text } = useFormat()
  const state = billState(bill)
  const card = bill.bank_name !== null ? `${text(bill.bank_name)} (${bill.card_last4 ?? ''})` : null
  const way =
    card === null ? t('bill.balance') : bill.method === 'balance_and_card' ? `${t('bill.balance')} + ${card}` : card
  return (
    <Link {...targetOfBill(bill)} className={styles['row']}>
      <Tile icon={iconOfBill(bill)} />
      <span className="grow">
        <span className="ellipsis" style={{ display: 'block' }}>
          {bill.kind in NAMES ? t(NAMES[bill.kind as keyof typeof NAMES]) : text(bill.counterparty)}
        </span>
        <span className="t7 c3 ellipsis" style={{ display: 'block' }}>
          {moment(bill.created_at)} · {way}
        </span>
      </span>
      <span className={styles['end']}>
        <ListAmount money={bill.amount} direction={state.direction} hidden={hidden} />
        {state.words && (
          <span className={classes('t7', state.tone === 'wait' ? 'c-wait' : 'c2')} style={{ display: 'block' }}>
            {t(`bill.${state.words}`)}
          </span>
        )}
      </span>
    </Link>
  )
}
