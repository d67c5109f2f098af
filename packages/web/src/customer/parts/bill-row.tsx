import type { Transaction } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { ListAmount } from '#shared/ui/amount.tsx'
import { Tile } from '#shared/ui/surface.tsx'
import { classes } from '#shared/ui/tone.ts'
import { Link } from '../navigation.tsx'
import { paths } from '../paths.ts'
import { billState } from './bill-state.ts'
import { categoryIcon } from '#shared/icons/category-icon.ts'
import styles from './row.module.css'

/** One bill: who, when and how, the amount, and where the money is when it did not move. */
export const BillRow = ({ bill, hidden = false }: { bill: Transaction; hidden?: boolean }) => {
  const { t } = useTranslation('customer')
  const { moment, text } = useFormat()
  const state = billState(bill)
  const target =
    bill.payment_id !== null
      ? paths.payment(bill.payment_id)
      : bill.top_up_id !== null
        ? paths.topUpDetail(bill.top_up_id)
        : paths.bills()
  const way = bill.bank_name !== null ? `${text(bill.bank_name)} (${bill.card_last4 ?? ''})` : t('bill.balance')
  return (
    <Link {...target} className={styles['row']}>
      <Tile icon={bill.kind === 'top_up' ? 'top-up' : categoryIcon(bill.category)} />
      <span className="grow">
        <span className="ellipsis" style={{ display: 'block' }}>
          {bill.kind === 'top_up' ? t('bill.topUp') : text(bill.counterparty)}
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
